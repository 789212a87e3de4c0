using Murmure.Server.Reports;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Explore;

/// <summary>What readers did whom one family of channels brought. Nobody is followed across days: a return is one of the same day.</summary>
/// <param name="Answer">What was counted, by the family first.</param>
/// <param name="Row">The family's row of it.</param>
public sealed record OriginRow(ReportAnswer Answer, object?[] Row)
{
    /// <summary>The same of how many pages were read to the end; null of days on which nobody counted it.</summary>
    internal (ReportAnswer Answer, object?[] Row)? Ends { get; init; }

    public string Family => (string)Row[0]!;

    /// <summary>What is asked for. Acts and reading time stand under the origin of their visit.</summary>
    public static IReadOnlyList<Metric> Counted { get; } =
        [Metric.Visits, Metric.Visitors, Metric.VisitViews, Metric.EngagedTime, Metric.ScrollReports, Metric.ScrollTotal, Metric.Goals];

    public long? Visits => Of(Metric.Visits);

    /// <summary>Visits of a visitor in a day.</summary>
    public double? VisitsPerDay => Ratio(Metric.Visits, Metric.Visitors);

    public double? ViewsPerVisit => Ratio(Metric.VisitViews, Metric.Visits);

    /// <summary>Seconds in view and in use, per visit; null where no page reported any.</summary>
    public double? Engaged => Of(Metric.EngagedTime) is > 0 ? Ratio(Metric.EngagedTime, Metric.Visits) / 1_000 : null;

    /// <summary>How far down pages were read, a fraction of 1; null where no page reported it.</summary>
    public double? Read => Ratio(Metric.ScrollTotal, Metric.ScrollReports) / 100;

    /// <summary>Of the pages that told how far they were read, those read to the end, a fraction of 1; null where none told.</summary>
    public double? Completion => Ends is var (answer, row) && answer.CountOf(row, Metric.ReadToEnd) is { } some && answer.CountOf(row, Metric.ScrollReports) is > 0 and var all ? (double)some / all : null;

    public long? Goals => Of(Metric.Goals);

    /// <summary>Goals per visit.</summary>
    public double? GoalRate => Ratio(Metric.Goals, Metric.Visits);

    private long? Of(Metric metric) => Answer.CountOf(Row, metric);

    private double? Ratio(Metric part, Metric whole) => Of(part) is { } some && Of(whole) is > 0 and var all ? (double)some / all : null;
}
