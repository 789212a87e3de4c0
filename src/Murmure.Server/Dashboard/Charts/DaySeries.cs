using Murmure.Server.Dashboard.Text;
using Murmure.Server.Reports;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Charts;

/// <summary>Counts of one kind along the days.</summary>
/// <param name="Counted">What they count, in a word.</param>
/// <param name="Alt">The key of the sentence that says the same: with the sum, and the day of the most.</param>
public sealed record DaySeries(string Counted, string Alt, IReadOnlyList<(DateOnly Day, long Count)> Days, string Kind = "evidence")
{
    /// <summary>Its steps, and how long one is.</summary>
    /// <param name="within">Days that are to stand in it even where nothing was counted; null for those of the counts alone.</param>
    internal (StepLength Length, IReadOnlyList<(DateOnly Day, long Count)> Steps) Steps(DayRange? within)
    {
        var ends = within is null ? [] : new[] { (within.From, 0L), (within.To, 0L) };
        var (length, steps) = DaySteps.Of([.. Days.Concat(ends).Select(one => new DayRow(one.Item1, one.Item2, 0, 0, 0, 0))]);
        return (length, [.. steps.Select(step => (step.Day, step.Visits))]);
    }

    /// <summary>Clicks, and the visits that followed.</summary>
    /// <param name="seen">Whether visits can be seen at all.</param>
    internal static IReadOnlyList<DaySeries> OfClicks(Texts texts, IReadOnlyList<(DateOnly Day, long Clicks, long Visits)> days, bool seen)
    {
        var clicks = new DaySeries(texts["metric.clicks"], "links.trend.clicks", [.. days.Select(day => (day.Day, day.Clicks))], "typed");
        return seen ? [clicks, new DaySeries(texts["metric.visits"], "channel.trend.alt", [.. days.Select(day => (day.Day, day.Visits))])] : [clicks];
    }

    /// <summary>The key of what a trend is called whose steps are so long.</summary>
    public static string TitleKey(StepLength length) => length switch
    {
        StepLength.Hour => "trend.title.hour",
        StepLength.Day => "trend.title",
        StepLength.Week => "trend.title.week",
        _ => "trend.title.month",
    };
}
