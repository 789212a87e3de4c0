namespace Murmure.Storage.Events;

/// <summary>Which table a metric is counted in.</summary>
public enum ReportSource
{
    Events,
    Visits,
    Machines,
}

/// <summary>Something that can be counted. The expression is SQL that DuckDB and ClickHouse both read, and gives 0 where there is nothing.</summary>
/// <param name="Name">Its name in API, SQL and documents.</param>
/// <param name="Source">The table it is counted in, and thereby the dimensions it can be counted by.</param>
/// <param name="Expression">The aggregate.</param>
/// <param name="Additive">Whether the parts over any dimension add up to the whole. Visitors and clickers do over days only.</param>
/// <param name="English">One sentence, for programs; what members read are texts of the dashboard.</param>
public sealed record Metric(string Name, ReportSource Source, string Expression, bool Additive, string English)
{
    /// <summary>The version of the daily counts (<see cref="Rollup.Version"/>) from which on days have it.</summary>
    internal int CountedSince { get; private init; } = 1;

    /// <summary>What it counts the rows of; null where it adds something up.</summary>
    private string? Condition { get; init; }

    private const string Clicked = "kind = 'click' AND verdict = 'person'";

    public static Metric Visits { get; } = new("visits", ReportSource.Visits, "count(*)", true,
        "Visits by people: page views of one day's pseudonym, without 30 minutes of silence in between.");

    public static Metric Visitors { get; } = new("visitors", ReportSource.Visits, "count(DISTINCT visitor_of_day)", false,
        "Daily visitors, added up over the days: nobody is recognised from one day to the next.");

    /// <summary>
    /// Daily visitors as their events have them, added up: how many people stand behind a count of events. No daily count has it, so it is not in
    /// <see cref="All"/> and can only be asked of days whose events are kept.
    /// </summary>
    public static Metric EventVisitors { get; } = new("event_visitors", ReportSource.Events, "count(DISTINCT CASE WHEN visitor <> 0 THEN visitor_of_day END)", false,
        "Daily visitors who left events, added up over the days.");

    public static Metric Pageviews { get; } = Kind("pageviews", "kind = 'pageview' AND verdict = 'person'",
        "Pages opened by people.");

    public static Metric UnknownViews { get; } = Kind("unknown_views", "kind = 'pageview' AND verdict = 'unknown'",
        "Pages opened by nobody knows whom, because the record has no agent; counted as people's and said so.");

    public static Metric Previews { get; } = Kind("previews", "kind = 'preview'",
        "Link previews: an application fetched the page because somebody was about to share it.");

    public static Metric Clicks { get; } = Kind("clicks", $"{Clicked} AND orphan = ''",
        "Clicks by people on short links.");

    public static Metric Clickers { get; } = new("clickers", ReportSource.Events,
        $"count(DISTINCT CASE WHEN {Clicked} AND orphan = '' AND visitor <> 0 THEN visitor_of_day END)", false,
        "People who clicked, each once a day, added up over the days: nobody is recognised from one day to the next.") { CountedSince = 2 };

    public static Metric Orphans { get; } = Kind("orphans", $"{Clicked} AND orphan <> ''",
        "Clicks by people that led to no link.") with { CountedSince = 2 };

    public static Metric Shares { get; } = Kind("shares", "kind = 'share'",
        "Acts of sharing that the page itself saw.");

    public static Metric Copies { get; } = Kind("copies", "kind = 'copy'",
        "Links or passages copied from a page.");

    public static Metric Goals { get; } = Kind("goals", "kind = 'goal'", "Goals reached.");

    public static Metric Hits { get; } = new("hits", ReportSource.Events, "count(*)", true,
        "Everything kept as an event, of any kind and verdict.");

    public static Metric EngagedTime { get; } = new("engaged_time", ReportSource.Events, "coalesce(sum(engaged), 0)", true,
        "Milliseconds during which pages were visible and had the focus.");

    public static Metric ScrollReports { get; } = Kind("scroll_reports", "scroll > 0",
        "How many times a page told how far down it had been read.");

    public static Metric ScrollTotal { get; } = new("scroll_total", ReportSource.Events, "coalesce(sum(scroll), 0)", true,
        "The depths told, added up, in percent of the page: to be divided by how many there were.");

    public static Metric ReadToEnd { get; } = Kind("read_to_end", "scroll >= 90",
        "How many of them had been read to the end: to 90 percent of the page at least.") with { CountedSince = 4 };

    public static Metric Revenue { get; } = new("revenue", ReportSource.Events, "coalesce(sum(revenue), 0)", true,
        "Revenue in ten-thousandths of its currency; asked for by currency only.");

    public static Metric Bounces { get; } = Where("bounces", "views = 1 AND acts = 0",
        "Visits of one page in which nothing else was done.");

    public static Metric VisitTime { get; } = new("visit_time", ReportSource.Visits, "coalesce(sum(seconds), 0)", true,
        "Seconds between the first and the last sign of each visit, added up.");

    public static Metric VisitViews { get; } = new("visit_views", ReportSource.Visits, "coalesce(sum(views), 0)", true,
        "Pages opened during the visits, added up.");

    public static Metric EvidenceVisits { get; } = Where("evidence_visits",
        "sender = 'readers' AND grade IN ('measured', 'observed') AND (private OR family IN ('messaging', 'email', 'sms'))",
        "Visits that carry evidence of a private share by a reader.");

