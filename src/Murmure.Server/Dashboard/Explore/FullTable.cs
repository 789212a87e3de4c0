using Murmure.Server.Dashboard.Text;
using Murmure.Server.Reports;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Explore;

/// <summary>Everything that is counted by one dimension.</summary>
/// <param name="Answer">Null where the store cannot give it.</param>
/// <param name="Metrics">What was asked for, in the order of the answer's columns after the first.</param>
/// <param name="Problems">Why there is no answer.</param>
internal sealed record FullTable(Dimension Dimension, ReportAnswer? Answer, IReadOnlyList<Metric> Metrics, IReadOnlyList<ReportProblem> Problems)
{
    private static readonly Metric[] OfVisits =
    [
        Metric.Visits, Metric.Visitors, Metric.EvidenceVisits, Metric.OursVisits, Metric.DirectVisits, Metric.VisitViews, Metric.Bounces, Metric.VisitTime,
        Metric.Pageviews, Metric.Previews, Metric.Shares, Metric.Copies, Metric.Clicks, Metric.Goals,
    ];

    private static readonly Metric[] OfEvents = [Metric.Hits, Metric.Goals, Metric.Clicks, Metric.Previews];

    private static readonly Metric[] OfMachines = [Metric.MachineHits, Metric.BareMachineHits];

    /// <summary>What pages are called, by path.</summary>
    public IReadOnlyDictionary<string, PageCard> Cards { get; init; } = new Dictionary<string, PageCard>();

    /// <summary>The columns of the page: counts, and what is worked out of them; without those that are 0 all the way down.</summary>
    public IReadOnlyList<Column> Columns => [.. Column.All.Where(column => column.Of.All(Metrics.Contains) && (column.Of[0] == Metrics[0] || HasAny(column.Of[0])))];

    private bool HasAny(Metric metric) => Answer?.Rows.Any(row => Answer.CountOf(row, metric) is not 0) == true;

    /// <summary>The table of a site that has nothing.</summary>
    public static FullTable Empty(Dimension dimension) => new(dimension, new ReportAnswer([], [], new Dictionary<string, long?>(), false, []), [Metric.Visits], []);

    /// <summary>What can be counted by the dimension under these filters.</summary>
    public static IReadOnlyList<Metric> Counted(Dimension dimension, IReadOnlyList<Filter> filters) =>
        [.. (dimension.In(ReportSource.Visits) ? OfVisits : dimension.In(ReportSource.Events) ? OfEvents : OfMachines)
            // A page view is counted under its own referrer, a visit under its first: by channel, the two would contradict each other.
            .Where(metric => metric != Metric.Pageviews || Words.IsPath(dimension))
            .Where(metric => new ReportQuery("-", DayRange.All, [metric]) { Dimensions = [dimension], Filters = filters }.Problems().Count == 0)];
}

/// <summary>A column of a full table.</summary>
/// <param name="Name">In keys of texts.</param>
/// <param name="Of">The metrics that it needs; one stands as it is.</param>
internal sealed record Column(string Name, IReadOnlyList<Metric> Of, Func<Texts, long, long, string>? Ratio = null)
{
    public static IReadOnlyList<Column> All { get; } =
    [
        Count(Metric.Visits), Count(Metric.Visitors), Count(Metric.EvidenceVisits), Count(Metric.OursVisits), Count(Metric.DirectVisits),
        new("viewspervisit", [Metric.VisitViews, Metric.Visits], (texts, part, whole) => ((double)part / whole).ToString("0.0", texts.Culture)),
        new("bounce", [Metric.Bounces, Metric.Visits], (texts, part, whole) => texts.Share(part, whole)),
        new("duration", [Metric.VisitTime, Metric.Visits], (texts, part, whole) => texts.Duration(part / whole)),
        Count(Metric.Hits), Count(Metric.Pageviews), Count(Metric.Previews), Count(Metric.Shares), Count(Metric.Copies), Count(Metric.Clicks), Count(Metric.Goals),
        Count(Metric.MachineHits), Count(Metric.BareMachineHits),
    ];

    /// <summary>The metric by which the rows can be ordered; null for a ratio.</summary>
    public string? Sort => Ratio is null ? Name : null;

    /// <summary>The cell of a row; null where it is kept back.</summary>
    public string? Written(Texts texts, ReportAnswer answer, object?[] row)
    {
        if (answer.CountOf(row, Of[0]) is not { } first)
            return null;
        return Ratio is null ? texts.Number(first) : answer.CountOf(row, Of[1]) is > 0 and var whole ? Ratio(texts, first, whole) : "–";
    }

    private static Column Count(Metric metric) => new(metric.Name, [metric]);
}
