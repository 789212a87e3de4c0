using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Campaigns;

/// <summary>Which days of a site the store can tell of. What lies before the first, and what was deleted with its daily counts, is unknown, and never nought.</summary>
/// <param name="First">The first day with anything on record; null where there is none.</param>
/// <param name="Gone">Days whose counts are deleted.</param>
internal sealed record SiteRecord(DateOnly? First, IReadOnlySet<DateOnly> Gone)
{
    public static async Task<SiteRecord> ReadAsync(IEventStore store, SiteRules site, CancellationToken cancellation) => new(
        (await store.SitesAsync(cancellation)).FirstOrDefault(one => one.Site.Host == site.Host)?.First,
        (await store.ClosedDaysAsync(site.Host, cancellation)).Where(day => day.Gone).Select(day => day.Day).ToHashSet());

    /// <summary>Of how many of these days nothing is known.</summary>
    public int Missing(DayRange days) => Enumerable.Range(0, days.Length).Count(after => days.From.AddDays(after) is var day && (First is not { } first || day < first || Gone.Contains(day)));
}
