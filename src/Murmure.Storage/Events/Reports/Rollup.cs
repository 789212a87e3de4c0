namespace Murmure.Storage.Events;

/// <summary>
/// Counts of one closed day by certain dimensions, made at its close: what a question over a year reads in place of events, and all that is left
/// once the day's events are purged.
/// </summary>
/// <param name="Dimensions">What is counted by, the day aside; at most <see cref="MostKeys"/>.</param>
public sealed record Rollup(IReadOnlyList<Dimension> Dimensions)
{
    /// <summary>
    /// The number kept with each closed day that is counted now. To be raised when a roll-up, a metric or a dimension is added, which says from which
    /// version on it is there: a day counted before answers what it was counted for, the rest is read from its events until it is counted again.
    /// </summary>
    public const int Version = 5;

    public const int MostKeys = 3;

    /// <summary>
    /// What is counted together: pages, campaigns and links by channel, links by variant (with goals and revenue, by which a campaign is judged long after its
    /// events are gone), what the report of channels and that of rules ask for, and places within each other, by which is decided what of them may be shown.
    /// </summary>
    private static readonly IReadOnlyList<Rollup> Together =
    [
        new([Dimension.Page, Dimension.Channel]),
        new([Dimension.Campaign, Dimension.Channel]),
        new([Dimension.Channel, Dimension.Family, Dimension.Sender]),
        new([Dimension.Rule, Dimension.Grade]),
        new([Dimension.Link, Dimension.Channel]),
        new([Dimension.Link, Dimension.Variant]),
        new([Dimension.Country, Dimension.Region]),
        new([Dimension.Country, Dimension.Region, Dimension.City]),
        new([Dimension.Link, Dimension.Variant, Dimension.EventName]) { Since = 5 },
        new([Dimension.Link, Dimension.Variant, Dimension.Currency]) { Since = 5 },
    ];

    private static readonly IReadOnlyList<Rollup> OfEvents = Of(ReportSource.Events);
    private static readonly IReadOnlyList<Rollup> OfVisits = Of(ReportSource.Visits);

    /// <summary>Its name in the store: the names of its dimensions, <c>all</c> where there are none.</summary>
    public string Name { get; } = Dimensions.Count == 0 ? "all" : string.Join(',', Dimensions.Select(dimension => dimension.Name));

    /// <summary>The version from which on closed days have it.</summary>
    public int Since { get; private init; } = Dimensions.Select(dimension => dimension.CountedSince).Append(1).Max();

    /// <summary>Those of a table, the coarsest first. Machines have none: what is kept of them is counts by day already.</summary>
    public static IReadOnlyList<Rollup> All(ReportSource source) => source switch
    {
        ReportSource.Events => OfEvents,
        ReportSource.Visits => OfVisits,
        _ => [],
    };

    /// <summary>The metrics that the roll-ups of a table count.</summary>
    public static IReadOnlyList<Metric> Metrics(ReportSource source) => [.. Metric.All.Where(metric => metric.Source == source)];

    /// <summary>The one that gives a table's part of a query the same answer as the events would; null when none does.</summary>
    /// <param name="version">The version that the days asked about were counted with; 0 where they never were.</param>
    public static Rollup? Answering(ReportQuery query, ReportSource source, int version)
    {
        if (query.Done.Count > 0 || query.Metrics.Any(metric => metric.Source == source && (metric.CountedSince > version || !Metrics(source).Contains(metric))))
            return null;
        var asked = query.Dimensions.Concat(query.Filters.Select(filter => filter.Dimension)).Where(dimension => dimension != Dimension.Day).Distinct().ToList();
        var additive = query.Metrics.All(metric => metric.Source != source || metric.Additive);
        return All(source).FirstOrDefault(rollup => rollup.Since <= version && asked.All(rollup.Dimensions.Contains) && (additive || rollup.CountsOnce(query, asked.Count)));
    }

    /// <summary>
    /// Whether no visitor stands in two of the rows that a query adds up: a visitor of two channels is in the rows of both, and would count twice
    /// where the channel is neither asked for nor one alone.
    /// </summary>
    private bool CountsOnce(ReportQuery query, int asked) => asked == Dimensions.Count
        && Dimensions.All(dimension => query.Dimensions.Contains(dimension)
            || query.Filters.Any(filter => filter.Dimension == dimension && filter.Operator == FilterOperator.Is));

    private static IReadOnlyList<Rollup> Of(ReportSource source) =>
    [
        new Rollup([]),
        .. Dimension.All.Where(dimension => dimension != Dimension.Day && dimension.In(source)).Select(dimension => new Rollup([dimension])),
        .. Together.Where(rollup => rollup.Dimensions.All(dimension => dimension.In(source))),
    ];
}
