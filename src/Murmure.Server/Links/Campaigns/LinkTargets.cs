using Microsoft.EntityFrameworkCore;
using Murmure.Server.Estimates;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>What a short link leads to on its own site.</summary>
/// <param name="Page">As events name it.</param>
/// <param name="HasCard">Whether fetchers are shown a card of its own, and do not go on to the page.</param>
internal sealed record LinkTarget(string Page, bool HasCard);

/// <summary>Which pages short links lead to: of a site's millions of links, previews of a day name a few.</summary>
internal sealed class LinkTargets(IDbContextFactory<MurmureDb> metadata)
{
    /// <summary>The targets by the links' numbers; what leads to another site, or is gone, is absent.</summary>
    public async Task<IReadOnlyDictionary<long, LinkTarget>> FindAsync(SiteRules site, IEnumerable<long> links, CancellationToken cancellation)
    {
        var asked = links.Where(link => link != 0).Distinct().ToList();
        var targets = new Dictionary<long, LinkTarget>();
        if (asked.Count == 0)
            return targets;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var found = await (
            from link in db.Links
            join domain in db.LinkDomains on link.DomainId equals domain.Id
            where domain.SiteId == site.Id.Value && asked.Contains(link.Id)
            select new { link.Id, link.Url, HasCard = link.Preview != "" }).TagWith("LinkTargets.Find").AsNoTracking().ToListAsync(cancellation);
        foreach (var link in found)
        {
            if (HourlyReader.PageOf(site, link.Url) is { } page)
                targets[link.Id] = new LinkTarget(page, link.HasCard);
        }
        return targets;
    }
}
