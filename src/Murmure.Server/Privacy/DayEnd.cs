using Murmure.Server.Ingest;
using Murmure.Server.Sites;

namespace Murmure.Server.Privacy;

/// <summary>Ends a site's day at the door: nothing joins it any more, everything that did is in the store, and nobody can make its pseudonyms again.</summary>
internal sealed class DayEnd(ClosedDays closed, JournalDrain drain, DayKeys keys, KeyLog log, EventKeys seen)
{
    public async Task EndAsync(SiteRules site, DateOnly day, CancellationToken cancellation)
    {
        // First nothing new may join the day, then everything that did must be in the store.
        closed.Add(site.Id, day);
        await drain.WaitAsync(cancellation);
        // PRIVACY: the key goes before anything else. Whatever fails from here on, the day's pseudonyms cannot be made again.
        await log.DestroyAsync(site, day, cancellation);
        seen.Forget(site.Id, day);
    }

    /// <summary>Days with a key that nobody needs any more at that time, but for those that are open in the store.</summary>
    public IEnumerable<(SiteId Site, DateOnly Day)> Idle(DateTime now, Func<SiteId, TimeZoneInfo> zoneOf) => keys.Days().Where(place =>
        new SiteCalendar(zoneOf(place.Site)).EndOf(place.Day) + DayClosing.Grace <= now && keys.MadeAt(place.Site, place.Day) + DayClosing.ImportGrace <= now);

    /// <summary>Destroys a key; a site that is gone has no page that could tell of it.</summary>
    public async Task DestroyAsync(SiteId id, SiteRules? site, DateOnly day, CancellationToken cancellation)
    {
        if (site is null)
            keys.Destroy(id, day);
        else
            await log.DestroyAsync(site, day, cancellation);
    }
}
