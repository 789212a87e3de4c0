using System.Collections.Concurrent;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Notices;

/// <summary>
/// How a site's data reach the store. An hour without any is a fall only where hours come as they pass: of a site whose log is imported by night, nothing has
/// come yet. A site's hours come as they pass where three that follow each other were there when they were over; an import brings two at most, the hour that
/// has just ended and what there is of its own.
/// </summary>
internal sealed class Arrivals(IEventStore store, TimeProvider clock)
{
    private const int Row = 3;

    /// <summary>After a day without such hours nobody knows any more.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<string, Seen> seen = new(StringComparer.Ordinal);

    /// <param name="Last">When an hour was last there as soon as it was over.</param>
    /// <param name="Hours">How many in a row were.</param>
    /// <param name="Passing">When that was so for enough of them.</param>
    private readonly record struct Seen(DateTimeOffset Last, int Hours, DateTimeOffset Passing);

    /// <summary>Notes whether anything of the hour that has just ended is there.</summary>
    public async Task NoteAsync(SiteRules site, DateOnly day, int hour, CancellationToken cancellation)
    {
        var query = new ReportQuery(site.Host, DayRange.Of(day), [Metric.Hits]) { Dimensions = [Dimension.Hour], Caller = "Notices.Arrivals" };
        if ((await store.QueryAsync(query, cancellation)).Rows.All(row => row.Hour != hour))
            return;
        var now = clock.GetUtcNow();
        var before = seen.GetValueOrDefault(site.Host);
        // An hour and what lies between two looks at most.
        var hours = now - before.Last < TimeSpan.FromMinutes(119) ? before.Hours + 1 : 1;
        seen[site.Host] = new Seen(now, hours, hours >= Row ? now : before.Passing);
    }

    /// <summary>Whether the site's hours come as they pass.</summary>
    public bool ComeAsTheyPass(SiteRules site) => seen.TryGetValue(site.Host, out var one) && clock.GetUtcNow() - one.Passing < Memory;

    /// <summary>Whether a day that is over is there as a whole: later hours are, or something came for it after its end.</summary>
    public async Task<bool> HasWholeAsync(SiteRules site, DateOnly day, CancellationToken cancellation)
    {
        if (ComeAsTheyPass(site) || (await store.SitesAsync(cancellation)).Any(known => known.Site.Host == site.Host && known.Last > day))
            return true;
        var end = new SiteCalendar(site.Zone).EndOf(day);
        return (await store.OpenDaysAsync(cancellation)).Any(open => open.Site == site.Host && open.Day == day && open.LastAppended >= end);
    }
}
