using System.Globalization;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Campaigns.Communities;
using Murmure.Server.Connections;
using Murmure.Server.Dashboard.Details;
using Murmure.Server.Dashboard.Overview;
using Murmure.Server.Hosting;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>The list of a site's campaigns, and what one of its communities told, as files for a spreadsheet.</summary>
internal static class CampaignFiles
{
    public static async Task<IResult> ListAsync(HttpContext http, string host, SiteAccess sites, CampaignBook book)
    {
        if (sites.Find(http, host) is not { } site)
            return Problems.NotFound("There is no such site here.");
        return SheetFile.Of(http, site.Host + "-campaigns", ["id", "name", "channels", "published", "waiting"], (await book.ListAsync(site, http.RequestAborted)).Select(one => (IReadOnlyList<object?>)
            [one.Id, one.Name, string.Join(", ", ChannelsOf(one)), Published(one), Waiting(one)]));
    }

    /// <summary>The channels that it goes out by, each once.</summary>
    public static IEnumerable<string> ChannelsOf(Campaign campaign) => campaign.Posts.Select(post => post.Channel).Distinct();

    /// <summary>How many of its posts are out.</summary>
    public static int Published(Campaign campaign) => campaign.Posts.Count(post => post.State == PostState.Published);

    /// <summary>How many wait for their time, or for somebody's word.</summary>
    public static int Waiting(Campaign campaign) => campaign.Posts.Count(post => post.State is PostState.Scheduled or PostState.Unsure);

    /// <summary>What happened, what stands, members day by day, and what was published there.</summary>
    public static async Task<IResult> ToldAsync(
        HttpContext http, string host, long id, SiteAccess sites, ReportRunner reports, ConnectionBook book, CommunityReader reader, TimeProvider clock)
    {
        if (await DetailDays.ReadAsync(http, host, sites, reports, clock, AskedPeriod.UpToNow) is not { } asked || await book.FindAsync(asked.Site, id, http.RequestAborted) is not { } connection)
            return Problems.NotFound("There is no such connection here.");
        var told = await reader.ReadAsync(asked.Site, connection, asked.Days, http.RequestAborted);
        return SheetFile.Of(http, string.Create(CultureInfo.InvariantCulture, $"{asked.Site.Host}-connection-{id}"), ["what", "name", "count", "before", "posts", "reactions", "joined", "clicks", "visits"],
        [
            .. told.Told.Select(one => (IReadOnlyList<object?>)["told", ObservationIntake.NameOf(one.Kind), one.Count, null, null, null, null, null, null]),
            .. told.Levels.Select(one => (IReadOnlyList<object?>)["stands", ObservationIntake.NameOf(one.Kind), one.Count, one.Before, null, null, null, null, null]),
            .. told.Members.Select(one => (IReadOnlyList<object?>)["members", one.Day, one.Count, null, null, null, null, null, null]),
            .. told.Campaigns.Select(one => (IReadOnlyList<object?>)["campaign", one.Campaign.Name, null, null, one.Posts.Count, one.Reactions, one.Joined, one.Clicks, one.Visits]),
        ]);
    }
}
