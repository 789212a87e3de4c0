using Murmure.Server.Links;

namespace Murmure.Server.Notices;

/// <summary>Previews of a page by one platform within one hour, those of short links that lead to it among them.</summary>
/// <param name="Hour">Which hour it is, as whoever counts numbers them.</param>
internal readonly record struct PagePreviews(string Page, string Platform, int Hour, long Previews)
{
    /// <summary>
    /// Puts the previews of short links to those of their pages. A fetcher that a link sends on asks for the page as well, and where the site's log tells of that, it is one share and
    /// two previews: of both counts the larger one stands. A link with a card of its own sends no fetcher on; its previews are added. What leads elsewhere is left out.
    /// </summary>
    public static IReadOnlyList<PagePreviews> Of(IEnumerable<(string Page, long Link, string Platform, int Hour, long Previews)> counted, IReadOnlyDictionary<long, LinkTarget> targets) =>
    [
        .. from one in counted
           let target = targets.GetValueOrDefault(one.Link)
           where one.Link == 0 || target is not null
           group (one.Link, target, one.Previews) by (Page: target?.Page ?? one.Page, one.Platform, one.Hour) into page
           let asked = page.Where(one => one.Link == 0).Sum(one => one.Previews)
           let sentOn = page.Where(one => one.target is { HasCard: false }).Sum(one => one.Previews)
           let shown = page.Where(one => one.target is { HasCard: true }).Sum(one => one.Previews)
           select new PagePreviews(page.Key.Page, page.Key.Platform, page.Key.Hour, Math.Max(asked, sentOn) + shown),
    ];
}
