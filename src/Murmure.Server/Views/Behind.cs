using Murmure.Server.Dashboard.Explore;
using Murmure.Server.Reports;
using Murmure.Storage.Events;

namespace Murmure.Server.Views;

/// <summary>Counts the visitors behind what a private link's page shows.</summary>
internal sealed class Behind(IEventStore store)
{
    /// <summary>More rows than that are not looked through; those behind are left out.</summary>
    private const int MostRows = 10_000;

    /// <summary>The values behind which enough visitors stand; null where nobody can tell any more, because the events are gone.</summary>
    public async Task<IReadOnlySet<string>?> EnoughAsync(Narrowed asked, Dimension by, CancellationToken cancellation)
    {
        var metric = by.In(ReportSource.Visits) ? Metric.Visitors : Metric.EventVisitors;
        var query = Query(asked, [metric]) with { Dimensions = [by], Order = [Order.Largest(metric), Order.Along(by)], Limit = MostRows };
        if (query.Problems().Count > 0 || (await store.ProblemsAsync(query, cancellation)).Count > 0)
            return null;
        var rows = (await store.QueryAsync(query, cancellation)).Rows.Select(row => (Crowd.Name(row.Keys), row[metric])).ToList();
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        SmallCells.Hide(rows, hidden);
        return rows.Select(row => row.Item1).Where(name => !hidden.Contains(name)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Whether fewer than ten visitors stand behind a count that is not 0.</summary>
    public async Task<bool> IsFewAsync(Narrowed asked, Metric visitors, CancellationToken cancellation) =>
        (await CountAsync(asked, [visitors], null, cancellation)).Sum(row => row[visitors]) < SmallCells.Threshold;

    /// <summary>
    /// The visitors, by a dimension where one is named. Where events of some days are gone, those of the days that have them: as many stand behind
    /// the whole at least.
    /// </summary>
    public async Task<IReadOnlyList<ReportRow>> CountAsync(Narrowed asked, IReadOnlyList<Metric> visitors, Dimension? by, CancellationToken cancellation)
    {
        var query = Query(asked, visitors) with { Dimensions = by is null ? [] : [by], Limit = by is null ? null : MostRows };
        if (query.Problems().Count > 0)
            return [];
        if (await store.ProblemsAsync(query, cancellation) is not [var problem, ..])
            return (await store.QueryAsync(query, cancellation)).Rows;
        return problem.Since is { } since && since > asked.Days.From && since <= asked.Days.To
            ? await CountAsync(asked with { Days = new DayRange(since, asked.Days.To) }, visitors, by, cancellation)
            : [];
    }

    private static ReportQuery Query(Narrowed asked, IReadOnlyList<Metric> visitors) =>
        new(asked.Site, asked.Days, visitors) { Filters = asked.Filters, Caller = "Shared.behind" };
}
