using Murmure.Attribution;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Details.Sections;

/// <summary>Reads a site's pages with their counts, and puts them together by section and by author.</summary>
internal sealed class PageTable(IEventStore store, Classifier classifier)
{
    /// <summary>The pages that are looked at, most opened first; what a site has beyond them is left out of every group.</summary>
    public const int MostPages = 5_000;

    private const int MostCells = 50_000;

    private static readonly Metric[] Counts =
        [Metric.Pageviews, Metric.UnknownViews, Metric.Visits, Metric.EvidenceVisits, Metric.Shares, Metric.ScrollReports, Metric.ScrollTotal];

    /// <summary>The pages, most opened first.</summary>
    /// <param name="ends">Whether to ask how many read to the end.</param>
    public async Task<IReadOnlyList<PageFigures>> ReadAsync(string site, DayRange days, CancellationToken cancellation, bool ends = false)
    {
        var asked = new PeriodQuestions(store, site, days, "PageTable");
        var rows = (await asked.AskAsync("pages", Counts, [Dimension.Page], cancellation, limit: MostPages))?.Rows.Where(IsPage).ToList() ?? [];
        var cells = await asked.AskAsync("channels", [Metric.Previews, Metric.Shares], [Dimension.Page, Dimension.Channel], cancellation, limit: MostCells);
        // Asked alone: days that were counted before there was such a count, and whose events are deleted, have the others.
        var found = !ends ? null : (await asked.AskAsync("ends", [Metric.ScrollReports, Metric.ReadToEnd], [Dimension.Page], cancellation, limit: MostPages))
            ?.Rows.ToDictionary(row => row.Text(Dimension.Page), row => (row[Metric.ScrollReports], row[Metric.ReadToEnd]), StringComparer.Ordinal);
        var passedOn = (cells?.Rows ?? []).Where(row => ChannelNames.IsPrivateShare(classifier.Catalogue, row.Text(Dimension.Channel)))
            .GroupBy(row => row.Text(Dimension.Page), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => (Shares: group.Sum(row => row[Metric.Shares]), Previews: group.Sum(row => row[Metric.Previews])), StringComparer.Ordinal);
        var cards = await store.PagesAsync(site, rows.Select(row => row.Text(Dimension.Page)), cancellation);
        return [.. rows.Select(row => Page(row, cards.GetValueOrDefault(row.Text(Dimension.Page)), passedOn.GetValueOrDefault(row.Text(Dimension.Page))) with { Ends = found?.GetValueOrDefault(row.Text(Dimension.Page)) })];
    }

    /// <summary>Whether a row is of a page of the site: what a short link's visitors and fetchers asked for is kept under its own address.</summary>
    public static bool IsPage(ReportRow row) => row.Text(Dimension.Page).StartsWith('/');

    /// <summary>By the first part of the path, most opened first.</summary>
    public static IReadOnlyList<PageGroup> BySection(SiteRules site, DayRange days, IReadOnlyList<PageFigures> pages) => Groups(site, days, pages, page => page.Section);

    /// <summary>By the author that the pages name; a page that names none is in no group.</summary>
    public static IReadOnlyList<PageGroup> ByAuthor(SiteRules site, DayRange days, IReadOnlyList<PageFigures> pages) =>
        Groups(site, days, [.. pages.Where(page => page.Card?.Author is { Length: > 0 })], page => page.Card!.Author!);

    private static IReadOnlyList<PageGroup> Groups(SiteRules site, DayRange days, IReadOnlyList<PageFigures> pages, Func<PageFigures, string> name) =>
        [.. pages.GroupBy(name, StringComparer.Ordinal).Select(group => new PageGroup(group.Key, [.. group]) { Published = group.Count(page => IsPublished(site, days, page)) })
            .Where(group => group.Views + group.Visits + group.Signs > 0).OrderByDescending(group => group.Views).ThenBy(group => group.Name, StringComparer.Ordinal)];

    private static bool IsPublished(SiteRules site, DayRange days, PageFigures page) =>
        page.Card?.Published is { } time && days.Contains(site.DayOf(time));

    private static PageFigures Page(ReportRow row, Murmure.Storage.Events.PageCard? card, (long Shares, long Previews) passedOn) => new(
        row.Text(Dimension.Page), card, row[Metric.Visits], row[Metric.Pageviews] + row[Metric.UnknownViews], row[Metric.EvidenceVisits], row[Metric.Shares],
        passedOn.Shares, passedOn.Previews, row[Metric.ScrollReports], row[Metric.ScrollTotal]);
}
