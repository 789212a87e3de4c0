using System.Globalization;
using Murmure.Storage.Events.DuckDb.Closing;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb.Questions;

/// <summary>
/// Where the rows of a question lie: closed days that a roll-up answers for, closed days whose events are read, and each open day. Each is counted
/// on its own and the counts are added up, so that no more than one day's events and texts are joined at a time.
/// </summary>
internal sealed class Places(ReportQuery query, PartsSeen seen, ClosedSeen closed)
{
    /// <summary>The problem with the question, where it needs events that are gone; null when it can be answered.</summary>
    public ReportProblem? Problem
    {
        get
        {
            var sources = query.Metrics.Select(metric => metric.Source).Distinct().Where(source => source != ReportSource.Machines).ToList();
            var gone = closed.Days.Where(day => day.Purged && sources.Exists(source => !(day.RolledUp && Rollup.Answering(query, source) is not null))).ToList();
            return gone.Count == 0 ? null : ReportProblem.RangeNeedsEvents(gone[^1].Day.AddDays(1));
        }
    }

    public IReadOnlyList<ReportRows> Of(ReportSource source) =>
    [
        .. seen.OnlyOpen(query.Range) ? [] : Closed(source),
        .. seen.Open.Select(part => new SingleRows(source, "true", statement => RowsSql.From(source, part.In, statement, seen.Counted))),
    ];

    private IEnumerable<ReportRows> Closed(ReportSource source)
    {
        var days = ReportSql.Days(DuckDbDialect.Instance) + Not(seen.Open.Select(part => part.Day));
        if (source == ReportSource.Machines)
        {
            yield return new SingleRows(source, $"site = $site AND {days}", statement => RowsSql.From(source, "", statement, seen.Counted));
            yield break;
        }

        var where = string.Create(CultureInfo.InvariantCulture, $"site = {closed.Site} AND {days}");
        var rollup = closed.Days.Any(day => day.RolledUp) ? Rollup.Answering(query, source) : null;
        var events = new SingleRows(source, where, statement => RowsSql.From(source, "", statement, seen.Counted));
        if (rollup is null)
        {
            yield return events;
            yield break;
        }

        var others = closed.Days.Where(day => !day.RolledUp).Select(day => day.Day).ToList();
        yield return new RolledUpRows(source, $"{where} AND rollup = '{rollup.Name}'{Not(others)}", DayRollups.Table(source), rollup);
        if (others.Count > 0)
            yield return events with { Where = $"{where} AND day IN ({Written(others)})" };
    }

    private static string Not(IEnumerable<DateOnly> days) => Written(days) is { Length: > 0 } written ? $" AND day NOT IN ({written})" : "";

    private static string Written(IEnumerable<DateOnly> days) =>
        string.Join(", ", days.Distinct().Select(day => $"DATE '{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'"));
}
