using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>Clicks for each post of a site's earlier campaigns, in as many days as the one that is compared has had; one value for each campaign, in order.</summary>
/// <param name="All">Over all of a campaign's posts.</param>
/// <param name="ByChannel">Over those of a channel.</param>
public sealed record CampaignUsual(IReadOnlyList<double> All, IReadOnlyDictionary<string, IReadOnlyList<double>> ByChannel)
{
    /// <summary>What lies further back says little of what is usual, and each costs questions to the store.</summary>
    private const int Most = 12;

    public static CampaignUsual None { get; } = new([], new Dictionary<string, IReadOnlyList<double>>());

    /// <summary>Of earlier campaigns whose clicks are their own and known: those on the same link are left out, and those of which days are gone.</summary>
    internal static async Task<CampaignUsual> ReadAsync(
        IEventStore store, SiteRules site, (Campaign Campaign, DayRange Days) compared, IReadOnlyList<Campaign> all, SiteRecord record, DateOnly today, CancellationToken cancellation)
    {
        var (whole, byChannel) = (new List<double>(), new List<(string Channel, double Clicks)>());
        var earlier = all.Where(one => one.Id != compared.Campaign.Id && one.LinkId is not null && one.LinkId != compared.Campaign.LinkId && CampaignDays.FirstOut(one) < CampaignDays.FirstOut(compared.Campaign));
        foreach (var one in earlier.OrderByDescending(CampaignDays.FirstOut).Take(Most))
        {
            var days = CampaignDays.First(CampaignDays.Of(site, one, today)!, compared.Days.Length);
            var posts = one.Posts.Where(post => CampaignDays.IsOut(site, post, days)).ToList();
            if (posts.Count == 0 || record.Missing(days) > 0 || await AddressCounts.ClicksAsync(store, site, one.LinkId!.Value, days, cancellation) is not { } clicks)
                continue;
            var rows = posts.GroupBy(post => post.Variant, StringComparer.Ordinal)
                .Select(same => (same.First().Channel, Posts: same.Count(), Clicks: clicks.Rows.Where(row => row.Text(Dimension.Variant) == same.Key).Sum(row => row[Metric.Clicks]))).ToList();
            whole.Add((double)rows.Sum(row => row.Clicks) / posts.Count);
            byChannel.AddRange(rows.GroupBy(row => row.Channel, StringComparer.Ordinal).Select(same => (same.Key, (double)same.Sum(row => row.Clicks) / same.Sum(row => row.Posts))));
        }
        return new CampaignUsual(
            [.. whole.Order()], byChannel.GroupBy(one => one.Channel, StringComparer.Ordinal).ToDictionary(same => same.Key, IReadOnlyList<double> (same) => [.. same.Select(one => one.Clicks).Order()], StringComparer.Ordinal));
    }

    /// <summary>The one in the middle; null without any.</summary>
    public static double? Median(IReadOnlyList<double> ordered)
    {
        ArgumentNullException.ThrowIfNull(ordered);
        return ordered.Count == 0 ? null : (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }
}
