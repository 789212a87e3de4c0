using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Statistics.Tables;
using Murmure.Storage.Events;

namespace Murmure.Server.Estimates;

/// <summary>Reads the tables of a period, a day at a time, so that a month's rows never stand in memory twice.</summary>
internal sealed class HourlyReader(IEventStore store, LinkTargets targets)
{
    /// <param name="campaigns">The owner's mailings; null where nobody confirmed that the list is complete.</param>
    public async Task<HourlyTables> ReadAsync(SiteRules site, DayRange range, IReadOnlyList<DeclaredCampaign>? campaigns, CancellationToken cancellation)
    {
        var linkPages = new Dictionary<long, string>();
        var gathered = new GatheredTables(linkPages);
        for (var day = range.From; day <= range.To; day = day.AddDays(1))
        {
            var counts = await store.HourlyCountsAsync(site.Host, day, cancellation);
            foreach (var (link, target) in await targets.FindAsync(site, counts.Select(count => count.Link).Where(link => !linkPages.ContainsKey(link)), cancellation))
                linkPages[link] = target.Page;
            gathered.Add(HoursTo(range, day), counts);
        }
        var hours = HoursTo(range, range.To.AddDays(1));
        return gathered.Whole(hours, campaigns is null ? null
            : [.. campaigns.Select(campaign => new Statistics.Tables.CampaignWindow(Math.Max(0, HoursTo(range, campaign.From)), Math.Min(hours, HoursTo(range, campaign.To.AddDays(1)))))]);
    }

    // Every day has 24 hours here: the store keeps the hour that the clock showed.
    private static int HoursTo(DayRange range, DateOnly day) => 24 * (day.DayNumber - range.From.DayNumber);

    /// <summary>The page of the site that an address leads to, as events name it; null for another site's.</summary>
    internal static string? PageOf(SiteRules site, string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || SiteHosts.Normalise(url.Host) is not { } host || (host != SiteHosts.Normalise(site.Host) && !site.OtherHosts.Contains(host)))
            return null;
        return PagePath.Of(url);
    }
}
