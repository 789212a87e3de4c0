using Murmure.Server.Dashboard.Text;

namespace Murmure.Server.Dashboard.Advising;

/// <summary>
/// Every rule of a site's advice, in one list (a single log has <see cref="ReportAdvice"/>). Each looks at figures alone, and gives nothing without a figure and an interval that leaves no doubt at the level: where a
/// rule looks at many pages, channels or hours, its interval is widened for having looked at them all (Bonferroni).
/// </summary>
public static partial class AdviceRules
{
    /// <summary>The level of an interval that is looked at alone.</summary>
    public const double Level = 0.90;

    private static readonly (string Name, Func<AdviceFigures, Texts, IEnumerable<AdvicePiece>> Give)[] All =
    [
        ("narrow", Narrow), ("hours", BestHours), ("content", PassedOn), ("mailing", Mailing), ("card", MissingCard), ("preview", BrokenPreview),
        ("stripped", Stripped), ("button", UnusedButton), ("clickless", Clickless), ("tag", Untagged), ("email", UnknownMail),
    ];

    /// <summary>The rules' names.</summary>
    public static IEnumerable<string> Names => All.Select(rule => rule.Name);

    /// <summary>What the figures advise: first what concerns most visits.</summary>
    public static IReadOnlyList<AdvicePiece> Of(AdviceFigures figures, Texts texts) =>
        [.. All.SelectMany(rule => rule.Give(figures, texts)).OrderByDescending(piece => piece.Weight)];

    /// <summary>The level at which each of many intervals is taken, so that all of them together hold at <see cref="Level"/>.</summary>
    public static double LevelOf(int looked) => 1 - ((1 - Level) / Math.Max(1, looked));
}
