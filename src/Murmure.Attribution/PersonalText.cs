using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Murmure.Attribution;

/// <summary>
/// Data of people that stray into addresses, tags and properties: mail addresses, IP addresses, telephone numbers, the numbers of network cards. A
/// date, a version, a time code or an article's number is none, and stays.
/// </summary>
public static partial class PersonalText
{
    private const string Mark = "(masked)";

    /// <summary>The text with every such datum replaced; the same object where there is none.</summary>
    public static string Mask(string text)
    {
        if (!MayHold(text))
            return text;
        try
        {
            var masked = Number().Replace(Mail().Replace(text, Mark), Mark);
            masked = IPv6().Replace(masked, match => IsIPv6(match.Value) ? Mark : match.Value);
            // TRICKY: a replacement by the same text is another object.
            return masked == text ? text : masked;
        }
        catch (RegexMatchTimeoutException)
        {
            return Mark;
        }
    }

    /// <summary>Whether a tag's value is, or contains, such a datum. A tag is short: the national ways to write a telephone number count too.</summary>
    public static bool Holds(string text) => !ReferenceEquals(Mask(text), text) || (MayHold(text) && Telephone().Fits(text));

    // Cheap to ask: most texts have neither sign nor enough digits.
    private static bool MayHold(string text) =>
        text.Contains('@', StringComparison.Ordinal) || text.Contains("40", StringComparison.Ordinal) || text.Count(char.IsAsciiDigit) >= 4 || text.Count(c => c == ':') >= 2;

    /// <summary>
    /// What the parser reads as an address, and people have: several groups, or one of the addresses that providers give out (2000::/3). A time code
    /// (01:02:03:04) is none, and neither is a name in a programming language (db::a).
    /// </summary>
    private static bool IsIPv6(string text)
    {
        var plain = Colon().Replace(text, ":");
        return IPAddress.TryParse(plain, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            && (plain.Count(c => c == ':') >= 3 || plain is [('2' or '3'), _, _, _, ':', ..]);
    }

    // A mail address as a path segment's or a value's part, its sign escaped once or several times. Not npm's react@18.2.0.
    [GeneratedRegex(@"[^/\s?&=@]+(?:@|%(?:25)*40)(?!v?\d+\.\d+\.\d)[^/\s?&=@]*[^/\s?&=@.\d]\.[a-z]{2,}[^/\s?&=@.]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex Mail();

    // An IPv4 address; the number of a network card; an international telephone number, which starts with a plus that joins no words.
    [GeneratedRegex(@"(?<!\d)(?<!\d\.)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\d|\.\d)|(?<![0-9a-f:])(?:[0-9a-f]{2}:){5}[0-9a-f]{2}(?![0-9a-f:])|(?<!\w)(?:\+|%(?:25)*2b)\d{8,15}(?!\d)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<![0-9a-z:])(?:[0-9a-f]{0,4}(?::|%(?:25)*3a)){2,7}[0-9a-f]{0,4}(?![0-9a-z:])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex IPv6();

    [GeneratedRegex("%(?:25)*3a", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex Colon();

    // Digits alone are mostly a campaign's number, but for the shape of a French mobile number as messengers write it.
    [GeneratedRegex(@"(?:^|[^\d])(?:\+|00)\d{8,15}(?!\d)|^\+\d(?:[ ().-]{0,2}\d){7,14}$|^0[1-9](?:[ .-]?\d{2}){4}$|^33[67]\d{8}$", RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex Telephone();
}
