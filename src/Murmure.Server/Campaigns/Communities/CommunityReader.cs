using Murmure.Connectors;
using Murmure.Server.Connections;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;
using Murmure.Storage.Observations;

namespace Murmure.Server.Campaigns.Communities;

/// <summary>Gathers what one connection told, day by day, beside what was published there. Counts only: there is nothing else.</summary>
internal sealed class CommunityReader(IEventStore store, ObservationFile observations, CampaignBook campaigns, InvitationBook invitations)
{
    /// <summary>What happens, in the order of the page. What stands is not among them.</summary>
    private static readonly ObservationKind[] Events =
    [
        ObservationKind.Joined, ObservationKind.Left, ObservationKind.Sent, ObservationKind.Delivered, ObservationKind.Read, ObservationKind.Failed, ObservationKind.Reaction, ObservationKind.Reply,
        ObservationKind.Button, ObservationKind.Forward, ObservationKind.Referral,
    ];

    private static readonly ObservationKind[] States = [ObservationKind.Members, ObservationKind.Online];

    public async Task<CommunityDetail> ReadAsync(SiteRules site, Connection connection, DayRange days, CancellationToken cancellation)
    {
        var told = (await observations.OfConnectionAsync(connection.Id, cancellation)).Where(one => one.Day <= days.To).ToLookup(one => one.Kind, StringComparer.Ordinal);
        IReadOnlyList<ObservationCount> Of(ObservationKind kind) => [.. told[ObservationIntake.NameOf(kind)]];
        return new CommunityDetail(
            [.. Events.Where(kind => Of(kind).Count > 0).Select(kind => (kind, Within(Of(kind), days)))],
            [.. States.Where(kind => Of(kind).Count > 0).Select(kind => new CommunityLevel(kind, Standing(Of(kind)), Of(kind).Where(one => one.Day < days.From).ToList() is { Count: > 0 } before ? Standing(before) : null))],
            [.. Of(ObservationKind.Members).Where(one => one.Day >= days.From).GroupBy(one => one.Day).OrderBy(day => day.Key).Select(day => (day.Key, day.Sum(one => one.Amount)))],
            await CampaignsAsync(site, connection, days, Of, cancellation));
    }

    /// <summary>
    /// How much of it fell within the days: what is told bit by bit is added up, of what is told as a whole the growth counts, over all its details together (a newer word
    /// may name others), and a whole that shrank brought nothing.
    /// </summary>
    private static long Within(IReadOnlyList<ObservationCount> counts, DayRange days) => counts.GroupBy(one => one.Post).Sum(post =>
    {
        var totals = post.Where(one => one.IsTotal).ToList();
        return Math.Max(0, Standing(totals) - Standing([.. totals.Where(one => one.Day < days.From)])) + post.Where(one => !one.IsTotal && one.Day >= days.From).Sum(one => one.Amount);
    });

    /// <summary>What was told last of each place of it.</summary>
    private static long Standing(IReadOnlyList<ObservationCount> counts) => counts.GroupBy(one => (one.Post, one.Detail)).Sum(same => same.MaxBy(one => one.Day)!.Amount);

    private async Task<IReadOnlyList<CommunityCampaign>> CampaignsAsync(SiteRules site, Connection connection, DayRange days, Func<ObservationKind, IReadOnlyList<ObservationCount>> told, CancellationToken cancellation)
    {
        var there = (await campaigns.ListAsync(site, cancellation))
            .Select(campaign => (Campaign: campaign, Posts: campaign.Posts.Where(post => post.ConnectionId == connection.Id && CampaignDays.IsOut(site, post, days)).ToList())).Where(one => one.Posts.Count > 0).ToList();
        if (there.Count == 0)
            return [];
        var record = await SiteRecord.ReadAsync(store, site, cancellation);
        var shown = new List<CommunityCampaign>();
        foreach (var (campaign, posts) in there)
        {
            var ids = posts.Select(post => post.Id).ToHashSet();
            var (reactions, joined) = (told(ObservationKind.Reaction).Where(one => ids.Contains(one.Post)).ToList(), await JoinedAsync(campaign, connection, told(ObservationKind.Joined), days, cancellation));
            var (clicks, visits) = await CountedAsync(site, campaign, posts, days, record, cancellation);
            shown.Add(new CommunityCampaign(campaign, posts, reactions.Count == 0 ? null : Within(reactions, days), joined, clicks, visits));
        }
        return [.. shown.OrderByDescending(one => one.Last)];
    }

    private async Task<long?> JoinedAsync(Campaign campaign, Connection connection, IReadOnlyList<ObservationCount> joins, DayRange days, CancellationToken cancellation)
    {
        var own = (await invitations.ListAsync(campaign, cancellation)).Where(one => one.ConnectionId == connection.Id).Select(one => one.Detail).ToHashSet(StringComparer.Ordinal);
        return own.Count == 0 ? null : Within([.. joins.Where(one => own.Contains(one.Detail))], days);
    }

    /// <summary>Clicks and visits under the addresses of these posts, as the campaign's report has them; null where nobody knows.</summary>
    private async Task<(long? Clicks, long? Visits)> CountedAsync(SiteRules site, Campaign campaign, IReadOnlyList<Post> posts, DayRange days, SiteRecord record, CancellationToken cancellation)
    {
        if (record.Missing(days) == days.Length || await campaigns.LinkOfAsync(campaign, cancellation) is not { } link)
            return (null, null);
        var counts = await AddressCounts.ReachAsync(store, site, link, days, cancellation);
        var rows = posts.Select(post => post.Variant).Distinct(StringComparer.Ordinal).Select(counts.Under).ToList();
        return (Sum(rows.Select(row => row.Clicks)), Sum(rows.Select(row => row.Visits)));
    }

    private static long? Sum(IEnumerable<long?> counts) => counts.Aggregate((long?)0, (sum, count) => sum + count);
}
