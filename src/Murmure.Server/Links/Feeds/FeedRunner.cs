using System.Net;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Sites;
using Murmure.Server.Sites.Checks;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>Reads feeds through the guarded client and makes a link of each article of the site that has none: found again by the article's address.</summary>
internal sealed class FeedRunner(IDbContextFactory<MurmureDb> metadata, GuardedClient client, LinkMaking making, LinkDirectory directory, SiteDirectory sites, TimeProvider clock) : IDisposable
{
    /// <summary>What a feed has at first are old articles, mostly: few of them are still to be shared.</summary>
    private const int MostAtFirst = 20;
    private const int Most = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>One reading at a time: two of one feed would both find that an article has no link yet.</summary>
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Reads those that were not read for an hour.</summary>
    public async Task ReadDueAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow().UtcDateTime - Interval;
        List<Feed> due;
        await using (var db = await metadata.CreateDbContextAsync(cancellation))
            due = await db.Feeds.TagWith("FeedRunner.Due").AsNoTracking().Where(feed => feed.Read == null || feed.Read <= before).OrderBy(feed => feed.Read).ToListAsync(cancellation);
        foreach (var feed in due)
            await ReadAsync(feed, cancellation);
    }

    /// <summary>Reads one feed; how many links it made, and what was wrong, as the page and the API tell it.</summary>
    public async Task<(int Made, string Problem)> ReadAsync(Feed feed, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            var (made, problem) = sites.Find(new SiteId(feed.SiteId)) is { Organisation: { } organisation } site ? await MakeAsync(feed, site, organisation, cancellation) : (0, "site");
            var now = clock.GetUtcNow().UtcDateTime;
            await using var db = await metadata.CreateDbContextAsync(cancellation);
            await db.Feeds.TagWith("FeedRunner.Read").Where(one => one.Id == feed.Id)
                .ExecuteUpdateAsync(one => one.SetProperty(f => f.Read, now).SetProperty(f => f.Problem, problem).SetProperty(f => f.Made, f => f.Made + made), cancellation);
            return (made, problem);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<(int Made, string Problem)> MakeAsync(Feed feed, SiteRules site, long organisation, CancellationToken cancellation)
    {
        var (page, refusal) = await client.FetchAsync(new Uri(feed.Url), cancellation);
        if (page is null)
            return (0, refusal.ToString()!.ToLowerInvariant());
        if (page.Status != HttpStatusCode.OK)
            return (0, "status");
        var (articles, problem) = FeedReader.Read(page.Body);
        if (problem is { } wrong)
            return (0, wrong.ToString().ToLowerInvariant());
        var domain = directory.Hosts.FirstOrDefault(one => one.Organisation == organisation && one.Site == site.Id)?.Host;
        var asked = articles.Where(article => IsOf(site, article.Url)).DistinctBy(article => article.Url).Take(feed.Read is null ? MostAtFirst : Most).Select(article => new LinkRequest
        {
            Url = article.Url, ExternalId = article.Url, Title = LinkText.Cut(article.Title, 200), Domain = domain, Site = site.Host,
        }).ToList();
        if (asked.Count == 0)
            return (0, FeedProblem.Empty.ToString().ToLowerInvariant());
        var who = new Maker(organisation, null, "Feed");
        var looked = await making.CheckManyAsync(asked, who, cancellation);
        // An article that cannot have a link keeps no other from having one.
        var fresh = asked.Where((_, i) => looked[i] is { Problem: null, Found: false }).ToList();
        return fresh.Count == 0 ? (0, "") : ((await making.MakeManyAsync(fresh, who, cancellation)).Count(one => one.Problem is null), "");
    }

    // A feed can be written by somebody else than the site's owner: it makes links into the site and nowhere else.
    private static bool IsOf(SiteRules site, string url) => Destination.HostOf(url) is { } host && SiteHosts.Normalise(host) is { } name && (name == site.Host || site.OtherHosts.Contains(name));
}
