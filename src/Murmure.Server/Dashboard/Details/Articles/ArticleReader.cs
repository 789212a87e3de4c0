using Murmure.Attribution;
using Murmure.Server.Estimates;
using Murmure.Server.Links;
using Murmure.Server.Shares;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Details.Articles;

/// <summary>Gathers what the page of an article shows.</summary>
internal sealed class ArticleReader(IEventStore store, EstimateOfDays estimates, CascadeRunner cascades, LinksToPage links, Classifier classifier, TimeProvider clock)
{
    private static readonly Metric[] Totals =
    [
        Metric.Visits, Metric.Pageviews, Metric.UnknownViews, Metric.EvidenceVisits, Metric.DirectVisits, Metric.VisitViews, Metric.Previews, Metric.Shares, Metric.Copies,
        Metric.Goals, Metric.EngagedTime, Metric.ScrollReports, Metric.ScrollTotal,
    ];

    public async Task<ArticleDetail> ReadAsync(SiteRules site, DayRange days, string page, SiteSummary? recorded, CancellationToken cancellation)
    {
        var asked = new PeriodQuestions(store, site.Host, days, "ArticleReader");
        Filter[] of = [Filter.Is(Dimension.Page, page)];
        var hours = await asked.AskAsync("hours", [Metric.EvidenceVisits, Metric.DeepDirectVisits, Metric.Previews, Metric.Shares, Metric.Copies], [Dimension.Day, Dimension.Hour], cancellation, of);
        var detail = await CountAsync(asked, of, page, cancellation);
        // Asked alone: days that were counted before there was such a count, and whose events are deleted, have the others.
        var ends = await asked.AskAsync("ends", [Metric.ReadToEnd, Metric.ScrollReports], [], cancellation, of);
        return detail with
        {
            Completion = ends is null ? null : Ratio.Completion.In(ends[0]),
            Card = (await store.PagesAsync(site.Host, [page], cancellation)).GetValueOrDefault(page),
            Channels = await ChannelsAsync(asked, of, cancellation),
            PreviewsByHour = hours is null ? null : [.. Enumerable.Range(0, 24).Select(hour => hours.Rows.Where(row => row.Hour == hour).Sum(row => row[Metric.Previews]))],
            HalfLife = hours is null ? null : HalfLife.Of(
                hours.Rows.Select(row => (row.Day, row.Hour, row[Metric.Previews] + row[Metric.Shares] + row[Metric.Copies], row[Metric.EvidenceVisits] + row[Metric.DeepDirectVisits])), EndOf(site, days)),
            Cascade = await cascades.OfPageAsync(site.Host, page, days, cancellation),
            Links = await links.FindAsync(site, page, days, cancellation),
            Estimate = (await estimates.FindAsync(site, days, recorded, cancellation))?.Figure,
        };
    }

    /// <summary>The end of the days, or this moment where it comes before.</summary>
    private DateTime EndOf(SiteRules site, DayRange days)
    {
        var now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), site.Zone).DateTime;
        return DateOnly.FromDateTime(now) <= days.To ? now : days.To.AddDays(1).ToDateTime(TimeOnly.MinValue);
    }

    private static async Task<ArticleDetail> CountAsync(PeriodQuestions asked, Filter[] of, string page, CancellationToken cancellation)
    {
        if (await asked.AskAsync("totals", Totals, [], cancellation, of) is not { Rows: [var row] })
            return new ArticleDetail(page, null);
        var views = row[Metric.Pageviews] + row[Metric.UnknownViews];
        return new ArticleDetail(page, null)
        {
            Visits = row[Metric.Visits], Views = views, Evidence = row[Metric.EvidenceVisits], Direct = row[Metric.DirectVisits],
            Previews = row[Metric.Previews], Shares = row[Metric.Shares], Copies = row[Metric.Copies], Goals = row[Metric.Goals],
            Engaged = row[Metric.EngagedTime] > 0 && views > 0 ? row[Metric.EngagedTime] / 1000.0 / views : null,
            Depth = Ratio.ScrollDepth.In(row), PagesPerVisit = Ratio.ViewsPerVisit.In(row),
        };
    }

    private async Task<IReadOnlyList<ArticleChannel>> ChannelsAsync(PeriodQuestions asked, Filter[] of, CancellationToken cancellation)
    {
        var table = await asked.AskAsync("channels", [Metric.Visits, Metric.EvidenceVisits, Metric.Goals, Metric.Previews, Metric.Shares], [Dimension.Channel], cancellation, of);
        return
        [
            .. (table?.Rows ?? []).Where(row => row.Counts.Any(count => count > 0)).OrderByDescending(row => row[Metric.Visits]).ThenByDescending(row => row[Metric.Previews])
                .Select(row =>
                {
                    var slug = row.Text(Dimension.Channel);
                    var known = ChannelNames.Find(classifier.Catalogue, slug);
                    return new ArticleChannel(
                        slug, known?.Name ?? slug, known?.Private == true, row[Metric.Visits], row[Metric.EvidenceVisits], row[Metric.Goals],
                        row[Metric.Previews], ChannelNames.AsksEachTime(slug), row[Metric.Shares]);
                }),
        ];
    }
}