    public static Metric OursVisits { get; } = Where("ours_visits", "sender = 'ours'",
        "Visits from our own posts, newsletters and campaigns.");

    public static Metric DirectVisits { get; } = Where("direct_visits", "family = 'direct'",
        "Visits whose origin nothing shows.");

    public static Metric BareVisits { get; } = Where("bare_visits", "bare",
        "Visits without referrer, campaign tag or click id: what a referrer-only tool calls Direct.");

    public static Metric DeepDirectVisits { get; } = Where("deep_direct_visits", "family = 'direct' AND deep",
        "Visits of unknown origin that landed on a page nobody types.");

    public static Metric RuleVisits { get; } = Where("rule_visits", "bare AND deep",
        "What the rule of 2012 calls dark social: no referrer, and a page nobody types. A comparison, not a result.");

    public static Metric MachineHits { get; } = new("machine_hits", ReportSource.Machines, "coalesce(sum(hits), 0)", true,
        "Page requests by machines.");

    public static Metric BareMachineHits { get; } = new("bare_machine_hits", ReportSource.Machines, "coalesce(sum(bare_hits), 0)", true,
        "Page requests by machines without referrer, campaign tag or click id.");

    public static IReadOnlyList<Metric> All { get; } =
    [
        Visits, Visitors, Pageviews, UnknownViews, Previews, Clicks, Clickers, Orphans, Shares, Copies, Goals, Hits,
        EngagedTime, ScrollReports, ScrollTotal, ReadToEnd, Revenue, Bounces, VisitTime, VisitViews,
        EvidenceVisits, OursVisits, DirectVisits, BareVisits, DeepDirectVisits, RuleVisits, MachineHits, BareMachineHits,
    ];

    /// <summary>
    /// Daily visitors, added up, behind what any of these metrics of one table counts. As <see cref="EventVisitors"/> it can only be asked of days whose
    /// events are kept.
    /// </summary>
    public static Metric VisitorsBehind(params IReadOnlyList<Metric> counted) => Of("behind", counted, string.Join(" OR ", Conditions(counted)));

    /// <summary>As <see cref="VisitorsBehind"/>, behind the rows that none of the metrics counts.</summary>
    public static Metric VisitorsBeside(params IReadOnlyList<Metric> counted) => Of("beside", counted, $"NOT ({string.Join(" OR ", Conditions(counted))})");

    /// <summary>The metric of that name, or null.</summary>
    public static Metric? Find(string name) => All.FirstOrDefault(metric => metric.Name == name);

    private static Metric Kind(string name, string condition, string english) =>
        new(name, ReportSource.Events, $"count(CASE WHEN {condition} THEN 1 END)", true, english) { Condition = condition };

    private static Metric Where(string name, string condition, string english) =>
        new(name, ReportSource.Visits, $"count(CASE WHEN {condition} THEN 1 END)", true, english) { Condition = condition };

    private static IEnumerable<string> Conditions(IReadOnlyList<Metric> counted) =>
        counted.Select(metric => $"({metric.Condition ?? throw new ArgumentException($"'{metric.Name}' counts no rows.", nameof(counted))})");

    // Events without a visitor, such as previews, are nobody's.
    private static Metric Of(string where, IReadOnlyList<Metric> counted, string condition) => new(
        $"visitors_{where}_{string.Join('_', counted.Select(metric => metric.Name))}", counted[0].Source,
        $"count(DISTINCT CASE WHEN {(counted[0].Source == ReportSource.Events ? "visitor <> 0 AND " : "")}({condition}) THEN visitor_of_day END)", false,
        "Daily visitors behind a count, added up over the days.");
}

/// <summary>
/// A mean, as the two sums that make it: sums add up over days and parts, means do not, so the store answers sums and whoever shows a mean
/// divides last.
/// </summary>
/// <param name="Over">What is divided.</param>
/// <param name="By">What it is divided by.</param>
public sealed record Ratio(Metric Over, Metric By)
{
    /// <summary>Share of visits, 0 to 1.</summary>
    public static Ratio BounceRate { get; } = new(Metric.Bounces, Metric.Visits);

    /// <summary>Seconds.</summary>
    public static Ratio VisitDuration { get; } = new(Metric.VisitTime, Metric.Visits);

    public static Ratio ViewsPerVisit { get; } = new(Metric.VisitViews, Metric.Visits);

    /// <summary>Milliseconds.</summary>
    public static Ratio EngagedPerVisit { get; } = new(Metric.EngagedTime, Metric.Visits);

    /// <summary>Percent of the page.</summary>
    public static Ratio ScrollDepth { get; } = new(Metric.ScrollTotal, Metric.ScrollReports);

    /// <summary>Share of the pages that told how far they were read.</summary>
    public static Ratio Completion { get; } = new(Metric.ReadToEnd, Metric.ScrollReports);

    /// <summary>Clicks on links for each preview of them: a preview is the trace of a share, as far as its fetcher asks anew for each.</summary>
    public static Ratio ClicksPerPreview { get; } = new(Metric.Clicks, Metric.Previews);

    /// <summary>Its value in a row that has both sums; null where nothing is to be divided by.</summary>
    public double? In(ReportRow row) => row[By] == 0 ? null : (double)row[Over] / row[By];
}
