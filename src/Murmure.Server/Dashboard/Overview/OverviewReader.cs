using Murmure.Attribution;
using Murmure.Server.Estimates;
using Murmure.Server.Imports;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Overview;

/// <summary>Gathers what a site's first screen shows: the report, the estimate of the same days, the period before.</summary>
internal sealed class OverviewReader(ReportRunner reports, IEventStore store, EstimateBook book, EstimateOfDays estimates, LogViews logs, TimeProvider clock)
{
    /// <summary>
    /// The overview of the days asked for; of those of the latest estimate where the address leaves it open, since every figure on the screen is to be of
    /// the same days. Null when the store does not know the site.
    /// </summary>
    /// <param name="compared">Whether the period before is wanted.</param>
    public async Task<SiteOverview?> ReadAsync(SiteRules site, AskedPeriod asked, bool compared, CancellationToken cancellation)
    {
        var latest = EstimateRounds.Allows(site) ? await LatestAsync(site, cancellation) : null;
        var (from, to) = asked.IsOpen && latest is not null ? (latest.From, latest.To) : (asked.From, asked.To);
        if (await reports.RunAsync(site.Host, from, to, cancellation) is not { } report)
            return null;
        var shown = Shown(report, from, to);
        var estimate = shown is null ? null : await estimates.FindAsync(site, shown, cancellation);
        return new SiteOverview(
            report with { Seen = shown is null ? [] : await logs.CompareAsync(site, shown, cancellation) },
            shown is null ? new DirectGrades(0, 0, 0) : await DirectAsync(site, shown, cancellation))
        {
            Estimate = estimate,
            Elsewhere = estimate is null ? latest : null,
            Cards = estimate is null ? new Dictionary<string, PageCard>() : await store.PagesAsync(site.Host, estimate.Figure.ByPage.Select(page => page.Page), cancellation),
            Before = compared && from is { } first && to is { } last ? await BeforeAsync(site, new DayRange(first, last), cancellation) : null,
        };
    }

    /// <summary>The days that the period form holds: those asked for, else those recorded.</summary>
    public static DayRange? Shown(TrafficReport report, DateOnly? from, DateOnly? to) =>
        (from ?? Day(report.From), to ?? Day(report.To)) is ({ } first, { } last) && first <= last ? new DayRange(first, last) : null;

    private async Task<EstimateOfPeriod?> LatestAsync(SiteRules site, CancellationToken cancellation) =>
        await book.LastDayAsync(site.Id, EstimatePeriods.Rolling, cancellation) is { } last
            ? EstimateOfPeriod.Of(await book.ListAsync(site.Id, DayRange.Of(last), cancellation)).FirstOrDefault(one => one.Period == EstimatePeriods.Rolling && EstimateOfDays.HasInterval(one))
            : null;

    private async Task<DirectGrades> DirectAsync(SiteRules site, DayRange days, CancellationToken cancellation)
    {
        var table = await store.QueryAsync(new ReportQuery(site.Host, days, [Metric.BareVisits]) { Dimensions = [Dimension.Grade], Caller = "OverviewReader.direct" }, cancellation);
        long Of(params Grade[] grades) => table.Rows.Where(row => grades.Contains(Enum.Parse<Grade>(row.Text(Dimension.Grade), ignoreCase: true))).Sum(row => row[Metric.BareVisits]);
        return new DirectGrades(Of(Grade.Measured), Of(Grade.Observed, Grade.Inferred), Of(Grade.Unknown));
    }

    private async Task<EarlierPeriod?> BeforeAsync(SiteRules site, DayRange days, CancellationToken cancellation)
    {
        var today = site.Today(clock);
        if (EarlierPeriod.Of(days.From <= today && days.To > today ? new DayRange(days.From, today) : days) is not { } before)
            return null;
        Metric[] metrics = [Metric.Visits, Metric.Visitors, Metric.Pageviews, Metric.UnknownViews, Metric.Previews];
        var row = (await store.QueryAsync(new ReportQuery(site.Host, before, metrics) { Caller = "OverviewReader.before" }, cancellation))[0];
        var recorded = (await reports.SitesAsync(cancellation)).FirstOrDefault(known => known.Site.Host == site.Host)?.First;
        return new EarlierPeriod(before, recorded, days.Contains(today), row[Metric.Visits], row[Metric.Visitors], row[Metric.Pageviews] + row[Metric.UnknownViews], row[Metric.Previews]);
    }

    private static DateOnly? Day(DateTimeOffset? time) => time is { } known ? DateOnly.FromDateTime(known.DateTime) : null;
}
