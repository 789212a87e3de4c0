using System.Globalization;
using Murmure.Server.Estimates;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>
/// What a site counted under each address of a link. A table is null where the events that it needs are deleted; then, and where the site cannot see something at
/// all, a figure is unknown. Totals of links and channels are exact; nothing here is by anything that a reader's browser tells.
/// </summary>
internal sealed record AddressCounts(ReportTable? Events, ReportTable? Visits, ReportTable? Goals, ReportTable? Revenue, IReadOnlyList<CampaignGap> Gaps)
{
    private static readonly Metric[] Counted = [Metric.Clicks, Metric.Clickers, Metric.Previews, Metric.EngagedTime];

    /// <summary>What machines asked for, by address.</summary>
    private ReportTable? Machines { get; init; }

    /// <summary>Asks for all of it.</summary>
    /// <param name="named">The goal that is counted; empty for all of them.</param>
    public static async Task<AddressCounts> ReadAsync(IEventStore store, SiteRules site, string named, Link link, DayRange days, CancellationToken cancellation)
    {
        var counts = await ReachAsync(store, site, link, days, cancellation) with
        {
            Goals = await GoalsAsync(store, site, named, link, days, cancellation),
            Revenue = await AskAsync(store, site, link.Id, days, [Metric.Revenue], [Dimension.Currency], [], cancellation),
        };
        return counts with { Gaps = [.. counts.Missing(site, link, await HasGoalsAsync(store, site, counts.Goals, days, cancellation))] };
    }

    /// <summary>With what machines asked for, which no daily count tells.</summary>
    public async Task<AddressCounts> WithMachinesAsync(IEventStore store, SiteRules site, Link link, DayRange days, CancellationToken cancellation) => this with
    {
        Machines = await AskAsync(store, site, link.Id, days, [Metric.Hits], [], [Filter.Is(Dimension.Kind, "click"), Filter.Is(Dimension.Verdict, "automated")], cancellation),
    };

    /// <summary>Asks for what campaigns are compared by: clicks, visits, and one goal or any; the rest is unknown.</summary>
    public static async Task<AddressCounts> ComparedAsync(IEventStore store, SiteRules site, string goal, Link link, DayRange days, CancellationToken cancellation)
    {
        var counts = await ReachAsync(store, site, link, days, cancellation) with { Goals = await GoalsAsync(store, site, goal, link, days, cancellation) };
        return counts with { Gaps = [.. counts.Missing(site, link, ShowsGoals(site, counts.Goals))] };
    }

    /// <summary>Asks for all but goals and revenue, which are unknown then.</summary>
    public static async Task<AddressCounts> ReachAsync(IEventStore store, SiteRules site, Link link, DayRange days, CancellationToken cancellation)
    {
        var counts = new AddressCounts(
            await AskAsync(store, site, link.Id, days, Counted, [], [], cancellation), await AskAsync(store, site, link.Id, days, [Metric.Visits], [], [], cancellation), null, null, []);
        return counts with { Gaps = [.. counts.Missing(site, link)] };
    }

    /// <summary>Clicks and visits along the days, in order; none where they are unknown.</summary>
    /// <param name="variants">Of these addresses alone; null for all of the link's.</param>
    public static async Task<IReadOnlyList<(DateOnly Day, long Clicks, long Visits)>> ByDayAsync(IEventStore store, SiteRules site, long link, IReadOnlyList<string>? variants, DayRange days, CancellationToken cancellation)
    {
        Filter[] those = variants is null ? [] : [new Filter(Dimension.Variant, FilterOperator.AnyOf, variants)];
        var table = await AskAsync(store, site, link, days, [Metric.Clicks, Metric.Visits], [Dimension.Day], those, cancellation);
        return [.. (table?.Rows ?? []).GroupBy(row => row.Day).OrderBy(day => day.Key).Select(day => (day.Key, day.Sum(row => row[Metric.Clicks]), day.Sum(row => row[Metric.Visits])))];
    }

    /// <summary>The addresses under which anything was counted.</summary>
    public IEnumerable<string> Variants => new[] { Events, Visits, Goals, Revenue }.OfType<ReportTable>().SelectMany(table => table.Rows).Select(row => row.Text(Dimension.Variant)).Distinct(StringComparer.Ordinal);

