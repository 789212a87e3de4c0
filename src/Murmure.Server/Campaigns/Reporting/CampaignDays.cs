using Murmure.Server.Ingest;
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
        var outs = campaign.Posts.Where(post => post.PublishedAt is not null).Select(post => DayOf(site, post)).ToList();
        if (outs.Count == 0)
            return null;
        var (first, last) = (outs.Min(), outs.Max().AddDays(Followed));
        return new DayRange(first, last > today ? (today < first ? first : today) : last);
    }

    /// <summary>No more of these days than so many: what is a day old is compared with the first day of others.</summary>
    public static DayRange First(DayRange days, int length) => new(days.From, Length(days) > length ? days.From.AddDays(length - 1) : days.To);

    public static int Length(DayRange days) => days.To.DayNumber - days.From.DayNumber + 1;

    /// <summary>The day on which a post that is out went out.</summary>
    public static DateOnly DayOf(SiteRules site, Post post) => new SiteCalendar(site.Zone).DayOf(post.PublishedAt!.Value).Day;

    public static DateTime? FirstOut(Campaign campaign) => campaign.Posts.Min(post => post.PublishedAt);
}
