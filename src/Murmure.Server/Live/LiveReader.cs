using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Murmure.Attribution;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Live;

/// <summary>
/// Reads what happens on a site, once a tick however many look: ticks are the clock's own, so that all who watch a site ask at the same moment and
/// share one answer. A site that nobody watches costs nothing.
/// </summary>
internal sealed class LiveReader(IEventStore store, Classifier classifier, IHostApplicationLifetime life, TimeProvider clock)
{
    /// <summary>An event is in the store a second after it was accepted, and within three more on the screen.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Reading> readings = new(StringComparer.Ordinal);

    /// <summary>The tick that it is.</summary>
    public long Now => clock.GetUtcNow().UtcTicks / Tick.Ticks;

    /// <summary>Waits for the next tick.</summary>
    public async Task<long> NextAsync(long tick, CancellationToken cancellation)
    {
        var wait = new DateTimeOffset((tick + 1) * Tick.Ticks, TimeSpan.Zero) - clock.GetUtcNow();
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, clock, cancellation);
        return Math.Max(tick + 1, Now);
    }

    /// <summary>The picture of a tick.</summary>
    public async Task<LivePicture> ReadAsync(SiteRules site, long tick, CancellationToken cancellation)
    {
        var reading = readings.AddOrUpdate(site.Host, _ => Begin(site, tick), (_, last) => last.Tick >= tick ? last : Begin(site, tick));
        try
        {
            return await reading.Picture.Value.WaitAsync(cancellation);
        }
        catch (Exception) when (reading.Picture.Value.IsFaulted)
        {
            // The next one who asks is not answered with a fault that may be over.
            readings.TryRemove(KeyValuePair.Create(site.Host, reading));
            throw;
        }
    }

    // Lazy: of two that begin at once only the one that is kept reads. Not cancelled with the request that began it, since others wait for it.
    private Reading Begin(SiteRules site, long tick) => new(tick, new Lazy<Task<LivePicture>>(() => ReadAsync(site, life.ApplicationStopping)));

    private async Task<LivePicture> ReadAsync(SiteRules site, CancellationToken cancellation)
    {
        var counts = await store.LiveAsync(site.Host, new LiveWindow(clock.GetUtcNow().UtcDateTime), cancellation);
        var cards = await store.PagesAsync(site.Host, counts.Select(count => count.Page).Where(page => page.Length > 0).Distinct(StringComparer.Ordinal), cancellation);
        return LivePicture.Of(counts, cards, classifier.Catalogue, counts.Count > 0 || (await store.SitesAsync(cancellation)).Any(known => known.Site.Host == site.Host && known.Events > 0));
    }

    private sealed record Reading(long Tick, Lazy<Task<LivePicture>> Picture);
}
