using Murmure.Attribution;
using Murmure.Server.Dashboard.Explore;
using Murmure.Server.Dashboard.Overview;
using Murmure.Server.Reports;
using Murmure.Storage.Events;

namespace Murmure.Server.Views;

/// <summary>
/// The first screen as a private link shows it. PRIVACY: no figure behind which fewer than ten visitors stand, none that leaves out so few of a whole
/// that is shown, and none from which such a figure follows by subtraction. What is kept back is not in the answer at all.
/// </summary>
internal sealed class SharedOverview(Behind behind)
{
    private static readonly Metric Evidence = Metric.VisitorsBehind(Metric.EvidenceVisits);
    private static readonly Metric NoEvidence = Metric.VisitorsBeside(Metric.EvidenceVisits);
    private static readonly Metric Direct = Metric.VisitorsBehind(Metric.DirectVisits);
    private static readonly Metric Neither = Metric.VisitorsBeside(Metric.EvidenceVisits, Metric.DirectVisits);
    private static readonly Metric Bare = Metric.VisitorsBehind(Metric.BareVisits);
    private static readonly Metric NotBare = Metric.VisitorsBeside(Metric.BareVisits);

    public async Task<SiteOverview> LeftAsync(Narrowed asked, SiteOverview overview, CancellationToken cancellation)
    {
        var kept = await KeptAsync(asked, overview, cancellation);
        var pages = await behind.EnoughAsync(asked, Dimension.Page, cancellation) ?? new HashSet<string>();
        var (answer, direct) = (!kept.Contains(OverviewCell.Answer), !kept.Contains(OverviewCell.Direct));
        return overview with
        {
            Elsewhere = null, Kept = kept,
            Report = Left(overview.Report, answer, direct) with { Pages = await PagesAsync(asked, overview.Report.Pages, pages, cancellation) },
            Direct = !direct ? new DirectGrades(0, 0, 0) : kept.Contains(OverviewCell.Proven) ? overview.Direct with { Proven = 0, Recognised = 0 } : overview.Direct,
            Estimate = answer && overview.Estimate is { } estimate
                ? estimate with { Figure = estimate.Figure with { ByPage = [.. estimate.Figure.ByPage.Where(page => pages.Contains(page.Page))] } }
                : null,
        };
    }

    private async Task<HashSet<OverviewCell>> KeptAsync(Narrowed asked, SiteOverview overview, CancellationToken cancellation)
    {
        var (report, direct) = (overview.Report, overview.Direct);
        var visitors = (await behind.CountAsync(asked, [Evidence, Direct, Neither, Bare, NotBare], null, cancellation)).SingleOrDefault();
        var grades = (await behind.CountAsync(asked, [Bare], Dimension.Grade, cancellation)).ToDictionary(row => Enum.Parse<Grade>(row.Text(Dimension.Grade), ignoreCase: true), row => row[Bare]);
        long Of(params Grade[] some) => some.Sum(grade => grades.GetValueOrDefault(grade));
        bool IsFew(long visits, Metric of) => visits > 0 && !(visitors?[of] >= SmallCells.Threshold);
        bool AreFew(long visits, long people) => visits > 0 && people < SmallCells.Threshold;

        // Where visits landed is a cell of each page already.
        var kept = new HashSet<OverviewCell> { OverviewCell.Landed };
        var proven = (long)Math.Round(report.DarkSocial.Floor * report.Visits);
        var unexplained = AreFew(direct.Unexplained, Of(Grade.Unknown));
        if (IsFew(proven, Evidence) || IsFew(report.Direct.Visits, Direct) || IsFew(report.Visits - proven - report.Direct.Visits, Neither) || unexplained)
            kept.Add(OverviewCell.Answer);
        var (ours, recognised) = (Of(Grade.Measured), Of(Grade.Observed, Grade.Inferred));
        var parts = AreFew(direct.Proven, ours) || AreFew(direct.Recognised, recognised);
        if (parts)
            kept.UnionWith([OverviewCell.Proven, OverviewCell.Recognised]);
        // The unexplained visits stand among the channels: with the total, what is left for the other two parts is known.
        var alone = parts && (direct.Proven == 0 || direct.Recognised == 0 || ours + recognised < SmallCells.Threshold);
        if (alone || unexplained || IsFew(report.Direct.AsReportedByReferrerOnly, Bare) || IsFew(report.Visits - report.Direct.AsReportedByReferrerOnly, NotBare))
            kept.Add(OverviewCell.Direct);
        return kept;
    }

    /// <summary>The report without what is kept back, and without what would tell of it: Direct by channel beside all of each channel, and webmail by who sent it.</summary>
    private static TrafficReport Left(TrafficReport report, bool answer, bool direct) => report with
    {
        Direct = direct ? report.Direct with { Parts = [], Home = 0, Deep = 0 } : new DirectParts(0, 0, 0, 0, [], report.Direct.MachineHits),
        DarkSocial = (answer ? report.DarkSocial : new DarkSocial(0, 0, 0, 0, 0, 0, 0)) with { Rule = 0, EmailUnknownSender = 0 },
        Hits = report.Hits.ToDictionary(one => one.Key, one => one.Key != Verdict.Automated && one.Value < SmallCells.Threshold ? 0 : one.Value),
        Previews = Previews(report.Previews),
        Days = [], Channels = [], Countries = [], Devices = [], Apps = [], Rules = [], Seen = [],
        VisitsByFamily = new Dictionary<Family, long>(), VisitsByGrade = new Dictionary<Grade, long>(),
    };

    private static IReadOnlyList<PreviewRow> Previews(IReadOnlyList<PreviewRow> rows)
    {
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        SmallCells.Hide([.. rows.Select(row => (row.Platform, row.Previews))], hidden);
        return [.. rows.Select(row => hidden.Contains(row.Platform) ? row with { Previews = 0, Kept = true } : row).OrderBy(row => row.Kept).ThenByDescending(row => row.Previews).ThenBy(row => row.Platform, StringComparer.Ordinal)];
    }

    // What proves a private share counts as a cell of its own beside the page's visits.
    private async Task<IReadOnlyList<PageRow>> PagesAsync(Narrowed asked, IReadOnlyList<PageRow> rows, IReadOnlySet<string> enough, CancellationToken cancellation)
    {
        var visitors = (await behind.CountAsync(asked, [Evidence, NoEvidence], Dimension.Page, cancellation)).ToDictionary(row => row.Text(Dimension.Page), StringComparer.Ordinal);
        bool Has(string page, Metric of) => visitors.GetValueOrDefault(page)?[of] >= SmallCells.Threshold;
        return [.. rows.Where(row => enough.Contains(row.Page) && Has(row.Page, Evidence) && (row.Visits == row.Evidence || Has(row.Page, NoEvidence)))];
    }
}
