using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Reports;

/// <summary>
/// Answers the API's questions. What is asked by, or narrowed to, something that a reader's browser tells is answered as the pages do it
/// (<see cref="SmallCells"/>), and ends with the last day that is over; everything else exactly.
/// </summary>
internal sealed class AnswerRunner(IEventStore store, SiteDirectory sites, TimeProvider clock)
{
    /// <summary>The answer, or why the store cannot give it.</summary>
    /// <param name="totals">Whether the totals are wanted; without, they are null.</param>
    public async Task<(ReportAnswer? Answer, IReadOnlyList<ReportProblem> Problems)> RunAsync(ReportQuery query, CancellationToken cancellation, bool totals = true)
    {
        if (Crowd.Problem(query) is { } problem)
            return (null, [problem]);
        // PRIVACY: who asks of a day that goes on, and asks again, sees by the difference where each reader who comes is from (adr/0058).
        if (Crowd.Of(query) is not null && LastOver(query.Site) is var last && query.Range.To > last)
        {
            if (query.Range.From > last)
                return (Nothing(query, last), []);
            var (answer, problems) = await RunAsync(query with { Range = new DayRange(query.Range.From, last) }, cancellation, totals);
            return (answer is null ? null : answer with { Until = last }, problems);
        }

        var whole = totals ? Whole(query) : query with { Metrics = [] };
        var (rows, sum) = (Crowd.Of(query), whole.Metrics.Count == 0 ? null : Crowd.Of(whole));
        foreach (var asked in new[] { rows, sum }.OfType<Crowd>().SelectMany(crowd => crowd.Questions).Prepend(query))
        {
            if (await store.ProblemsAsync(asked, cancellation) is { Count: > 0 } problems)
                return (null, problems);
        }

        var shown = rows is null ? null : await rows.ReadAsync(store, cancellation);
        var showsTotals = sum is null || (await sum.ReadAsync(store, cancellation)).Shows([]);
        // What is kept back must not depend on how many rows are asked for: so they are cut last.
        var table = await store.QueryAsync(rows is null ? query : query with { Limit = null }, cancellation);
        var told = table.Rows.Select(row => (Row: row, Shown: shown?.Shows(row.Keys) ?? true)).ToList();
        return (new ReportAnswer(
            table.Columns,
            [.. Ordered(query, told).Take(query.Limit ?? int.MaxValue).Select(one => one.Row.Keys.Concat(one.Row.Counts.Select(count => one.Shown ? count : (object?)null)).ToArray())],
            await TotalsAsync(query, whole, showsTotals, cancellation),
            !showsTotals || told.Exists(one => !one.Shown), []), []);
    }

    private DateOnly LastOver(string site) => SiteRules.LastOver(sites.Find(site)?.Zone ?? TimeZoneInfo.Utc, clock);

    private static ReportAnswer Nothing(ReportQuery query, DateOnly until) => new(
        [.. query.Dimensions.Select(dimension => dimension.Name), .. query.Metrics.Select(metric => metric.Name)], [],
        query.Metrics.ToDictionary(metric => metric.Name, _ => (long?)null, StringComparer.Ordinal), true, []) { Until = until };

    private async Task<IReadOnlyDictionary<string, long?>> TotalsAsync(ReportQuery query, ReportQuery whole, bool shown, CancellationToken cancellation)
    {
        var totals = shown && whole.Metrics.Count > 0 ? await store.QueryAsync(whole, cancellation) : null;
        return query.Metrics.ToDictionary(metric => metric.Name, metric => whole.Metrics.Contains(metric) ? totals?.Sum(metric) : null, StringComparer.Ordinal);
    }

    /// <summary>The question without dimensions, for what has a total: revenue of several currencies has none.</summary>
    private static ReportQuery Whole(ReportQuery query)
    {
        var whole = query with { Dimensions = [], Order = [], Limit = null };
        return whole with { Metrics = [.. query.Metrics.Where(metric => (whole with { Metrics = [metric] }).Problems().Count == 0)] };
    }

    /// <summary>Rows that stand in the order of their figures would tell of those kept back by their place: these come last, by their names.</summary>
    private static IEnumerable<(ReportRow Row, bool Shown)> Ordered(ReportQuery query, List<(ReportRow Row, bool Shown)> told) =>
        query.Dimensions is [{ Type: DimensionType.Text }, ..]
            ? told.Where(one => one.Shown).Concat(told.Where(one => !one.Shown).OrderBy(one => Crowd.Name(one.Row.Keys), StringComparer.Ordinal))
            : told;
}
