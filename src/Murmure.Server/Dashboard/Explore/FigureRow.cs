using Murmure.Server.Dashboard.Explore.Comparing;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Estimates.Pages;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Explore;

/// <summary>A figure of a site's page: what it is called, how it is written, what it rests on.</summary>
/// <param name="Name">In keys of texts.</param>
/// <param name="Of">Its value; null where it is kept back or has no meaning under the filters.</param>
/// <param name="Kind">How it is written.</param>
/// <param name="Metrics">What it is made of.</param>
internal sealed record FigureRow(string Name, Func<SiteFigures, double?> Of, FigureKind Kind, IReadOnlyList<Metric> Metrics)
{
    public static IReadOnlyList<FigureRow> All { get; } =
    [
        new("visits", figures => figures.Visits, FigureKind.Count, [Metric.Visits]),
        new("visitors", figures => figures.Visitors, FigureKind.Count, [Metric.Visitors]),
        new("pageviews", figures => figures.PageViews, FigureKind.Count, [Metric.Pageviews, Metric.UnknownViews]),
        new("viewspervisit", figures => figures.ViewsPerVisit, FigureKind.Ratio, [Metric.VisitViews, Metric.Visits]),
        new("bounce", figures => figures.BounceRate, FigureKind.Percent, [Metric.Bounces, Metric.Visits]),
        new("duration", figures => figures.Duration?.TotalSeconds, FigureKind.Time, [Metric.VisitTime, Metric.Visits]),
        new("previews", figures => figures.Previews, FigureKind.Count, [Metric.Previews]),
        new("shares", figures => figures.Shares, FigureKind.Count, [Metric.Shares, Metric.Copies]),
        new("goals", figures => figures.Goals, FigureKind.Count, [Metric.Goals]),
    ];

    /// <summary>How counts of whatever kind are compared.</summary>
    public static FigureRow OfCounts => All[0];

    public string Written(Texts texts, double value) => Kind switch
    {
        FigureKind.Count => texts.Number((long)value),
        FigureKind.Percent => texts.Percent(value),
        FigureKind.Time => texts.Duration((long)value),
        _ => value.ToString("0.0", texts.Culture),
    };

    /// <summary>A value beside an earlier one.</summary>
    public Change Change(Texts texts, double now, double before)
    {
        if (before == 0)
            return now == 0 ? new(0, null, texts["overview.change.same"]) : new(1, null, texts["overview.change.new"]);
        var direction = Math.Sign(now - before);
        if (direction == 0 || Written(texts, now) == Written(texts, before))
            return new(0, null, texts["overview.change.same"]);
        var by = Kind == FigureKind.Percent ? texts.Points(Math.Abs(now - before)) : texts.Share((long)Math.Round(1000 * Math.Abs(now - before)), (long)Math.Round(1000 * before));
        return new(direction, by, texts.Say(direction > 0 ? "overview.change.more" : "overview.change.fewer", by, Written(texts, before)));
    }

    /// <summary>What it counts, in the words of the metrics.</summary>
    public string Explained(Texts texts) => string.Join(" · ", Metrics.Select(metric => texts["counts." + metric.Name]));
}

internal enum FigureKind
{
    Count,

    /// <summary>A fraction of 1.</summary>
    Percent,
    Ratio,

    /// <summary>In seconds.</summary>
    Time,
}