    /// <summary>What is known of an address under which nothing was counted: no address has that name.</summary>
    public CampaignRow Silent => Under("\0");

    /// <summary>What was counted under an address, whatever went out there.</summary>
    public CampaignRow Under(string variant) => Under(new CampaignRow("", variant, [], new Dictionary<string, long>()));

    /// <summary>The row with what was counted under its address.</summary>
    public CampaignRow Under(CampaignRow row)
    {
        var sees = !Has(CampaignGap.Consent) && !Has(CampaignGap.Profile);
        var follows = sees && !Has(CampaignGap.Outside);
        return row with
        {
            MachineClicks = Of(Machines, Metric.Hits, row.Variant, true), Previews = Of(Events, Metric.Previews, row.Variant, true), Clicks = Of(Events, Metric.Clicks, row.Variant, !Has(CampaignGap.Profile)), Clickers = Of(Events, Metric.Clickers, row.Variant, sees),
            // Time is told by the script: nought of it is no time that was measured.
            Visits = Of(Visits, Metric.Visits, row.Variant, follows), Engaged = Of(Events, Metric.EngagedTime, row.Variant, false), Goals = Of(Goals, Metric.Goals, row.Variant, follows && !Has(CampaignGap.Goals)),
            Revenue = RowsOf(Revenue, row.Variant).Where(one => one[Metric.Revenue] != 0).ToDictionary(one => one.Text(Dimension.Currency), one => one[Metric.Revenue], StringComparer.Ordinal),
        };
    }

    private static bool ShowsGoals(SiteRules site, ReportTable? goals) => site.Goals.Count > 0 || goals?.Sum(Metric.Goals) > 0;

    // A site that has set up none may send events that are goals; where others of its visits reached one, this link's reached none.
    private static async Task<bool> HasGoalsAsync(IEventStore store, SiteRules site, ReportTable? goals, DayRange days, CancellationToken cancellation) => ShowsGoals(site, goals)
        || (goals is not null && (await store.QueryAsync(new ReportQuery(site.Host, days, [Metric.Goals]) { Caller = "AddressCounts.HasGoals" }, cancellation)).Sum(Metric.Goals) > 0);

    private IEnumerable<CampaignGap> Missing(SiteRules site, Link link, bool anyGoal = true)
    {
        if (site.Profile == ComplianceProfile.FrExempt)
            yield return CampaignGap.Profile;
        if (site.Profile == ComplianceProfile.EuConsent)
            yield return CampaignGap.Consent;
        if (HourlyReader.PageOf(site, link.Url) is null)
            yield return CampaignGap.Outside;
        if (Goals is null || Revenue is null)
            yield return CampaignGap.Events;
        if (Goals is not null && !anyGoal)
            yield return CampaignGap.Goals;
    }

    private bool Has(CampaignGap gap) => Gaps.Contains(gap);

    private static IEnumerable<ReportRow> RowsOf(ReportTable? table, string variant) => (table?.Rows ?? []).Where(row => row.Text(Dimension.Variant) == variant);

    /// <param name="tells">Whether the site would have seen any: else nought is unknown.</param>
    private static long? Of(ReportTable? table, Metric metric, string variant, bool tells)
    {
        if (table is null)
            return null;
        var count = RowsOf(table, variant).Sum(row => row[metric]);
        return count > 0 || tells ? count : null;
    }

    private static Task<ReportTable?> GoalsAsync(IEventStore store, SiteRules site, string goal, Link link, DayRange days, CancellationToken cancellation) =>
        AskAsync(store, site, link.Id, days, [Metric.Goals], [], goal.Length > 0 ? [Filter.Is(Dimension.EventName, goal)] : [], cancellation);

    private static async Task<ReportTable?> AskAsync(IEventStore store, SiteRules site, long link, DayRange days, Metric[] metrics, Dimension[] by, Filter[] besides, CancellationToken cancellation)
    {
        var query = new ReportQuery(site.Host, days, metrics)
        {
            Dimensions = [Dimension.Variant, .. by], Filters = [Filter.Is(Dimension.Link, link.ToString(CultureInfo.InvariantCulture)), .. besides], Caller = "CampaignReader",
        };
        return (await store.ProblemsAsync(query, cancellation)).Count > 0 ? null : await store.QueryAsync(query, cancellation);
    }
}
