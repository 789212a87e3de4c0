using Murmure.Server.Dashboard.Details;
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

    /// <summary>What its rows counted in earlier days of the first metric, by their values; null without a comparison.</summary>
    public IReadOnlyDictionary<string, long?>? Before { get; init; }

    /// <summary>Of channels the visits that readers sent, by slug; null of anything else.</summary>
    public IReadOnlyDictionary<string, long?>? Readers { get; init; }

    /// <summary>The columns of the page: counts, and what is worked out of them; without those that are 0 all the way down.</summary>
    public IReadOnlyList<Column> Columns => [.. Column.All.Concat(Readers is null ? [] : Column.OfChannels).Where(column => column.Of.All(Metrics.Contains) && (column.Of[0] == Metrics[0] || HasAny(column.Of[0])))];

    /// <summary>Whether a row is that of copied links, whose shares are copies.</summary>
    public static bool IsCopied(object?[] row) => row[0] is ChannelNames.CopiedLink;

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

    /// <summary>What a share of each channel brings, as the channel's own page has it.</summary>
    public static IReadOnlyList<Column> OfChannels { get; } =
    [
        new("pershare", [Metric.Shares]) { PerAct = (table, row) => FullTable.IsCopied(row) ? table.Answer!.Totals.GetValueOrDefault(Metric.Copies.Name) : table.Answer!.CountOf(row, Metric.Shares), Key = "shares.column.pershare" },
        new("perpreview", [Metric.Previews]) { PerAct = (table, row) => table.Answer!.CountOf(row, Metric.Previews), Key = "channels.column.perpreview" },
    ];

    /// <summary>Of a ratio of readers' visits, what it is for each of.</summary>
    private Func<FullTable, object?[], long?>? PerAct { get; init; }

    /// <summary>The key of its text.</summary>
    public string Key { get; private init; } = "metric." + Name;

    /// <summary>The metric by which the rows can be ordered; null for a ratio.</summary>
    public Metric? Sort => Ratio is null && PerAct is null ? Of[0] : null;

    /// <summary>The cell of a row; null where it is kept back.</summary>
    public string? Written(Texts texts, FullTable table, object?[] row)
    {
        if (PerAct is not null)
            return table.Readers!.GetValueOrDefault((string)row[0]!, 0) is { } visits && PerAct(table, row) is { } acts ? texts.Ratio(ChannelRow.For(visits, acts)) : null;
        if (table.Answer!.CountOf(row, Of[0]) is not { } first)
            return null;
        return Ratio is not null ? table.Answer.CountOf(row, Of[1]) is > 0 and var whole ? Ratio(texts, first, whole) : "–"
            : table.Readers is not null && Of[0] == Metric.Previews ? texts.Previews((string)row[0]!, first)
            : texts.Number(first);
    }

    private static Column Count(Metric metric) => new(metric.Name, [metric]);
}
