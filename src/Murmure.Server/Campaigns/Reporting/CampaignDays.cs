using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>The days on which a campaign is counted.</summary>
internal static class CampaignDays
{
    /// <summary>A message is hardly opened later.</summary>
    private const int Followed = 30;

    /// <summary>From its first post on, until a month after its last; null while nothing is out.</summary>
    public static DayRange? Of(SiteRules site, Campaign campaign, DateOnly today)
    {
        var outs = campaign.Posts.Where(post => post.PublishedAt is not null).Select(post => site.DayOf(post.PublishedAt!.Value)).ToList();
        if (outs.Count == 0)
            return null;
        var (first, last) = (outs.Min(), outs.Max().AddDays(Followed));
        return new DayRange(first, last > today ? (today < first ? first : today) : last);
    }

    /// <summary>No more of these days than so many: what is a day old is compared with the first day of others.</summary>
    public static DayRange First(DayRange days, int length) => new(days.From, days.Length > length ? days.From.AddDays(length - 1) : days.To);

    /// <summary>Whether a post went out on one of these days.</summary>
    public static bool IsOut(SiteRules site, Post post, DayRange days) => post is { State: PostState.Published, PublishedAt: { } at } && days.Contains(site.DayOf(at));

    public static DateTime? FirstOut(Campaign campaign) => campaign.Posts.Min(post => post.PublishedAt);
}
