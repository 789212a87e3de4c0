using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Tests;

/// <summary>The counts of a simulated run: what is needed here of them.</summary>
internal static class SimulatedCounts
{
    public static HourlyTables Of(SimulatedRun run)
    {
        List<FeatureCell> cells =
            [.. from device in Enum.GetValues<Device>() from returning in (bool[])[false, true] from navigation in Enum.GetValues<Navigation>()
                select new FeatureCell("", device, returning, navigation)];
        int Cell(SimulatedVisit visit) => cells.IndexOf(new("", visit.Cell.Device, visit.Cell.Returning, visit.Cell.Navigation));
        IEnumerable<SimulatedVisit> By(Trace trace) => run.Visits.Where(visit => visit.Trace == trace);
        return new()
        {
            Hours = 24 * run.Scenario.Days,
            Pages = [.. run.Site.Pages.Select(page => new TablePage($"/{page.Kind}-{page.Ordinal}", page.Kind != PageKind.Article))],
            Cells = cells,
            Direct = [.. By(Trace.None).Select(visit => new DirectCount(visit.Page, (int)visit.Time, Cell(visit), 1))],
            Visible = [.. By(Trace.Referrer).Select(visit => new VisibleCount(visit.Page, (int)visit.Time, "search", Cell(visit), 1))],
            Tagged = [.. By(Trace.ShareTag).Select(visit => new TaggedCount(visit.Page, (int)visit.Time, null, Cell(visit), null, 1))],
            Previews = [.. run.Previews.Select(preview => new PreviewCount(preview.Share.Page, (int)preview.Time, "whatsapp", 1))],
            Campaigns = [.. run.Campaigns.Select(c => new CampaignWindow(c.Start, c.End, c.Page))],
        };
    }

    /// <summary>The same counts with pages and cells in another order, and rows backwards.</summary>
    public static HourlyTables Permuted(HourlyTables tables)
    {
        var (pages, cells) = (tables.Pages.Count, tables.Cells.Count);
        int Page(int page) => (page + 3) % pages;
        int Cell(int cell) => (cell + 5) % cells;
        return tables with
        {
            Pages = [.. Enumerable.Range(0, pages).Select(i => tables.Pages[(i + pages - 3) % pages])],
            Cells = [.. Enumerable.Range(0, cells).Select(i => tables.Cells[(i + cells - 5) % cells])],
            Direct = [.. tables.Direct.Select(row => row with { Page = Page(row.Page), Cell = Cell(row.Cell) }).Reverse()],
            Visible = [.. tables.Visible.Select(row => row with { Page = Page(row.Page), Cell = Cell(row.Cell) }).Reverse()],
            Tagged = [.. tables.Tagged.Select(row => row with { Page = Page(row.Page), Cell = Cell(row.Cell) }).Reverse()],
            Previews = [.. tables.Previews.Select(row => row with { Page = Page(row.Page) }).Reverse()],
            Campaigns = tables.Campaigns is null ? null : [.. tables.Campaigns.Select(window => window with { Page = window.Page is { } page ? Page(page) : null })],
            Survey = [.. tables.Survey.Select(row => row with { Cell = Cell(row.Cell) }).Reverse()],
        };
    }
}
