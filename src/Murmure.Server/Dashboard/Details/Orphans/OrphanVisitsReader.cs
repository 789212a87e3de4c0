using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Dashboard.Details.Orphans;

/// <summary>What a site has that leads back to nothing: clicks without a link, visits by links that are gone, share tags that name no channel.</summary>
/// <param name="Clicks">Clicks that led to no link.</param>
/// <param name="Links">Numbers of links that nobody has, with their visits, most first.</param>
/// <param name="Untold">Visits with a share tag that names no channel: copied addresses, the system's own dialogue, and letters that nobody knows.</param>
/// <param name="Tagged">Visits with a share tag; null where the single visits that both need are deleted.</param>
public sealed record OrphanVisits(OrphanReport Clicks, IReadOnlyList<(string Link, long Visits)> Links, long? Untold, long? Tagged);

/// <summary>Finds what leads back to nothing.</summary>
internal sealed class OrphanVisitsReader(IEventStore store, IDbContextFactory<MurmureDb> metadata, LinkFigures figures)
{
    private const int MostLinks = 50;

    public async Task<OrphanVisits> ReadAsync(SiteRules site, DayRange days, CancellationToken cancellation)
    {
        var asked = new PeriodQuestions(store, site.Host, days, "OrphanVisits");
        var tags = await asked.AskAsync("tags", [Metric.Visits], [Dimension.Generation, Dimension.Channel], cancellation);
        var tagged = tags?.Rows.Where(row => row.Text(Dimension.Generation).Length > 0).ToList();
        return new OrphanVisits(
            await figures.OrphansAsync(site, days, cancellation),
            await LinksAsync(site, asked, cancellation),
            tagged?.Where(row => row.Text(Dimension.Channel) == ChannelNames.CopiedLink).Sum(row => row[Metric.Visits]),
            tagged?.Sum(row => row[Metric.Visits]));
    }

    private async Task<IReadOnlyList<(string Link, long Visits)>> LinksAsync(SiteRules site, PeriodQuestions asked, CancellationToken cancellation)
    {
        var table = await asked.AskAsync("links", [Metric.Visits], [Dimension.Link], cancellation);
        var rows = (table?.Rows ?? []).Where(row => row.Text(Dimension.Link).Length > 0 && row[Metric.Visits] > 0)
            .Select(row => (Id: long.Parse(row.Text(Dimension.Link), CultureInfo.InvariantCulture), Visits: row[Metric.Visits])).ToList();
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var known = new HashSet<long>();
        foreach (var some in rows.Select(row => row.Id).Chunk(500))
        {
            known.UnionWith(await (
                from link in db.Links
                join domain in db.LinkDomains on link.DomainId equals domain.Id
                where domain.OrganisationId == site.Organisation && some.Contains(link.Id)
                select link.Id).TagWith("OrphanVisits.Links").ToListAsync(cancellation));
        }

        return [.. rows.Where(row => !known.Contains(row.Id)).OrderByDescending(row => row.Visits).Take(MostLinks).Select(row => (row.Id.ToString(CultureInfo.InvariantCulture), row.Visits))];
    }
}
