using Murmure.Attribution;
using Murmure.Server.Estimates;
using Murmure.Server.Imports;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Overview;

/// <summary>Gathers what a site's first screen shows: the report and the estimate of the same days.</summary>
internal sealed class OverviewReader(ReportRunner reports, IEventStore store, EstimateBook book, EstimateOfDays estimates, LogViews logs)
{
    /// <summary>
    /// The days that an address asks for, each end open where it names none: those of the latest estimate where it leaves everything open, since every
    /// figure on the screen is to be of the same days.
    /// </summary>
    public async Task<AskedPeriod> PeriodAsync(SiteRules site, AskedPeriod asked, CancellationToken cancellation) =>
        asked.IsOpen && await LatestAsync(site, cancellation) is { } latest ? new AskedPeriod(null, latest.From, latest.To, false) : asked;

    /// <summary>The overview of these days.</summary>
    /// <param name="recorded">What the store has of the site.</param>
    public async Task<SiteOverview> ReadAsync(SiteRules site, SiteSummary recorded, DateOnly? from, DateOnly? to, CancellationToken cancellation)
    {
        var report = await reports.RunAsync(recorded, from, to, cancellation);
        var shown = Shown(report, from, to);
        var estimate = shown is null ? null : await estimates.FindAsync(site, shown, recorded, cancellation);
        return new SiteOverview(
            report with
            {
                Seen = shown is null ? [] : await logs.CompareAsync(site, shown, cancellation),
                ScriptAlone = report.Previews.Count == 0 && await logs.AreMissingAsync(site, cancellation),
            },
            shown is null ? new DirectGrades(0, 0, 0) : await DirectAsync(site, shown, cancellation))
        {
            Estimate = estimate,
            Elsewhere = estimate is null ? await LatestAsync(site, cancellation) : null,
            Cards = estimate is null ? new Dictionary<string, PageCard>() : await store.PagesAsync(site.Host, estimate.Figure.ByPage.Select(page => page.Page), cancellation),
        };
    }

    /// <summary>The days that the period form holds: those asked for, else those recorded.</summary>
    public static DayRange? Shown(TrafficReport report, DateOnly? from, DateOnly? to) =>
        (from ?? Day(report.From), to ?? Day(report.To)) is ({ } first, { } last) && first <= last ? new DayRange(first, last) : null;

    /// <summary>The latest finished estimate of four weeks that has an interval; null without one.</summary>
    public async Task<EstimateOfPeriod?> LatestAsync(SiteRules site, CancellationToken cancellation) =>
        EstimateRounds.Allows(site) && await book.LastDayAsync(site.Id, EstimatePeriods.Rolling, cancellation) is { } last
            ? EstimateOfPeriod.Of(await book.ListAsync(site.Id, DayRange.Of(last), cancellation)).FirstOrDefault(one => one.Period == EstimatePeriods.Rolling && EstimateOfDays.HasInterval(one))
            : null;

    private async Task<DirectGrades> DirectAsync(SiteRules site, DayRange days, CancellationToken cancellation)
    {
        var table = await store.QueryAsync(new ReportQuery(site.Host, days, [Metric.BareVisits]) { Dimensions = [Dimension.Grade], Caller = "OverviewReader.direct" }, cancellation);
        long Of(params Grade[] grades) => table.Rows.Where(row => grades.Contains(Enum.Parse<Grade>(row.Text(Dimension.Grade), ignoreCase: true))).Sum(row => row[Metric.BareVisits]);
        return new DirectGrades(Of(Grade.Measured), Of(Grade.Observed, Grade.Inferred), Of(Grade.Unknown));
    }

    private static DateOnly? Day(DateTimeOffset? time) => time is { } known ? DateOnly.FromDateTime(known.DateTime) : null;
}
