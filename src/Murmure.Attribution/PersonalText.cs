using System.Text.RegularExpressions;

namespace Murmure.Attribution;

/// <summary>Data of people that stray into addresses and tags: mail addresses, IP addresses, telephone numbers.</summary>
public static partial class PersonalText
{
    private const string Mark = "(masked)";

    /// <summary>The text with every such datum replaced; the same object where there is none.</summary>
    public static string Mask(string text) => MayHold(text) ? Replace(text) : text;

    /// <summary>Whether a tag's value is, or contains, such a datum.</summary>
    public static bool Holds(string text) => MayHold(text) && (MailOrAddress().Fits(text) || Telephone().Fits(text));

    // Cheap to ask: most texts have neither sign nor enough digits.
    private static bool MayHold(string text) =>
        text.Contains('@', StringComparison.Ordinal) || text.Contains("%40", StringComparison.Ordinal) || text.Count(char.IsAsciiDigit) >= 4 || text.Count(c => c == ':') >= 2;

    private static string Replace(string text)
    {
        try
        {
            return MailOrAddress().Replace(text, Mark);
        }
        catch (RegexMatchTimeoutException)
        {
            return Mark;
        }
    }

    // A mail address, an IPv4 address, an IPv6 address of at least four groups, each as a whole path segment's part.
    [GeneratedRegex(@"[^/\s?&=]+(?:@|%40)[^/\s?&=]+\.[a-z]{2,}|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|(?<![0-9a-f:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}(?![0-9a-f:])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex MailOrAddress();

    // Digits alone are mostly a campaign's number, but for the shape of a French mobile number as messengers write it.
    [GeneratedRegex(@"(?:^|[^\d])(?:\+|00)\d{8,15}(?!\d)|^0[1-9](?:[ .-]?\d{2}){4}$|^33[67]\d{8}$", RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex Telephone();
}
