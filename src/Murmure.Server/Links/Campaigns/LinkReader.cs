using Murmure.Server.Campaigns;
using Murmure.Server.Dashboard.Explore;
using Murmure.Server.Dashboard.Overview;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>Gathers what became of a link: clicks and previews of its addresses, and what the site saw of the visits that came by them.</summary>
internal sealed class LinkReader(IEventStore store, LinkFigures figures, CampaignSet set, ExploreReader explorer)
{
    /// <summary>By which channels and from which hosts visitors came, from which countries and on which devices.</summary>
    private static readonly string[] OfVisitors = ["sources", "places", "devices"];

    /// <summary>The report without what tells of the visitors.</summary>
    public async Task<LinkResult> ReadAsync(SiteRules site, Link link, DayRange days, CancellationToken cancellation)
    {
        var record = await SiteRecord.ReadAsync(store, site, cancellation);
        var people = await figures.ByVariantAsync(site, link, days, cancellation);
        var counts = await AddressCounts.ReadAsync(store, site, "", link, days, cancellation);
        LinkFigure With(LinkFigure figure, CampaignRow row) => figure with { Visits = row.Visits, Goals = row.Goals, Revenue = row.Revenue };
        var byVariant = people.Keys.Union(counts.Variants).ToDictionary(variant => variant, variant => With(people.GetValueOrDefault(variant, LinkFigure.None), counts.Under(variant)), StringComparer.Ordinal);
        var whole = (await figures.ByLinkAsync([link], days, cancellation)).GetValueOrDefault(link.Id, LinkFigure.None);
        return new LinkResult(
            days, With(whole, CampaignRow.Sum([counts.Silent, .. counts.Variants.Select(counts.Under)])), set.Rows(LinkText.Placements(link), byVariant, With(LinkFigure.None, counts.Silent)))
        {
            MissingDays = record.Missing(days), Gaps = counts.Gaps,
        };
    }

    /// <summary>The report along the days, with what the site's page has of its visitors.</summary>
    /// <param name="question">The site's page, narrowed to the visits that came by the link.</param>
    public async Task<LinkResult> ReadAsync(SiteRules site, Link link, DayRange days, SiteQuestion question, CancellationToken cancellation)
    {
        var report = await ReadAsync(site, link, days, cancellation) with { ByDay = await AddressCounts.ByDayAsync(store, site, link.Id, null, days, cancellation) };
        return report.Whole.Visits is null or 0 ? report
            : report with { Visitors = await explorer.CardsAsync(new Narrowed(site.Host, days, question.Filters), Card.Of(site).Where(card => OfVisitors.Contains(card.Name)), question, null, cancellation) };
    }

    /// <summary>The site's page, narrowed to the visits that came by a link.</summary>
    public static SiteQuestion QuestionOf(Link link, AskedPeriod asked, string? language) => new()
    {
        Period = asked, Filters = [Filter.Is(Dimension.Link, LinkFigures.Number(link.Id))], Language = language,
    };
}
