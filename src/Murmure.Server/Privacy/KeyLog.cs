using Microsoft.EntityFrameworkCore;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Privacy;

/// <summary>Destroys days' keys and writes down when, for the site's public page. The log says a day and a time, and nothing of anybody; it is kept as long as daily counts are.</summary>
internal sealed class KeyLog(DayKeys keys, IDbContextFactory<MurmureDb> metadata, RetentionOptions kept, TimeProvider clock)
{
    /// <summary>PRIVACY: the key goes before anything is written. A day that was written down before keeps the time that it had.</summary>
    public async Task DestroyAsync(SiteRules site, DateOnly day, CancellationToken cancellation)
    {
        keys.Destroy(site.Id, day);
        var now = clock.GetUtcNow().UtcDateTime;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (!await db.DestroyedKeys.TagWith("KeyLog.Destroy").AnyAsync(key => key.SiteId == site.Id.Value && key.Day == day, cancellation))
        {
            db.DestroyedKeys.Add(new DestroyedKey { SiteId = site.Id.Value, Day = day, Destroyed = now });
            await db.SaveChangesAsync(cancellation);
        }
        var oldest = DateOnly.FromDateTime(now).AddMonths(-kept.CountMonths);
        await db.DestroyedKeys.TagWith("KeyLog.Forget").Where(key => key.SiteId == site.Id.Value && key.Day < oldest).ExecuteDeleteAsync(cancellation);
        await db.LogDays.TagWith("KeyLog.Forget").Where(logged => logged.SiteId == site.Id.Value && logged.Day < oldest).ExecuteDeleteAsync(cancellation);
    }
}
