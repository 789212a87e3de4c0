using System.Text.RegularExpressions;

namespace Murmure.Server.Notices;

/// <summary>How Telegram writes what it takes to reach a chat; anything else would become part of an address.</summary>
internal static partial class TokenShape
{
    public static bool IsToken(string text) => Token().IsMatch(text);

    /// <summary>A number, negative for a group, or the name of a channel.</summary>
    public static bool IsChat(string text) => Chat().IsMatch(text);

    [GeneratedRegex(@"^[0-9]{3,20}:[A-Za-z0-9_-]{20,100}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();

    [GeneratedRegex(@"^(?:-?[0-9]{1,20}|@[A-Za-z0-9_]{3,64})\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Chat();
}
