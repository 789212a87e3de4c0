using Murmure.Server.Dashboard.Explore;
using Murmure.Server.Reports;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Funnels;

/// <summary>
/// Counts funnels, by the questions that the API answers: one for each step, of the visits that did it and all before it. What readers' devices and places
/// narrow is kept back as everywhere, and so is a step that few of them left out.
/// </summary>
internal sealed class FunnelReader(AnswerRunner answers)
{
    /// <summary>What stands for all families together; no family is called so.</summary>
    private const string Together = "";

    /// <param name="ends">Whether only the first step and the last are counted.</param>
    public async Task<FunnelFigures> ReadAsync(Narrowed asked, Funnel funnel, CancellationToken cancellation, bool ends = false)
    {
        var steps = funnel.Steps.Select(FunnelBook.StepOf).ToList();
        var query = new ReportQuery(asked.Site, asked.Days, [Metric.Visits]) { Filters = asked.Filters, Caller = "Funnels.all" };
        var (all, problems) = await answers.RunAsync(query, cancellation);
        List<ReportQuery> questions = [.. (ends ? [1, steps.Count] : Enumerable.Range(1, steps.Count))
            .Select(count => query with { Dimensions = [Dimension.Family], Done = [.. steps.Take(count)], Caller = "Funnels.step" })];
        var reached = new List<Dictionary<string, long?>>();
        foreach (var question in questions.TakeWhile(_ => problems.Count == 0))
        {
            (var rows, problems) = await RowsAsync(question, cancellation);
            reached.Add(rows);
        }

        if (all is null || problems.Count > 0)
            return FunnelFigures.Without(funnel, problems);
        if (Crowd.Of(query) is not null)
            await KeepBackAsync(questions, reached, cancellation);
        return new FunnelFigures(funnel, all.Totals[Metric.Visits.Name], Along(reached, Together),
            [.. reached[0].Where(row => row.Key != Together && row.Value is null or > 0).OrderByDescending(row => row.Value ?? 0).ThenBy(row => row.Key, StringComparer.Ordinal)
                .Select(row => (row.Key, Along(reached, row.Key)))]);
    }

    private static IReadOnlyList<long?> Along(List<Dictionary<string, long?>> reached, string row) => [.. reached.Select(step => step.TryGetValue(row, out var visits) ? visits : 0)];

    /// <summary>A metric by family, and of all together.</summary>
    private async Task<(Dictionary<string, long?> Rows, IReadOnlyList<ReportProblem> Problems)> RowsAsync(ReportQuery query, CancellationToken cancellation)
    {
        // A visit has one family: without a rule that keeps some of them back, they add up.
        var exact = Crowd.Of(query) is null && query.Metrics[0].Additive;
        var (answer, problems) = await answers.RunAsync(query, cancellation, totals: !exact);
        var rows = answer is null ? new Dictionary<string, long?>(StringComparer.Ordinal)
            : answer.Rows.ToDictionary(row => (string)row[0]!, row => answer.CountOf(row, query.Metrics[0]), StringComparer.Ordinal);
        rows[Together] = exact && answer is not null ? rows.Values.Sum() : answer?.Totals[query.Metrics[0].Name];
        return (rows, problems);
    }

    /// <summary>Keeps back a step that fewer than k visitors left out, of those that the filters let through or of the others: the step before less this one would tell of them.</summary>
    private async Task KeepBackAsync(List<ReportQuery> questions, List<Dictionary<string, long?>> reached, CancellationToken cancellation)
    {
        var visitors = new List<(Dictionary<string, long?> Some, Dictionary<string, long?> All)>();
        foreach (var question in questions.Prepend(questions[0] with { Done = [] }))
        {
            var some = question with { Metrics = [Metric.Visitors], Caller = "Funnels.crowd" };
            var all = some with { Filters = [.. some.Filters.Where(filter => !Crowd.TellsOfReaders(filter.Dimension))] };
            visitors.Add(((await RowsAsync(some, cancellation)).Rows, (await RowsAsync(all, cancellation)).Rows));
        }

        foreach (var row in reached.SelectMany(step => step.Keys).Distinct().ToList())
        {
            var last = visitors[0];
            foreach (var (step, these) in reached.Zip(visitors.Skip(1)))
            {
                var lost = Of(last.Some, row) - Of(these.Some, row);
                var others = Of(last.All, row) - Of(these.All, row) - lost;
                if (lost is null or (> 0 and < SmallCells.Threshold) || others is null or (> 0 and < SmallCells.Threshold))
                    step[row] = null;
                else
                    last = these;
            }
        }

        static long? Of(Dictionary<string, long?> rows, string row) => rows.TryGetValue(row, out var count) ? count : 0;
    }
}
