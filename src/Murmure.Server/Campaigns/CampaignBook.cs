using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>A campaign as somebody typed it in.</summary>
/// <param name="Link">The number of its short link; null without one.</param>
/// <param name="Budget">In ten-thousandths of the currency; 0 is unknown.</param>
/// <param name="Currency">That of the budget and of what posts cost; empty where there is neither.</param>
internal sealed record CampaignRequest(string Name, string Brief, long? Link, string Goal, long Budget, string Currency);

/// <summary>A site's campaigns: made, changed, listed, removed.</summary>
internal sealed class CampaignBook(IDbContextFactory<MurmureDb> metadata, TimeProvider clock)
{
    public const int Most = 500;
    public const int LongestName = 80;
    public const int LongestBrief = 2000;

    /// <summary>Adds one, or changes one that is there; or the field that is wrong and the key of the text that says why.</summary>
    /// <param name="id">The one to change; null for a new one.</param>
    public async Task<(Campaign? Kept, string Field, string Problem)> KeepAsync(SiteRules site, Maker who, long? id, CampaignRequest asked, CancellationToken cancellation)
    {
        if (Problem(site, asked) is var (field, problem))
            return (null, field, problem);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (asked.Link is { } link && !await OwnsAsync(db, site, link, cancellation))
            return (null, "link", "campaign.link.wrong");
        var found = id is null ? null : await db.Campaigns.TagWith("CampaignBook.Keep").SingleOrDefaultAsync(one => one.Id == id && one.SiteId == site.Id.Value, cancellation);
        if (id is not null && found is null)
            return (null, "", "campaign.gone");
        if (found is null)
        {
            if (await db.Campaigns.TagWith("CampaignBook.Keep").CountAsync(one => one.SiteId == site.Id.Value, cancellation) >= Most)
                return (null, "name", "campaign.many");
            found = new Campaign { SiteId = site.Id.Value, Name = "", Created = clock.GetUtcNow().UtcDateTime };
            db.Campaigns.Add(found);
        }
        (found.Name, found.Brief, found.LinkId, found.Goal, found.Budget, found.Currency) = (asked.Name, asked.Brief, asked.Link, asked.Goal, asked.Budget, asked.Currency);
        who.Note(db, clock, id is null ? AuditAction.CampaignAdded : AuditAction.CampaignChanged, asked.Name);
        await db.SaveChangesAsync(cancellation);
        return (found, "", "");
    }

    /// <summary>The site's campaigns with their posts, the newest first.</summary>
    public async Task<IReadOnlyList<Campaign>> ListAsync(SiteRules site, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Campaigns.TagWith("CampaignBook.List").AsNoTracking().Include(one => one.Posts).Where(one => one.SiteId == site.Id.Value).OrderByDescending(one => one.Id).ToListAsync(cancellation);
    }

    /// <summary>A campaign of the site with its posts; null when it has none of that number.</summary>
    public Task<Campaign?> FindAsync(SiteRules site, long id, CancellationToken cancellation) => FindAsync([site], id, cancellation);

    /// <summary>A campaign of one of these sites with its posts; null where it is none of theirs.</summary>
    public async Task<Campaign?> FindAsync(IReadOnlyList<SiteRules> sites, long id, CancellationToken cancellation)
    {
        var known = sites.Select(site => site.Id.Value).ToList();
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Campaigns.TagWith("CampaignBook.Find").AsNoTracking().Include(one => one.Posts.OrderBy(post => post.Id)).SingleOrDefaultAsync(one => one.Id == id && known.Contains(one.SiteId), cancellation);
    }

    /// <summary>The short links that a campaign of the site can lead to, the newest first: those whose clicks count in its reports.</summary>
    public async Task<IReadOnlyList<Link>> LinksAsync(SiteRules site, int most, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await (from link in db.Links
                      join domain in db.LinkDomains on link.DomainId equals domain.Id
                      where domain.OrganisationId == site.Organisation && domain.SiteId == site.Id.Value && !link.Archived
                      orderby link.Id descending
                      select link).TagWith("CampaignBook.Links").AsNoTracking().Take(most).ToListAsync(cancellation);
    }

    /// <summary>The campaign's link; null without one.</summary>
    public async Task<Link?> LinkOfAsync(Campaign campaign, CancellationToken cancellation)
    {
        if (campaign.LinkId is not { } id)
            return null;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Links.TagWith("CampaignBook.LinkOf").AsNoTracking().SingleOrDefaultAsync(link => link.Id == id, cancellation);
    }

    /// <summary>Removes a campaign of which nothing went out; one of which something did stays: its figures would have no name.</summary>
    public async Task<bool> RemoveAsync(SiteRules site, long id, Maker who, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await db.Campaigns.TagWith("CampaignBook.Remove").Include(one => one.Posts).SingleOrDefaultAsync(one => one.Id == id && one.SiteId == site.Id.Value, cancellation) is not { } found
            || found.Posts.Exists(post => post.State is PostState.Published or PostState.Sending or PostState.Unsure))
            return false;
        db.Campaigns.Remove(found);
        who.Note(db, clock, AuditAction.CampaignRemoved, found.Name);
        return await db.IsKeptAsync(cancellation);
    }

    private static (string Field, string Problem)? Problem(SiteRules site, CampaignRequest asked)
    {
        if (asked.Name.Length is 0 or > LongestName)
            return ("name", "campaign.name.wrong");
        if (asked.Brief.Length > LongestBrief)
            return ("brief", "campaign.brief.wrong");
        if (asked.Goal.Length > 0 && site.Goals.All(goal => goal.Name != asked.Goal))
            return ("goal", "campaign.goal.wrong");
        if (asked.Budget < 0 || ((asked.Budget > 0 || asked.Currency.Length > 0) && (asked.Currency.Length != 3 || !asked.Currency.All(char.IsAsciiLetterUpper))))
            return ("budget", "campaign.budget.wrong");
        return null;
    }

    private static Task<bool> OwnsAsync(MurmureDb db, SiteRules site, long link, CancellationToken cancellation) =>
        (from one in db.Links join domain in db.LinkDomains on one.DomainId equals domain.Id where one.Id == link && domain.OrganisationId == site.Organisation && domain.SiteId == site.Id.Value select one.Id)
        .TagWith("CampaignBook.Owns").AnyAsync(cancellation);
}
