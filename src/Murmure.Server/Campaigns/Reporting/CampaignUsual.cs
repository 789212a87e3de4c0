using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>What earlier campaigns had for each post; one value for each campaign of which it is known, in order.</summary>
public sealed record UsualFigures(IReadOnlyList<double> Clicks, IReadOnlyList<double> Visits, IReadOnlyList<double> Goals)
{
    public static UsualFigures None { get; } = new([], [], []);

    internal static UsualFigures Of(IReadOnlyList<CampaignRow> campaigns)
    {
        IReadOnlyList<double> Ordered(Func<CampaignRow, double?> figure) => [.. campaigns.Select(figure).OfType<double>().Order()];
        return new UsualFigures(Ordered(one => one.ClicksPerPost), Ordered(one => one.VisitsPerPost), Ordered(one => one.GoalsPerPost));
    }

    /// <summary>The one in the middle; null without any.</summary>
    public static double? Median(IReadOnlyList<double> ordered)
    {
        ArgumentNullException.ThrowIfNull(ordered);
        return ordered.Count == 0 ? null : (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }
}

/// <summary>What a site's earlier campaigns had for each post, in as many days as the one that is compared has had.</summary>
/// <param name="All">Over all of a campaign's posts.</param>
/// <param name="ByChannel">Over those of a channel.</param>
public sealed record CampaignUsual(UsualFigures All, IReadOnlyDictionary<string, UsualFigures> ByChannel)
{
    /// <summary>What lies further back says little of what is usual, and each costs questions to the store.</summary>
    private const int Most = 12;

    public static CampaignUsual None { get; } = new(UsualFigures.None, new Dictionary<string, UsualFigures>());

    /// <summary>On one channel.</summary>
    public UsualFigures Of(string channel) => ByChannel.GetValueOrDefault(channel, UsualFigures.None);

    /// <summary>
    /// Of earlier campaigns whose clicks are their own and known: those on the same link are left out, and those of which days are gone. Goals are those of the campaign
    /// that is compared, or any.
    /// </summary>
    internal static async Task<CampaignUsual> ReadAsync(
        IEventStore store, CampaignBook book, SiteRules site, (Campaign Campaign, DayRange Days) compared, IReadOnlyList<Campaign> all, SiteRecord record, DateOnly today, CancellationToken cancellation)
    {
        var (whole, byChannel) = (new List<CampaignRow>(), new List<CampaignRow>());
        var earlier = all.Where(one => one.Id != compared.Campaign.Id && one.LinkId is not null && one.LinkId != compared.Campaign.LinkId && CampaignDays.FirstOut(one) < CampaignDays.FirstOut(compared.Campaign));
        foreach (var one in earlier.OrderByDescending(CampaignDays.FirstOut).Take(Most))
        {
            var days = CampaignDays.First(CampaignDays.Of(site, one, today)!, compared.Days.Length);
            var posts = one.Posts.Where(post => CampaignDays.IsOut(site, post, days)).ToList();
            if (posts.Count == 0 || record.Missing(days) > 0 || await book.LinkOfAsync(one, cancellation) is not { } link)
                continue;
            var counts = await AddressCounts.ComparedAsync(store, site, compared.Campaign.Goal, link, days, cancellation);
            var rows = posts.GroupBy(post => post.Variant, StringComparer.Ordinal)
                .Select(same => counts.Under(new CampaignRow(same.First().Channel, same.Key, [.. same], new Dictionary<string, long>()))).ToList();
            if (rows.Exists(row => row.Clicks is null))
                continue;
            whole.Add(CampaignRow.Sum(rows));
            byChannel.AddRange(rows.GroupBy(row => row.Channel, StringComparer.Ordinal).Select(same => CampaignRow.Sum([.. same]) with { Channel = same.Key }));
        }
        return new CampaignUsual(UsualFigures.Of(whole), byChannel.GroupBy(row => row.Channel, StringComparer.Ordinal).ToDictionary(same => same.Key, same => UsualFigures.Of([.. same]), StringComparer.Ordinal));
    }
}
