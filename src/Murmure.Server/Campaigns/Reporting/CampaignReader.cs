using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;
using Murmure.Storage.Observations;

namespace Murmure.Server.Campaigns;

/// <summary>
/// Puts together what came of a campaign: what channels told of its posts, and what the site counted under their addresses. Totals of links and channels are
/// exact; nothing here is by anything that a reader's browser tells.
/// </summary>
internal sealed class CampaignReader(IEventStore store, ObservationFile observations, CampaignBook book, InvitationBook invitations, TimeProvider clock)
{
    /// <summary>A message is hardly opened later.</summary>
    private const int Followed = 30;

    /// <summary>What lies further back says little of what is usual, and each costs questions to the store.</summary>
    private const int MostCompared = 12;

    private static readonly string Joined = Connections.ObservationIntake.NameOf(Murmure.Connectors.ObservationKind.Joined);

    private static readonly Metric[] Counted = [Metric.Clicks, Metric.Clickers, Metric.Previews, Metric.EngagedTime];

    /// <summary>The campaign's report, beside the site's earlier ones.</summary>
    public async Task<CampaignReport> ReadAsync(SiteRules site, Campaign campaign, CancellationToken cancellation)
    {
        var usual = new List<double>();
        var earlier = (await book.ListAsync(site, cancellation)).Where(other => other.Id != campaign.Id && (other.LinkId is null || other.LinkId != campaign.LinkId) && FirstOut(other) < (FirstOut(campaign) ?? DateTime.MaxValue));
        foreach (var other in earlier.OrderByDescending(FirstOut).Take(MostCompared))
        {
            if (other.Posts.Count(post => post.State == PostState.Published) is > 0 and var published)
                usual.Add((double)await ClicksAsync(site, other, cancellation) / published);
        }
        var (days, own) = await RowsAsync(site, campaign, cancellation);
        return new CampaignReport(campaign, days, own, [.. usual.Order()]);
    }

    /// <summary>The days of a campaign: from its first post on, until a month after its last.</summary>
    private DayRange? DaysOf(SiteRules site, Campaign campaign)
    {
        var calendar = new SiteCalendar(site.Zone);
        var outs = campaign.Posts.Where(post => post.PublishedAt is not null).Select(post => calendar.DayOf(post.PublishedAt!.Value).Day).ToList();
        if (outs.Count == 0)
            return null;
        var (first, last, today) = (outs.Min(), outs.Max().AddDays(Followed), site.Today(clock));
        return new DayRange(first, last > today ? (today < first ? first : today) : last);
    }

    /// <summary>Clicks under the addresses of a campaign's posts: all that a comparison takes of it.</summary>
    private async Task<long> ClicksAsync(SiteRules site, Campaign campaign, CancellationToken cancellation)
    {
        if (campaign.LinkId is not { } link || DaysOf(site, campaign) is not { } days)
            return 0;
        var variants = campaign.Posts.Select(post => post.Variant).ToHashSet(StringComparer.Ordinal);
        var table = await AskAsync(Question(site, days, link, [Metric.Clicks], [], []), cancellation);
        return (table?.Rows ?? []).Where(row => variants.Contains(row.Text(Dimension.Variant))).Sum(row => row[Metric.Clicks]);
    }

    private static ReportQuery Question(SiteRules site, DayRange days, long link, Metric[] metrics, Dimension[] by, Filter[] besides) => new(site.Host, days, metrics)
    {
        Dimensions = [Dimension.Variant, .. by], Filters = [Filter.Is(Dimension.Link, link.ToString(System.Globalization.CultureInfo.InvariantCulture)), .. besides], Caller = "CampaignReader",
    };

    private async Task<(DayRange? Days, IReadOnlyList<CampaignRow> Rows)> RowsAsync(SiteRules site, Campaign campaign, CancellationToken cancellation)
    {
        var told = await observations.OfPostsAsync([.. campaign.Posts.Select(post => post.Id)], cancellation);
        var days = DaysOf(site, campaign);
        var counted = days is null || campaign.LinkId is not { } link ? [] : await CountedAsync(site, campaign, days, link, cancellation);
        var rows = campaign.Posts.GroupBy(post => post.Variant, StringComparer.Ordinal).Select(same =>
        {
            var posts = same.Select(post => post.Id).ToHashSet();
            return counted.GetValueOrDefault(same.Key, Nothing) with
            {
                Channel = same.First().Channel, Variant = same.Key, Posts = [.. same], Told = Told([.. told.Where(one => posts.Contains(one.Post))]),
            };
        });
        return (days, [.. (await WithJoinsAsync(campaign, [.. rows], cancellation)).OrderByDescending(row => row.Clicks).ThenBy(row => row.Variant, StringComparer.Ordinal)]);
    }

