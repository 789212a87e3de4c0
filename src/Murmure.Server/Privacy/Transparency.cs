using Microsoft.EntityFrameworkCore;
using Murmure.Attribution;
using Murmure.Server.Connections;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Privacy;

/// <summary>What a site's public page says of how it is measured.</summary>
/// <param name="Controller">Whose site it is; null before the server is set up.</param>
/// <param name="OpenDays">Days whose key exists now, oldest first.</param>
/// <param name="Keys">Days whose key was destroyed, and when (UTC), latest first.</param>
/// <param name="Kept">How long events and daily counts are kept.</param>
/// <param name="Purges">What was deleted for its age, latest first.</param>
/// <param name="Connections">The services that the site is connected with, by their kinds.</param>
/// <param name="Catalogue">The version of the catalogue that origins and machines are told by.</param>
public sealed record SiteTransparency(
    SiteRules Site, string? Controller, IReadOnlyList<DateOnly> OpenDays, IReadOnlyList<(DateOnly Day, DateTime Destroyed)> Keys,
    RetentionOptions Kept, IReadOnlyList<PurgeResult> Purges, IReadOnlyList<string> Connections, string Catalogue)
{
    /// <summary>Where the page is, without the server.</summary>
    public static string Path(string host) => "/app/transparency/" + Uri.EscapeDataString(host);
}

/// <summary>Gathers it. Anybody may ask: there is nothing in it that is not meant for everybody.</summary>
public sealed class Transparency(SiteDirectory sites, IDbContextFactory<MurmureDb> metadata, DayKeys keys, IEventStore events, RetentionOptions kept, Classifier classifier)
{
    private const int MostDays = 31;
    private const int MostPurges = 12;

    /// <summary>The site of that host; null when it is nobody's.</summary>
    public async Task<SiteTransparency?> OfAsync(string host, CancellationToken cancellation)
    {
        if (sites.Find(host) is not { } site)
            return null;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var controller = await db.Organisations.TagWith("Transparency.Of").Where(one => one.Id == site.Organisation).Select(one => one.Name).FirstOrDefaultAsync(cancellation);
        var destroyed = await db.DestroyedKeys.TagWith("Transparency.Of").AsNoTracking()
            .Where(key => key.SiteId == site.Id.Value).OrderByDescending(key => key.Day).Take(MostDays).ToListAsync(cancellation);
        var connected = await db.Connections.TagWith("Transparency.Of").Where(one => one.SiteId == site.Id.Value && one.Kind != ConnectorSet.Manual).Select(one => one.Kind).Distinct().Order().ToListAsync(cancellation);
        return new SiteTransparency(
            site, controller, [.. keys.Days().Where(day => day.Site == site.Id).Select(day => day.Day).Order()],
            [.. destroyed.Select(key => (key.Day, key.Destroyed))], kept,
            [.. (await events.PurgesAsync(site.Host, cancellation)).Where(purge => purge.Days > 0).OrderByDescending(purge => purge.At).Take(MostPurges)], connected, classifier.Version);
    }
}
