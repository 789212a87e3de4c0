using System.Globalization;
using Murmure.Server.Dashboard.Explore.Comparing;
using Murmure.Server.Reports;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Explore;

/// <summary>The same of earlier days.</summary>
internal sealed partial class ExploreReader
{
    /// <summary>The earlier days with their figures and their trend.</summary>
    /// <param name="until">The last day that the figures shown are of, where they leave out a day that goes on.</param>
    /// <param name="hours">Whether the trend is one of hours.</param>
    public async Task<EarlierDays?> BeforeAsync(Narrowed asked, EarlierDays? earlier, DateOnly? until, bool hours, CancellationToken cancellation)
    {
        if (earlier is null)
            return null;
        var (told, days) = (asked with { Days = earlier.Through(until) }, asked with { Days = earlier.Days });
        var figures = await FiguresAsync(told, cancellation);
        var trend = !earlier.HasRecord ? [] : hours ? await HoursAsync(days, cancellation) is { Since: null } known ? known.Rows : null : await DaysAsync(days, cancellation);
        return earlier with
        {
            Days = told.Days, Figures = figures,
            // No day at all, though there were visits: their events are deleted.
            Trend = trend is null || (trend.Count == 0 && figures.Visits is not 0) ? null : [.. trend.Select(row => row with { Day = earlier.Moved(row.Day) })],
        };
    }

    /// <summary>
    /// What the rows of an answer counted in the earlier days, by the values that the rows have: nothing where a row was not there, null where it is kept
    /// back. Null where nobody can tell any more, and where there is no record of those days.
    /// </summary>
    private async Task<IReadOnlyDictionary<string, long?>?> BeforeAsync(
        Narrowed asked, EarlierDays? earlier, Dimension dimension, Metric metric, ReportAnswer? answer, CancellationToken cancellation)
    {
        if (earlier is not { HasRecord: true } || answer is null || answer.Rows.Count == 0)
            return null;
        string[] values = [.. answer.Rows.Select(row => ValueOf(row[0] is DateOnly day ? earlier.Beside(day) : row[0]))];
        var query = new ReportQuery(asked.Site, earlier.Through(answer.Until), [metric])
        {
            Dimensions = [dimension], Caller = "Explore.before",
            Filters = values.Length > Filter.MaxValues ? asked.Filters : [.. asked.Filters, new Filter(dimension, FilterOperator.AnyOf, values)],
        };
        var (told, _) = await answers.RunAsync(query, cancellation, totals: false);
        return told?.Rows.ToDictionary(row => ValueOf(row[0] is DateOnly day ? earlier.Moved(day) : row[0]), row => told.CountOf(row, metric), StringComparer.Ordinal);
    }

    /// <summary>A value as filters have it.</summary>
    internal static string ValueOf(object? value) => value is DateOnly day ? ReportRequest.Written(day) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
