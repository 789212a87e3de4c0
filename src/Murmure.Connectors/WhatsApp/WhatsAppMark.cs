using System.Globalization;
using System.Text.RegularExpressions;

namespace Murmure.Connectors.WhatsApp;

/// <summary>
/// The mark that a conversation begins with which somebody opened by a campaign's link or code: <c>#m12</c>. It stands in their message, where they see it and
/// may delete it. PRIVACY: it names the campaign and nobody; everybody who opens the same link has the same.
/// </summary>
public static partial class WhatsAppMark
{
    /// <summary>A text that begins with the campaign's mark.</summary>
    public static string Before(long campaign, string text) => string.Create(CultureInfo.InvariantCulture, $"#m{campaign} {text}").TrimEnd();

    /// <summary>The campaign's number that a message begins with; empty where it begins with none. Whether there is such a campaign it does not know.</summary>
    internal static string Read(string message) => Mark().Match(message) is { Success: true } found ? found.Groups["number"].Value : "";

    [GeneratedRegex(@"^\s{0,3}#[mM](?<number>[1-9][0-9]{0,8})(?![\p{L}\p{N}_])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mark();
}
