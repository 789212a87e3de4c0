using Microsoft.EntityFrameworkCore;
using Murmure.Server.Sites;
using Murmure.Statistics.Tables;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Estimates;

/// <summary>Reads the tables of a period, a day at a time, so that a month's rows never stand in memory twice.</summary>
internal sealed class HourlyReader(IEventStore store, IDbContextFactory<MurmureDb> metadata)
{
    /// <param name="campaigns">The owner's mailings; null where nobody confirmed that the list is complete.</param>
    public async Task<HourlyTables> ReadAsync(SiteRules site, DayRange range, IReadOnlyList<DeclaredCampaign>? campaigns, CancellationToken cancellation)
    {
        var linkPages = new Dictionary<long, string>();
        var gathered = new GatheredTables(linkPages);
        for (var day = range.From; day <= range.To; day = day.AddDays(1))
        {
            var counts = await store.HourlyCountsAsync(site.Host, day, cancellation);
            await AddLinkPagesAsync(site, counts, linkPages, cancellation);
            gathered.Add(HoursTo(range, day), counts);
        }
        var hours = HoursTo(range, range.To.AddDays(1));
        return gathered.Whole(hours, campaigns is null ? null
            : [.. campaigns.Select(campaign => new Statistics.Tables.CampaignWindow(Math.Max(0, HoursTo(range, campaign.From)), Math.Min(hours, HoursTo(range, campaign.To.AddDays(1)))))]);
    }

    // Every day has 24 hours here: the store keeps the hour that the clock showed.
    private static int HoursTo(DayRange range, DateOnly day) => 24 * (day.DayNumber - range.From.DayNumber);

    /// <summary>The pages of the links that these previews are of: of a site's millions of links a day's previews name a few.</summary>
    private async Task AddLinkPagesAsync(SiteRules site, IReadOnlyList<HourlyCount> counts, Dictionary<long, string> pages, CancellationToken cancellation)
    {
        var unknown = counts.Select(count => count.Link).Where(link => link != 0 && !pages.ContainsKey(link)).Distinct().ToList();
        if (unknown.Count == 0)
            return;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var links = await (
            from link in db.Links
            join domain in db.LinkDomains on link.DomainId equals domain.Id
            where domain.SiteId == site.Id.Value && unknown.Contains(link.Id)
            select new { link.Id, link.Url }).TagWith("HourlyReader.LinkPages").AsNoTracking().ToListAsync(cancellation);
        foreach (var link in links)
        {
            if (PageOf(site, link.Url) is { } page)
                pages[link.Id] = page;
        }
    }

    /// <summary>The page of the site that an address leads to, as events name it; null for another site's.</summary>
    internal static string? PageOf(SiteRules site, string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || SiteHosts.Normalise(url.Host) is not { } host || (host != SiteHosts.Normalise(site.Host) && !site.OtherHosts.Contains(host)))
            return null;
        return PagePath.Of(url);
    }
}
