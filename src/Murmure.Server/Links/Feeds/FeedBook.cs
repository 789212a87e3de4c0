using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>Which feeds make links, for which sites.</summary>
internal sealed class FeedBook(IDbContextFactory<MurmureDb> metadata, ServeOptions options, TimeProvider clock)
{
    public const int Most = 50;

    public async Task<(Feed? Made, LinkProblem? Problem)> AddAsync(string? address, SiteRules site, Maker who, CancellationToken cancellation)
    {
        var (url, problem) = Destination.ReadFetched(address, options.AllowLocalChecks);
        if (url is null)
            return (null, LinkForm.Of("url", problem!.Value));
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.Feeds.TagWith("FeedBook.Add").AsNoTracking().SingleOrDefaultAsync(feed => feed.SiteId == site.Id.Value && feed.Url == url, cancellation) is { } known)
            return (known, null);
        if (await Of(db, who.Organisation).CountAsync(cancellation) >= Most)
            return (null, new LinkProblem("url", "feeds-many", $"An organisation has at most {Most} feeds."));
        var feed = new Feed { SiteId = site.Id.Value, Url = url, Created = clock.GetUtcNow().UtcDateTime };
        db.Feeds.Add(feed);
        who.Note(db, clock, AuditAction.FeedAdded, site.Host);
        await db.SaveChangesAsync(cancellation);
        return (feed, null);
    }

    public async Task<IReadOnlyList<Feed>> ListAsync(long organisation, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await Of(db, organisation).AsNoTracking().OrderBy(feed => feed.Id).ToListAsync(cancellation);
    }

    public async Task<bool> RemoveAsync(long id, Maker who, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await Of(db, who.Organisation).SingleOrDefaultAsync(feed => feed.Id == id, cancellation) is not { } found)
            return false;
        db.Feeds.Remove(found);
        who.Note(db, clock, AuditAction.FeedRemoved, Destination.HostOf(found.Url) ?? "");
        return await db.IsKeptAsync(cancellation);
    }

    private static IQueryable<Feed> Of(MurmureDb db, long organisation) =>
        db.Feeds.TagWith("FeedBook.Of").Where(feed => db.Sites.Any(site => site.Id == feed.SiteId && site.OrganisationId == organisation));
}