    /// <summary>Who joined by an invitation of the campaign came by no post: they stand with their connection's channel, in its first row.</summary>
    private async Task<IReadOnlyList<CampaignRow>> WithJoinsAsync(Campaign campaign, List<CampaignRow> rows, CancellationToken cancellation)
    {
        foreach (var connection in (await invitations.ListAsync(campaign, cancellation)).GroupBy(one => one.ConnectionId))
        {
            var details = connection.Select(one => one.Detail).ToHashSet(StringComparer.Ordinal);
            var told = await observations.OfConnectionAsync(connection.Key, cancellation);
            var joined = Told([.. told.Where(one => one.Kind == Joined && details.Contains(one.Detail))]).GetValueOrDefault(Joined);
            var row = rows.FindIndex(one => one.Posts.Any(post => post.ConnectionId == connection.Key));
            if (row >= 0)
                rows[row] = rows[row] with { Told = new Dictionary<string, long>(rows[row].Told, StringComparer.Ordinal) { [Joined] = joined } };
        }
        return rows;
    }

    private static CampaignRow Nothing { get; } = new("", "", [], new Dictionary<string, long>(), new Dictionary<string, long>());

    private async Task<Dictionary<string, CampaignRow>> CountedAsync(SiteRules site, Campaign campaign, DayRange days, long link, CancellationToken cancellation)
    {
        Task<ReportTable?> Ask(Metric[] metrics, Dimension[] by, params Filter[] besides) => AskAsync(Question(site, days, link, metrics, by, besides), cancellation);
        var events = await Ask(Counted, []);
        var visits = await Ask([Metric.Visits], []);
        var goals = await Ask([Metric.Goals], [], campaign.Goal.Length > 0 ? [Filter.Is(Dimension.EventName, campaign.Goal)] : []);
        var revenue = await Ask([Metric.Revenue], [Dimension.Currency]);
        var rows = new Dictionary<string, CampaignRow>(StringComparer.Ordinal);
        void Put(ReportTable? table, Func<CampaignRow, ReportRow, CampaignRow> change)
        {
            foreach (var row in table?.Rows ?? [])
                rows[row.Text(Dimension.Variant)] = change(rows.GetValueOrDefault(row.Text(Dimension.Variant), Nothing), row);
        }
        Put(events, (kept, row) => kept with { Clicks = row[Metric.Clicks], Clickers = row[Metric.Clickers], Previews = row[Metric.Previews], Engaged = row[Metric.EngagedTime] });
        Put(visits, (kept, row) => kept with { Visits = row[Metric.Visits] });
        Put(goals, (kept, row) => kept with { Goals = row[Metric.Goals] });
        Put(revenue, (kept, row) => row[Metric.Revenue] == 0 ? kept : kept with { Revenue = new Dictionary<string, long>(kept.Revenue, StringComparer.Ordinal) { [row.Text(Dimension.Currency)] = row[Metric.Revenue] } });
        return rows;
    }

    /// <summary>The table; null where the days' events, which the question needs, are no longer kept.</summary>
    private async Task<ReportTable?> AskAsync(ReportQuery query, CancellationToken cancellation) =>
        (await store.ProblemsAsync(query, cancellation)).Count > 0 ? null : await store.QueryAsync(query, cancellation);

    /// <summary>Sums by kind: what is told bit by bit is added up, of what is told as a whole the last word counts.</summary>
    private static Dictionary<string, long> Told(IReadOnlyList<ObservationCount> counts) => counts
        .GroupBy(one => (one.Post, one.Kind, one.Detail)).Select(same => (same.Key.Kind, Amount: same.MaxBy(one => one.Day)! is { IsTotal: true } last ? last.Amount : same.Sum(one => one.Amount)))
        .GroupBy(one => one.Kind, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Sum(one => one.Amount), StringComparer.Ordinal);

    private static DateTime? FirstOut(Campaign campaign) => campaign.Posts.Min(post => post.PublishedAt);
}
