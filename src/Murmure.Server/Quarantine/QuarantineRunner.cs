using Murmure.Attribution.Suspicions;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Quarantine;

/// <summary>Puts the report together from what the store counts.</summary>
public sealed class QuarantineRunner(IEventStore store)
{
    public async Task<QuarantineReport> RunAsync(SiteRules site, DayRange range, CancellationToken cancellation)
    {
        var suspects = (await store.SuspectsAsync(site.Host, range, cancellation)).ToLookup(count => count.Suspicion, StringComparer.Ordinal);
        var machines = await store.QueryAsync(
            new ReportQuery(site.Host, range, [Metric.MachineHits]) { Dimensions = [Dimension.Reason, Dimension.Day], Caller = "Quarantine.Machines" }, cancellation);
        var refused = await store.RefusedAsync(site.Host, range, cancellation);
        return new QuarantineReport(
            range.From,
            range.To,
            [.. Suspicion.All.Select(rule => Row(rule, site.CountedSuspicions.Contains(rule.Slug), suspects[rule.Slug]))],
            Rows(machines.Rows.Select(row => (row.Text(Dimension.Reason), row.Day, row[Metric.MachineHits]))),
            // Machines have a table of their own, by what they are.
            Rows(refused.Where(count => count.Reason != DropReason.Machine.Slug()).Select(count => (count.Reason, count.Day, count.Hits))));
    }

    private static SetApartRow Row(Suspicion rule, bool counted, IEnumerable<SuspectCount> counts)
    {
        SetApartDay[] days = [.. counts.Select(count => new SetApartDay(count.Day, count.Views, count.Visits))];
        return new SetApartRow(rule.Slug, rule.Grade.ToString().ToLowerInvariant(), counted, days.Sum(day => day.Views), days.Sum(day => day.Visits), days);
    }

    private static QuarantineRow[] Rows(IEnumerable<(string Reason, DateOnly Day, long Hits)> counts) =>
    [
        .. counts.Where(count => count.Hits > 0).GroupBy(count => count.Reason, StringComparer.Ordinal)
            .Select(group => new QuarantineRow(
                group.Key, group.Sum(count => count.Hits), [.. group.OrderBy(count => count.Day).Select(count => new QuarantineDay(count.Day, count.Hits))]))
            .OrderByDescending(row => row.Hits).ThenBy(row => row.Reason, StringComparer.Ordinal),
    ];
}
