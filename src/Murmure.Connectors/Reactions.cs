using System.Globalization;
using System.Text;

namespace Murmure.Connectors;

/// <summary>Which reaction it was, in a form that can be kept, and totals of a message by it.</summary>
internal static class Reactions
{
    /// <summary>An emoji that a community, or whoever pays, drew: its name is somebody's own words.</summary>
    public const string Custom = "custom";

    /// <summary>Families joined of four are eleven characters.</summary>
    private const int LongestEmoji = 16;

    /// <summary>
    /// The emoji, where it is one. PRIVACY: what services call an emoji comes from outside; with a letter in it, it could be a word.
    /// </summary>
    public static string NameOf(string emoji)
    {
        var isKeycap = emoji.Contains('\u20E3', StringComparison.Ordinal) && emoji.Length <= 3;
        return emoji.Length is > 0 and <= LongestEmoji && emoji.EnumerateRunes().All(rune => IsOfEmoji(rune, isKeycap)) ? emoji : Custom;
    }

    /// <summary>What to count of a message whose reactions are these: all of them as totals, and that there are no others.</summary>
    /// <param name="message">Empty where they are of several.</param>
    /// <param name="once">What makes the list the same when it is told again; empty for what was asked for.</param>
    public static IEnumerable<Observation> Totals(DateTimeOffset at, string message, string once, IEnumerable<(string Name, long Amount)> reactions)
    {
        yield return new Observation(ObservationKind.Reaction, at) { Message = message, Once = OnceOf(once, ""), IsTotal = true, Amount = 0, Clears = true };
        foreach (var same in reactions.GroupBy(one => one.Name, StringComparer.Ordinal))
            yield return new Observation(ObservationKind.Reaction, at) { Message = message, Once = OnceOf(once, same.Key), Detail = same.Key, IsTotal = true, Amount = same.Sum(one => one.Amount) };
    }

    private static string OnceOf(string once, string name) => once.Length == 0 ? "" : $"{once} {name}";

    private static bool IsOfEmoji(Rune rune, bool isKeycap) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol or UnicodeCategory.MathSymbol or UnicodeCategory.OtherPunctuation => true,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.DashPunctuation => true,
        // The joiner of families; other signs of format can spell words that nobody sees.
        UnicodeCategory.Format => rune.Value == 0x200D,
        UnicodeCategory.DecimalDigitNumber => isKeycap,
        _ => false,
    };
}
