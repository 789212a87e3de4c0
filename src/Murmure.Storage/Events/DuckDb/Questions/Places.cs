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
            var gone = closed.Days.Where(day => day.Purged && sources.Exists(source => Rollup.Answering(query, source, day.Version) is null)).ToList();
            return gone.Count == 0 ? null : ReportProblem.RangeNeedsEvents(gone[^1].Day.AddDays(1));
        }
    }

    public IReadOnlyList<ReportRows> Of(ReportSource source) =>
    [
        .. seen.OnlyOpen(query.Range) ? [] : Closed(source),
        .. seen.Open.Select(part => new SingleRows(source, "true", (of, statement) => RowsSql.From(of, part.In, statement, seen.Counted))),
    ];

    private IEnumerable<ReportRows> Closed(ReportSource source)
    {
        var days = ReportSql.Days(DuckDbDialect.Instance) + Days.Not(seen.Open.Select(part => part.Day));
        if (source == ReportSource.Machines)
        {
            yield return new SingleRows(source, $"site = $site AND {days}", (of, statement) => RowsSql.From(of, "", statement, seen.Counted));
            yield break;
        }

        // A day answers from the counts it has: days counted by an earlier version may need others than those of today, or their events.
        var groups = closed.Days.GroupBy(day => Rollup.Answering(query, source, day.Version)).OrderByDescending(group => group.Count())
            .Select(group => (Rollup: group.Key, Days: group.Select(day => day.Day).ToList())).ToList();
        if (groups.Count == 0)
            groups.Add((null, []));
        foreach (var (rollup, own) in groups)
        {
            // The list of the largest group would be the longest: it is what the others leave.
            var only = own == groups[0].Days ? Days.Not(groups.Skip(1).SelectMany(group => group.Days)) : $" AND day IN ({Days.Written(own)})";
            var where = string.Create(CultureInfo.InvariantCulture, $"site = {closed.Site} AND {days}{only}");
            yield return rollup is null
                ? new SingleRows(source, where, (of, statement) => RowsSql.From(of, "", statement, seen.Counted))
                : new RolledUpRows(source, $"{where} AND rollup = '{rollup.Name}'", DayRollups.Table(source), rollup);
        }
    }
}
