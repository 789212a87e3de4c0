using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Backups;
using Murmure.Server.Hosting;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Privacy;

/// <summary>A file in the data folder that an erasure does not reach: it may still hold what was erased.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Made">When it was last written, UTC.</param>
public sealed record FileNotReached(string Name, DateTime Made);

/// <summary>What an erasure removed, and what it cannot reach.</summary>
/// <param name="Site">The site's host.</param>
/// <param name="From">The first day, the site's own; null where the whole site is gone.</param>
/// <param name="To">The last day, included; null likewise.</param>
/// <param name="Days">Days that held something.</param>
/// <param name="Events">Events removed.</param>
/// <param name="Visits">Visits removed.</param>
/// <param name="MachineHits">Requests by machines that were counted on these days.</param>
/// <param name="DailyCounts">Rows of daily counts removed, those of a log's page views included.</param>
/// <param name="Observed">Counts of connections removed: what channels told of these days.</param>
/// <param name="Imported">Rows of imported history removed: what other programs counted on these days.</param>
/// <param name="Pages">Titles and authors of pages that nothing speaks of any more.</param>
/// <param name="FilesSetAside">Unreadable files of open days that had been set aside, and are removed.</param>
/// <param name="NotReached">Backups in the data folder, and files set aside that do not say whose they are.</param>
/// <param name="Elsewhere">That copies kept elsewhere are out of reach too, in a sentence in the asker's language.</param>
public sealed record ErasureAnswer(
    string Site, DateOnly? From, DateOnly? To, int Days, long Events, long Visits, long MachineHits, long DailyCounts, long Observed, long Imported, long Pages, int FilesSetAside,
    IReadOnlyList<FileNotReached> NotReached, string Elsewhere);

/// <summary>
/// Erases days of a site, or all of it, from everything that this server holds: what the journal still has goes into the store first. What it does
/// not reach, it names.
/// </summary>
internal sealed class Erasure(IEventStore store, JournalDrain drain, ForeignCounts foreign, Erasures erasures, IDbContextFactory<MurmureDb> databases, ServeOptions options, TimeProvider clock)
{
    /// <param name="account">Who asked; null for a key or the command line.</param>
    /// <param name="elsewhere">What is said of copies kept elsewhere.</param>
    public async Task<ErasureAnswer> EraseAsync(SiteRules site, DayRange range, long? account, string who, string elsewhere, CancellationToken cancellation)
    {
        await drain.WaitAsync(cancellation);
        // From here on to the end, even if the client goes: what is gone is written down.
        // First what may fail before anything is gone: a half erasure would leave no line of itself.
        var others = await foreign.EraseAsync(site, range, CancellationToken.None);
        var erased = await store.EraseAsync(site.Host, range, CancellationToken.None);
        erasures.Add();
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        var logged = await db.LogDays.TagWith("Erasure.Erase").Where(day => day.SiteId == site.Id.Value && day.Day >= range.From && day.Day <= range.To)
            .ExecuteDeleteAsync(CancellationToken.None);
        var answer = Answer(site, range, erased, logged, others, elsewhere);
        new AuditLog(db, clock).Add(site.Organisation, account, who, AuditAction.EventsErased, Subject($"{site.Host} {range}", answer));
        await db.SaveChangesAsync(CancellationToken.None);
        return answer;
    }

    /// <summary>The same for the whole site, its settings included. Its door is shut already: <see cref="SiteDeletion"/>.</summary>
    public async Task<ErasureAnswer> EraseSiteAsync(SiteRules site, long? account, string who, string elsewhere)
    {
        await drain.WaitAsync(CancellationToken.None);
        var others = await foreign.EraseAsync(site, DayRange.All, CancellationToken.None);
        var erased = await store.ForgetSiteAsync(site.Host, CancellationToken.None);
        erasures.Add();
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        var logged = await db.LogDays.TagWith("Erasure.EraseSite").CountAsync(day => day.SiteId == site.Id.Value);
        var answer = Answer(site, null, erased, logged, others, elsewhere);
        // Goals, campaigns, connections, the log's days and the key log go with the site's row.
        db.Sites.RemoveRange(await db.Sites.TagWith("Erasure.EraseSite").Where(one => one.Id == site.Id.Value).ToListAsync());
        new AuditLog(db, clock).Add(site.Organisation, account, who, AuditAction.SiteDeleted, Subject(site.Host, answer));
        await db.SaveChangesAsync(CancellationToken.None);
        return answer;
    }

    /// <summary>What an erasure would not reach.</summary>
    public IReadOnlyList<FileNotReached> NotReached(IReadOnlyList<string> unattributed) =>
        [.. BackupsKept.In(options).Concat(store.SetAside.Where(file => unattributed.Contains(Path.GetFileName(file))).Select(file => new FileInfo(file)))
            .Select(file => new FileNotReached(file.Name, file.LastWriteTimeUtc))];

    private ErasureAnswer Answer(SiteRules site, DayRange? range, EraseResult erased, long logged, (long Observed, long Imported) others, string elsewhere) => new(
        site.Host, range?.From, range?.To, erased.Days, erased.Events, erased.Visits, erased.MachineHits, erased.Counts + logged, others.Observed, others.Imported, erased.Pages, erased.SetAside,
        NotReached(erased.Unattributed), elsewhere);

    private static string Subject(string what, ErasureAnswer answer) =>
        string.Join(" · ", answer.NotReached.Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Name} {file.Made:yyyy-MM-dd}")).Prepend(what));
}
