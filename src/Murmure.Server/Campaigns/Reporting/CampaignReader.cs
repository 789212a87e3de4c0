using System.Globalization;
using Murmure.Connectors;
using Murmure.Server.Connections;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;
using Murmure.Storage.Observations;

namespace Murmure.Server.Campaigns;

/// <summary>Puts together what came of a campaign: what channels told of its posts and invitations, and what the site counted under its addresses.</summary>
internal sealed class CampaignReader(IEventStore store, ObservationFile observations, CampaignBook book, InvitationBook invitations, ConnectionDirectory directory, TimeProvider clock)
{
    private static readonly string Joined = ObservationIntake.NameOf(ObservationKind.Joined);
    private static readonly string Begun = ObservationIntake.NameOf(ObservationKind.Conversation);

    /// <summary>The campaign's report, beside the site's earlier ones.</summary>
    public async Task<CampaignReport> ReadAsync(SiteRules site, Campaign campaign, CancellationToken cancellation)
    {
        var told = await observations.OfPostsAsync([.. campaign.Posts.Select(post => post.Id)], cancellation);
        var joins = await JoinsAsync(campaign, cancellation);
        var rows = WithOthers([.. RowsOf(campaign, told)], [.. joins.Select(one => new Aside(one.Invitation.ConnectionId, one.Channel, Joined, one.Count)), .. await BegunAsync(site, campaign, cancellation)]);
        var report = new CampaignReport(campaign, CampaignDays.Of(site, campaign, site.Today(clock)), rows)
        {
            Joins = [.. joins.Select(one => (one.Invitation, one.Count)).OrderBy(one => one.Invitation.Id)], HasTotals = told.Any(one => one.IsTotal && one.Kind != ObservationIntake.NameOf(ObservationKind.Reaction)),
        };
        return report.Days is null ? report : await CountedAsync(report, site, report.Days, cancellation);
    }

    /// <summary>The report with what the site counted, the most clicks first.</summary>
    private async Task<CampaignReport> CountedAsync(CampaignReport report, SiteRules site, DayRange days, CancellationToken cancellation)
    {
        var (campaign, all, record) = (report.Campaign, await book.ListAsync(site, cancellation), await SiteRecord.ReadAsync(store, site, cancellation));
        var missing = record.Missing(days);
        var link = missing < days.Length ? await book.LinkOfAsync(campaign, cancellation) : null;
        var counts = link is null ? null : await (await AddressCounts.ReadAsync(store, site, campaign.Goal, link, days, cancellation)).WithMachinesAsync(store, site, link, days, cancellation);
        var rows = report.Rows.Select(row => counts is null || row.Posts.Count == 0 ? row : counts.Under(row));
        return new CampaignReport(campaign, days, [.. rows.OrderByDescending(row => row.Clicks ?? -1).ThenBy(row => row.Variant, StringComparer.Ordinal)])
        {
            MissingDays = missing, Gaps = counts?.Gaps ?? [], Joins = report.Joins, HasTotals = report.HasTotals, Shared = [.. SharedOf(site, campaign, days, all)],
            ByDay = link is null ? [] : await AddressCounts.ByDayAsync(store, site, link.Id, [.. report.Rows.Where(row => row.Posts.Count > 0).Select(row => row.Variant)], days, cancellation),
            Usual = site.Profile == ComplianceProfile.FrExempt ? CampaignUsual.None : await CampaignUsual.ReadAsync(store, book, site, (campaign, days), all, record, site.Today(clock), cancellation),
        };
    }

    /// <summary>A row for each address that is out, or of which anything is told. What is only planned has brought nothing yet, and not nought.</summary>
    private static IEnumerable<CampaignRow> RowsOf(Campaign campaign, IReadOnlyList<ObservationCount> told) =>
        from same in campaign.Posts.Where(post => post.PublishedAt is not null || post.State is PostState.Sending or PostState.Unsure || told.Any(one => one.Post == post.Id)).GroupBy(post => post.Variant, StringComparer.Ordinal)
        let posts = same.Select(post => post.Id).ToHashSet()
        select new CampaignRow(same.First().Channel, same.Key, [.. same], Told(told.Where(one => posts.Contains(one.Post))));

