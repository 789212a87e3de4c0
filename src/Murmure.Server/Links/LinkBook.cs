using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>Keeps the metadata and the directory in agreement: whoever changes a link or a domain does it here.</summary>
internal sealed class LinkBook(IDbContextFactory<MurmureDb> metadata, LinkDirectory directory, TimeProvider clock) : IDisposable
{
    /// <summary>Changes are written in turns, so that the directory gets them in the order in which the metadata did.</summary>
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>At start: every domain and link. Of the plain ones, which may be millions, only what a redirect needs is read, and in one go: nothing is served before.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        await LoadHostsAsync(db, cancellation);
        var plain = db.Links.TagWith("LinkBook.Load").Where(LinkText.Plain)
            .Select(link => new { link.Id, link.DomainId, link.Slug, link.Url, link.Status, link.CacheSeconds, link.ForwardQuery, link.AppendPath, link.NoIndex });
        foreach (var link in plain)
        {
            cancellation.ThrowIfCancellationRequested();
            directory.Put(link.DomainId, link.Slug, link.Url, link.Id, link.Status, link.CacheSeconds, LinkDirectory.Flags(link.ForwardQuery, link.AppendPath, link.NoIndex));
        }
        var others = Expression.Lambda<Func<Link, bool>>(Expression.Not(LinkText.Plain.Body), LinkText.Plain.Parameters);
        await foreach (var link in db.Links.TagWith("LinkBook.Load").AsNoTracking().Where(others).AsAsyncEnumerable().WithCancellation(cancellation))
            directory.Put(link);
    }

    /// <summary>The domains alone: all that a verb on a stopped server's folder needs.</summary>
    public async Task LoadHostsAsync(CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        await LoadHostsAsync(db, cancellation);
    }

    /// <summary>The domain of that host, made when nobody has it yet.</summary>
    /// <param name="host">Normalised; empty for the server's own name.</param>
    /// <param name="besides">What is written along with a new one.</param>
    /// <returns>Null when it is another organisation's.</returns>
    public async Task<LinkHost?> DomainAsync(string host, long organisation, SiteId site, CancellationToken cancellation, Action<MurmureDb>? besides = null)
    {
        if (directory.Hosts.FirstOrDefault(domain => domain.Host == host) is { } known)
            return known.Organisation == organisation ? known : null;
        await turn.WaitAsync(cancellation);
        try
        {
            await using var db = await metadata.CreateDbContextAsync(cancellation);
            if (!await db.LinkDomains.TagWith("LinkBook.Domain").AnyAsync(domain => domain.Host == host, cancellation))
            {
                db.LinkDomains.Add(new LinkDomain { Host = host, OrganisationId = organisation, SiteId = site.Value, Created = clock.GetUtcNow().UtcDateTime });
                besides?.Invoke(db);
                await db.SaveChangesAsync(cancellation);
            }
            await LoadHostsAsync(db, cancellation);
        }
        finally
        {
            turn.Release();
        }
        return directory.Hosts.FirstOrDefault(domain => domain.Host == host && domain.Organisation == organisation);
    }

    /// <summary>Changes a domain of an organisation. What <paramref name="change"/> returns is handed back; a problem leaves the domain as it was.</summary>
    public async Task<LinkProblem?> ChangeDomainAsync(long id, long organisation, Func<LinkDomain, MurmureDb, LinkProblem?> change, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await using var db = await metadata.CreateDbContextAsync(cancellation);
            var found = await db.LinkDomains.TagWith("LinkBook.ChangeDomain").SingleAsync(domain => domain.Id == id && domain.OrganisationId == organisation, cancellation);
            if (change(found, db) is { } problem)
                return problem;
            await db.SaveChangesAsync(cancellation);
            await LoadHostsAsync(db, cancellation);
            return null;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Adds links, all or none. The slugs that were taken by others; empty when all were added.</summary>
    public async Task<IReadOnlyList<string>> AddAsync(IReadOnlyList<Link> links, Action<MurmureDb>? besides, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await using var db = await metadata.CreateDbContextAsync(cancellation);
            foreach (var byDomain in links.GroupBy(link => link.DomainId))
            {
                var slugs = byDomain.Select(link => link.Slug).ToList();
                var taken = await db.Links.TagWith("LinkBook.Add").Where(link => link.DomainId == byDomain.Key && slugs.Contains(link.Slug)).Select(link => link.Slug).ToListAsync(cancellation);
                if (taken.Count > 0)
                    return taken;
            }
            db.Links.AddRange(links);
            besides?.Invoke(db);
            await db.SaveChangesAsync(cancellation);
            foreach (var link in links)
                directory.Put(link);
            return [];
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Changes links of an organisation, all or none.</summary>
    /// <param name="change">Changes the rows, in the order of <paramref name="ids"/>; false leaves all of them as they were.</param>
    /// <returns>The links as they are now, or null when one of the numbers is none of the organisation's.</returns>
    public Task<IReadOnlyList<Link>?> ChangeAsync(IReadOnlyList<long> ids, long organisation, Func<IReadOnlyList<Link>, MurmureDb, bool> change, CancellationToken cancellation) =>
        InTurnAsync(ids, organisation, async (links, db) =>
        {
            var before = links.Select(link => (link.DomainId, link.Slug)).ToList();
            if (!change(links, db))
                return links;
            var now = clock.GetUtcNow().UtcDateTime;
            foreach (var link in links)
                link.Updated = now;
            await db.SaveChangesAsync(cancellation);
            foreach (var (link, (domain, slug)) in links.Zip(before))
            {
                if (slug != link.Slug)
                    directory.Remove(domain, slug, link.Id);
                directory.Put(link);
            }
            return links;
        }, cancellation);

    /// <summary>Deletes links of an organisation, all or none; their addresses may be given anew. Null when one of the numbers is none of the organisation's.</summary>
    public Task<IReadOnlyList<Link>?> RemoveAsync(IReadOnlyList<long> ids, long organisation, Action<MurmureDb, IReadOnlyList<Link>>? besides, CancellationToken cancellation) =>
        InTurnAsync(ids, organisation, async (links, db) =>
        {
            db.Links.RemoveRange(links);
            besides?.Invoke(db, links);
            await db.SaveChangesAsync(cancellation);
            foreach (var link in links)
                directory.Remove(link.DomainId, link.Slug, link.Id);
            return links;
        }, cancellation);

    /// <summary>The links of an organisation, to be read.</summary>
    public static IQueryable<Link> Of(MurmureDb db, long organisation) =>
        db.Links.TagWith("LinkBook.Of").Where(link => db.LinkDomains.Any(domain => domain.Id == link.DomainId && domain.OrganisationId == organisation));

    public void Dispose() => turn.Dispose();

    private async Task<IReadOnlyList<Link>?> InTurnAsync(IReadOnlyList<long> ids, long organisation, Func<IReadOnlyList<Link>, MurmureDb, Task<IReadOnlyList<Link>>> work, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await using var db = await metadata.CreateDbContextAsync(cancellation);
            var found = await Of(db, organisation).Where(link => ids.Contains(link.Id)).ToDictionaryAsync(link => link.Id, cancellation);
            return ids.All(found.ContainsKey) ? await work([.. ids.Distinct().Select(id => found[id])], db) : null;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task LoadHostsAsync(MurmureDb db, CancellationToken cancellation)
    {
        var domains = await db.LinkDomains.TagWith("LinkBook.Hosts").AsNoTracking().OrderBy(domain => domain.Id).ToListAsync(cancellation);
        directory.ReplaceHosts([.. domains.Select(domain => new LinkHost(
            domain.Id, domain.Host, domain.OrganisationId, new SiteId(domain.SiteId), domain.RootUrl, domain.NotFoundUrl, domain.ExpiredUrl)
        {
            AllowedDestinations = domain.AllowedDestinations, AppleApps = domain.AppleApps, AndroidApps = domain.AndroidApps,
        })]);
    }
}
