using Murmure.Server.Estimates;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Overview;

/// <summary>Reads the list of sites: four weeks of each, beside the four weeks before.</summary>
internal sealed class SitesReader(IEventStore store, OverviewReader overviews, TimeProvider clock)
{
    /// <summary>Whole days, as the trend of every site shows them.</summary>
    public const int Days = 28;

    /// <summary>The sites that the store knows among these, by host.</summary>
    public async Task<IReadOnlyList<SiteLine>> ReadAsync(IReadOnlyList<SiteRules> sites, CancellationToken cancellation)
    {
        var known = sites.ToDictionary(site => site.Host, StringComparer.Ordinal);
        var lines = new List<SiteLine>();
        foreach (var summary in await store.SitesAsync(cancellation))
        {
            if (known.TryGetValue(summary.Site.Host, out var site))
                lines.Add(await LineAsync(summary, site, cancellation));
        }
        return lines;
    }

    private async Task<SiteLine> LineAsync(SiteSummary summary, SiteRules site, CancellationToken cancellation)
    {
        // A site that is measured from a log ends with the log.
        var yesterday = site.Today(clock).AddDays(-1);
        var last = summary.Last is { } end && end < yesterday ? end : yesterday;
        var range = new DayRange(last.AddDays(1 - (2 * Days)), last);
        var table = await store.QueryAsync(new ReportQuery(site.Host, range, [Metric.Visits]) { Dimensions = [Dimension.Day], Caller = "Sites.days" }, cancellation);
        var byDay = table.Rows.ToDictionary(row => row.Day, row => row[Metric.Visits]);
        long Of(int day) => byDay.GetValueOrDefault(range.From.AddDays(day));
        return new SiteLine(summary, new DayRange(last.AddDays(1 - Days), last), [.. Enumerable.Range(Days, Days).Select(Of)])
        {
            Ended = last < yesterday,
            Before = summary.First is { } first && first <= range.From ? Enumerable.Range(0, Days).Sum(Of) : null,
            Estimate = await overviews.LatestAsync(site, cancellation),
        };
    }
}

/// <summary>A site in the list.</summary>
/// <param name="Days">The days of <paramref name="Visits"/>.</param>
/// <param name="Visits">Of each day.</param>
public sealed record SiteLine(SiteSummary Summary, DayRange Days, IReadOnlyList<long> Visits)
{
    public long Total => Visits.Sum();

    /// <summary>Whether nothing was recorded since these days, so that they are others than those of a site that goes on.</summary>
    public bool Ended { get; init; }

    /// <summary>Visits of as many days before; null where the record does not reach so far.</summary>
    public long? Before { get; init; }

    /// <summary>The latest finished estimate with an interval; null without one.</summary>
    public EstimateOfPeriod? Estimate { get; init; }
}
