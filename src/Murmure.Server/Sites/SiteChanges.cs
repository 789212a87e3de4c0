using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Sites;

/// <summary>Adding and changing sites, written down and published.</summary>
/// <param name="book">Null where no server runs: its next start publishes what was changed.</param>
public sealed class SiteChanges(MurmureDb db, AuditLog audit, TimeProvider clock, SiteBook? book = null)
{
    /// <summary>Adds a site to an organisation. False when a site of this server, anybody's, already answers for that host.</summary>
    /// <param name="account">Who does it; null for the command line.</param>
    public async Task<bool> AddAsync(Site site, long organisation, long? account, string who, CancellationToken cancellation)
    {
        if (await TakenAsync(site, cancellation))
            return false;
        site.OrganisationId = organisation;
        db.Sites.Add(site);
        audit.Add(organisation, account, who, AuditAction.SiteAdded, site.Host);
        await db.SaveChangesAsync(cancellation);
        await PublishAsync(cancellation);
        return true;
    }

    /// <summary>A site to be changed, with its goals and campaigns; then <see cref="SaveAsync"/>.</summary>
    public Task<Site> LoadAsync(SiteId id, CancellationToken cancellation) =>
        db.Sites.TagWith("SiteChanges.Load").Include(site => site.Goals).Include(site => site.Campaigns).AsSplitQuery().FirstAsync(site => site.Id == id.Value, cancellation);

    /// <summary>Saves what was changed. False when one of its hosts is another site's.</summary>
    public async Task<bool> SaveAsync(Site site, Caller caller, CancellationToken cancellation)
    {
        if (await TakenAsync(site, cancellation))
            return false;
        var was = db.Entry(site).OriginalValues;
        // What earlier days have is told as well: the page for readers must not say less than is kept.
        if (was.GetValue<string>(nameof(Site.Profile)) != site.Profile || (was.GetValue<bool>(nameof(Site.Cities)) != site.Cities && site.Profile != ComplianceProfile.FrExempt.Slug()))
            site.RulesSince = SiteBook.RulesOf(site).Today(clock);
        audit.Add(caller, AuditAction.SiteChanged, site.Host);
        await db.SaveChangesAsync(cancellation);
        await PublishAsync(cancellation);
        return true;
    }

    /// <summary>
    /// Counts what a rule finds as people, on the days kept and those to come, or no longer. What is so already is not changed, nor written down.
    /// </summary>
    /// <param name="account">Who does it; null for a key.</param>
    public async Task CountAsync(SiteRules rules, string suspicion, bool people, long? account, string who, CancellationToken cancellation)
    {
        var site = await LoadAsync(rules.Id, cancellation);
        if (site.CountedSuspicions.Contains(suspicion, StringComparer.Ordinal) == people)
            return;
        // A new list: the change is seen by comparing, and the old one may be read by others.
        site.CountedSuspicions = people
            ? [.. site.CountedSuspicions.Append(suspicion).Order(StringComparer.Ordinal)]
            : [.. site.CountedSuspicions.Where(counted => counted != suspicion)];
        audit.Add(site.OrganisationId, account, who, people ? AuditAction.CountedAsPeople : AuditAction.CountedAsMachines, $"{site.Host} · {suspicion}");
        await db.SaveChangesAsync(cancellation);
        await PublishAsync(cancellation);
    }

    /// <summary>Tells a running server's snapshot and event store of what changed.</summary>
    public Task PublishAsync(CancellationToken cancellation) => book?.PublishAsync(cancellation) ?? Task.CompletedTask;

    // A host belongs to one site of the whole server: a beacon says no more than its host.
    private async Task<bool> TakenAsync(Site site, CancellationToken cancellation)
    {
        var hosts = site.OtherHosts.Append(site.Host).ToHashSet(StringComparer.Ordinal);
        var others = await db.Sites.TagWith("SiteChanges.Taken").AsNoTracking().Where(other => other.Id != site.Id)
            .Select(other => new { other.Host, other.OtherHosts }).ToListAsync(cancellation);
        return others.Exists(other => hosts.Contains(other.Host) || (SiteHosts.Normalise(other.Host) is { } plain && hosts.Contains(plain)) || other.OtherHosts.Exists(hosts.Contains));
    }
}