    private async Task<List<(Invitation Invitation, string Channel, long Count)>> JoinsAsync(Campaign campaign, CancellationToken cancellation)
    {
        var joins = new List<(Invitation, string, long)>();
        foreach (var connection in (await invitations.ListAsync(campaign, cancellation)).GroupBy(one => one.ConnectionId))
        {
            var told = await observations.OfConnectionAsync(connection.Key, cancellation);
            joins.AddRange(connection.Select(one => (one, invitations.ChannelOf(one), Told(told.Where(count => count.Kind == Joined && count.Detail == one.Detail)).GetValueOrDefault(Joined))));
        }
        return joins;
    }

    /// <summary>Conversations that began with the campaign's mark, by the connection that was written to.</summary>
    private async Task<IReadOnlyList<Aside>> BegunAsync(SiteRules site, Campaign campaign, CancellationToken cancellation)
    {
        var (begun, mark) = (new List<Aside>(), campaign.Id.ToString(CultureInfo.InvariantCulture));
        foreach (var connection in directory.All.Where(one => one.Site == site.Id && one.Kind == PostTerms.ToPeople).OrderBy(one => one.Id))
        {
            var count = (await observations.OfConnectionAsync(connection.Id, cancellation)).Where(one => one.Kind == Begun && one.Detail == mark).Sum(one => one.Amount);
            if (count > 0)
                begun.Add(new Aside(connection.Id, connection.Kind, Begun, count));
        }
        return begun;
    }

    /// <summary>
    /// Who joined by an invitation of the campaign, or wrote by its mark, came of no post: they stand in the first row of its connection, else of its channel, and where
    /// nothing was posted there in a row of their own.
    /// </summary>
    private static List<CampaignRow> WithOthers(List<CampaignRow> rows, IEnumerable<Aside> others)
    {
        foreach (var (connection, channel, kind, count) in others)
        {
            var at = rows.FindIndex(row => row.Posts.Any(post => post.ConnectionId == connection));
            at = at >= 0 ? at : rows.FindIndex(row => row.Channel == channel);
            if (at < 0)
            {
                at = rows.Count;
                rows.Add(new CampaignRow(channel, channel, [], new Dictionary<string, long>()));
            }
            rows[at] = rows[at] with { Told = new Dictionary<string, long>(rows[at].Told, StringComparer.Ordinal) { [kind] = rows[at].Told.GetValueOrDefault(kind) + count } };
        }
        return rows;
    }

    /// <summary>What came of a campaign and of no post of it.</summary>
    private sealed record Aside(long Connection, string Channel, string Kind, long Count);

    private static IEnumerable<SharedAddress> SharedOf(SiteRules site, Campaign campaign, DayRange days, IReadOnlyList<Campaign> all)
    {
        static HashSet<string> Out(Campaign one) => [.. one.Posts.Where(post => post.PublishedAt is not null).Select(post => post.Variant)];
        return from other in all
               where other.Id != campaign.Id && other.LinkId is not null && other.LinkId == campaign.LinkId && CampaignDays.Of(site, other, days.To) is { } its && its.From <= days.To && its.To >= days.From
               let variants = Out(other).Intersect(Out(campaign), StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList()
               where variants.Count > 0
               select new SharedAddress(other.Id, other.Name, variants);
    }

    /// <summary>Sums by kind: what is told bit by bit is added up, of what is told as a whole the last word counts.</summary>
    private static Dictionary<string, long> Told(IEnumerable<ObservationCount> counts) => counts
        .GroupBy(one => (one.Post, one.Kind, one.Detail)).Select(same => (same.Key.Kind, Amount: same.MaxBy(one => one.Day)! is { IsTotal: true } last ? last.Amount : same.Sum(one => one.Amount)))
        .GroupBy(one => one.Kind, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Sum(one => one.Amount), StringComparer.Ordinal);
}
