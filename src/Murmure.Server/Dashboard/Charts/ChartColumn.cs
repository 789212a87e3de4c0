using Murmure.Server.Dashboard.Text;

namespace Murmure.Server.Dashboard.Charts;

/// <summary>A column of a chart.</summary>
/// <param name="Name">As its table has it.</param>
/// <param name="Label">As it stands under the chart.</param>
public sealed record ChartColumn(string Name, string Label, long Value)
{
    /// <summary>The hours of a clock, from midnight.</summary>
    public static IReadOnlyList<ChartColumn> Hours(Texts texts, IReadOnlyList<long> counts) =>
        [.. counts.Select((count, hour) => new ChartColumn(texts.Say("chart.hour", hour, hour + 1), hour.ToString(texts.Culture), count))];

    /// <summary>The days of a week, from Monday.</summary>
    public static IReadOnlyList<ChartColumn> Weekdays(Texts texts, IReadOnlyList<long> counts) =>
        [.. counts.Select((count, at) => (DayOfWeek)((at + 1) % 7)).Zip(counts, (day, count) =>
            new ChartColumn(texts.Culture.DateTimeFormat.GetDayName(day), texts.Culture.DateTimeFormat.GetAbbreviatedDayName(day), count))];

    public static IReadOnlyList<ChartColumn> Days(Texts texts, IEnumerable<(DateOnly Day, long Count)> counts) =>
        [.. counts.Select(one => new ChartColumn(texts.Day(one.Day), texts.ShortDay(one.Day), one.Count))];
}
