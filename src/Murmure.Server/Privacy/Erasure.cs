using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Privacy;

/// <summary>What an erasure removed.</summary>
/// <param name="Site">The site's host.</param>
/// <param name="From">The first day, the site's own.</param>
/// <param name="To">The last day, included.</param>
/// <param name="Days">Days that held something.</param>
/// <param name="Events">Events removed.</param>
/// <param name="Visits">Visits removed.</param>
/// <param name="MachineHits">Requests by machines that were counted on these days.</param>
/// <param name="DailyCounts">Rows of daily counts removed.</param>
/// <param name="Pages">Titles and authors of pages that nothing speaks of any more.</param>
public sealed record ErasureAnswer(string Site, DateOnly From, DateOnly To, int Days, long Events, long Visits, long MachineHits, long DailyCounts, long Pages);

/// <summary>
/// Erases days of a site from everything that this server holds: what the journal still has goes into the store first. It does not reach backups
/// and exports, which lie where somebody put them.
/// </summary>
internal sealed class Erasure(IEventStore store, JournalDrain drain, IDbContextFactory<MurmureDb> databases, TimeProvider clock)
{
    /// <param name="account">Who asked; null for a key or the command line.</param>
    public async Task<ErasureAnswer> EraseAsync(SiteRules site, DayRange range, long? account, string who, CancellationToken cancellation)
    {
        await drain.WaitAsync(cancellation);
        // From here on to the end, even if the client goes: what is gone is written down.
        var erased = await store.EraseAsync(site.Host, range, CancellationToken.None);
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        new AuditLog(db, clock).Add(site.Organisation, account, who, AuditAction.EventsErased, $"{site.Host} {range}");
        await db.SaveChangesAsync(CancellationToken.None);
        return new ErasureAnswer(
            site.Host, range.From, range.To, erased.Days, erased.Events, erased.Visits, erased.MachineHits, erased.Counts, erased.Pages);
    }
}
