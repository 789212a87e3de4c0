using Microsoft.EntityFrameworkCore;
using Murmure.Server.Connections;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Privacy;

/// <summary>
/// The end of what others counted and a site keeps: channels, by its connections, and the programs that counted before us. They lie outside the store of events,
/// and end as its daily counts do.
/// </summary>
internal sealed class ForeignCounts(ConnectionBook connections, IDbContextFactory<MurmureDb> metadata)
{
    /// <summary>Erases what was counted on some days.</summary>
    /// <returns>Counts of connections, and rows of imported history.</returns>
    public async Task<(long Observed, long Imported)> EraseAsync(SiteRules site, DayRange days, CancellationToken cancellation)
    {
        var observed = await connections.EraseAsync(site, days, cancellation);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var imported = await db.ImportedVisits.TagWith("ForeignCounts.Erase").Where(row => row.SiteId == site.Id.Value && row.Day >= days.From && row.Day <= days.To).ExecuteDeleteAsync(cancellation);
        return (observed, imported);
    }
}
