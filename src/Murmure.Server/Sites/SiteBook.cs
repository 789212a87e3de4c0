using System.Collections.Frozen;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Sites;

/// <summary>
/// Keeps the three who know sites in agreement: the metadata, which has the settings; the snapshot, which the intake reads; the event store,
/// whose reports need zone and language. Whoever changes a site's rows calls <see cref="PublishAsync"/>.
/// </summary>
public sealed class SiteBook(IDbContextFactory<MurmureDb> metadata, IEventStore events, SiteDirectory directory, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Dictionary<string, SiteSettings> known = new(StringComparer.Ordinal);

    /// <summary>What the event store was told to count as people, by host; at every start each site is told again, since a kill may have come between the two.</summary>
    private readonly Dictionary<string, List<string>> counted = new(StringComparer.Ordinal);

    /// <summary>At start: sites of which the store has events and nobody has settings (the demonstration, a log that was kept) get some.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        foreach (var site in await events.SitesAsync(cancellation))
            known[site.Site.Host] = site.Site;
        await using (var db = await metadata.CreateDbContextAsync(cancellation))
        {
            var hosts = await db.Sites.TagWith("SiteBook.Load").Select(site => site.Host).ToListAsync(cancellation);
            var first = await db.Organisations.OrderBy(o => o.Id).Select(o => (long?)o.Id).FirstOrDefaultAsync(cancellation);
            db.Sites.AddRange(known.Values.Where(site => !hosts.Contains(site.Host)).Select(site => Adopted(site, first)));
            await db.SaveChangesAsync(cancellation);
        }

        await PublishAsync(cancellation);
    }

    /// <summary>Gives a site of the event store to an organisation, with the settings that the store has; one that is somebody's already stays theirs.</summary>
    public async Task AdoptAsync(string host, long? organisation, CancellationToken cancellation)
    {
        await using (var db = await metadata.CreateDbContextAsync(cancellation))
        {
            if (!await db.Sites.AnyAsync(site => site.Host == host, cancellation)
                && (await events.SitesAsync(cancellation)).FirstOrDefault(site => site.Site.Host == host) is { } found)
            {
                db.Sites.Add(Adopted(found.Site, organisation));
                await db.SaveChangesAsync(cancellation);
                known[host] = found.Site;
            }
        }

        await PublishAsync(cancellation);
    }

    /// <summary>Reads the sites again and tells the snapshot and the event store of what changed.</summary>
    public async Task PublishAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await using var db = await metadata.CreateDbContextAsync(cancellation);
            var sites = await db.Sites.TagWith("SiteBook.Publish").AsNoTracking().Include(site => site.Goals).OrderBy(site => site.Id).ToListAsync(cancellation);
            directory.Replace(sites.Select(RulesOf));
            foreach (var settings in sites.Select(site => new SiteSettings(site.Host, site.TimeZone, site.Language, site.Simulated, site.Created)))
            {
                if (known.GetValueOrDefault(settings.Host) == settings)
                    continue;
                await events.PutSiteAsync(settings, cancellation);
                known[settings.Host] = settings;
            }

            foreach (var site in sites.Where(site => !counted.TryGetValue(site.Host, out var told) || !site.CountedSuspicions.SequenceEqual(told, StringComparer.Ordinal)))
            {
                await events.CountAsPeopleAsync(site.Host, site.CountedSuspicions, cancellation);
                counted[site.Host] = site.CountedSuspicions;
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>
    /// Takes a site out of the snapshot, so that nothing more comes in, and has everything of it erased, its row included. Should that fail, the site
    /// is there again, and can be erased again.
    /// </summary>
    public async Task<T> RemoveAsync<T>(SiteRules site, Func<Task<T>> erase, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        var gone = false;
        try
        {
            directory.Replace(directory.All.Where(other => other.Id != site.Id));
            var erased = await erase();
            known.Remove(site.Host);
            counted.Remove(site.Host);
            gone = true;
            return erased;
        }
        finally
        {
            if (!gone)
                directory.Replace(directory.All.Append(site));
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    /// <summary>What the intake must know of a site. Settings were checked when they were typed in; what cannot be read is left out.</summary>
    internal static SiteRules RulesOf(Site site) => new()
    {
        Id = new SiteId(site.Id),
        Organisation = site.OrganisationId,
        Host = site.Host,
        OtherHosts = AllHosts(site),
        Zone = TimeZoneInfo.TryFindSystemTimeZoneById(site.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc,
        Language = site.Language,
        Profile = ComplianceProfiles.Find(site.Profile) ?? ComplianceProfile.EuConsent,
        HonourGpc = site.HonourGpc,
        ExcludedNetworks = [.. site.ExcludedNetworks.Select(text => IPNetwork.TryParse(text, out var network) ? network : (IPNetwork?)null).OfType<IPNetwork>()],
        ExcludedPaths = site.ExcludedPaths,
        ExcludedCountries = site.ExcludedCountries.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
        Cities = site.Cities,
        RulesSince = site.RulesSince,
        AllowedQuery = site.AllowedQuery.ToFrozenSet(StringComparer.Ordinal),
        CountedSuspicions = site.CountedSuspicions.ToFrozenSet(StringComparer.Ordinal),
        Goals = [.. site.Goals.Select(goal => new SiteGoal(goal.Name, goal.Path))],
        Indexed = site.Indexed,
        Simulated = site.Simulated,
    };

    // A site that a log named keeps the log's spelling ("www.…") as its name; visitors' hosts are looked up without it.
    private static FrozenSet<string> AllHosts(Site site) =>
        SiteHosts.Normalise(site.Host) is { } plain && plain != site.Host
            ? site.OtherHosts.Append(plain).ToFrozenSet(StringComparer.Ordinal)
            : site.OtherHosts.ToFrozenSet(StringComparer.Ordinal);

    private Site Adopted(SiteSettings site, long? organisation) => new()
    {
        Host = site.Host, OrganisationId = organisation, TimeZone = site.TimeZone, Language = site.Language, Simulated = site.Simulated,
        // What was measured from a log alone stays so until somebody decides otherwise.
        Profile = ComplianceProfile.LogOnly.Slug(),
        Created = site.Created == DateTime.UnixEpoch ? clock.GetUtcNow().UtcDateTime : site.Created,
    };
}
