using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Explore;

/// <summary>The figures of a site's page, as the API counts them.</summary>
/// <param name="Totals">By the metric's name; null where one is kept back, and not there where a filter has no meaning for it or the days cannot tell any more.</param>
/// <param name="Suppressed">Whether figures are kept back.</param>
public sealed record SiteFigures(IReadOnlyDictionary<string, long?> Totals, bool Suppressed)
{
    /// <summary>Where events that it would take are deleted: the first day from which on they are there.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>As <see cref="Reports.ReportAnswer.Until"/>.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>What is asked for.</summary>
    public static IReadOnlyList<Metric> Counted { get; } =
    [
        Metric.Visits, Metric.Visitors, Metric.Pageviews, Metric.UnknownViews, Metric.VisitViews, Metric.Bounces, Metric.VisitTime, Metric.Previews, Metric.Shares, Metric.Copies, Metric.Goals,
    ];

    public long? Visits => Of(Metric.Visits);

    public long? Visitors => Of(Metric.Visitors);

    public long? PageViews => Of(Metric.Pageviews) + Of(Metric.UnknownViews);

    public long? Previews => Of(Metric.Previews);

    /// <summary>Shares by our buttons and addresses copied.</summary>
    public long? Shares => Of(Metric.Shares) + Of(Metric.Copies);

    public long? Goals => Of(Metric.Goals);

    public double? ViewsPerVisit => Ratio(Of(Metric.VisitViews));

    /// <summary>Visits of one page view and nothing else, a fraction of 1.</summary>
    public double? BounceRate => Ratio(Of(Metric.Bounces));

    /// <summary>From the first to the last sign of a visit, on average; visits of one sign count as 0.</summary>
    public TimeSpan? Duration => Ratio(Of(Metric.VisitTime)) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private long? Of(Metric metric) => Totals.GetValueOrDefault(metric.Name);

    private double? Ratio(long? part) => part is { } known && Visits is > 0 and var visits ? (double)known / visits : null;
}
