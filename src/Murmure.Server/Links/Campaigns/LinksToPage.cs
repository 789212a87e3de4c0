using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Dashboard.Details;
using Murmure.Server.Estimates;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>A short link that leads to a page, and the clicks on it; null where they are deleted.</summary>
public sealed record LinkToPage(long Id, string Title, long? Clicks);

/// <summary>Which of a site's short links lead to a page of it, or to any.</summary>
internal sealed class LinksToPage(IDbContextFactory<MurmureDb> metadata, IEventStore store)
{
    private const int Most = 20;
    private const int MostCounted = 500;

    /// <summary>The links that lead to a page, most clicks first; at most twenty.</summary>
    public async Task<IReadOnlyList<LinkToPage>> FindAsync(SiteRules site, string page, DayRange days, CancellationToken cancellation)
    {
        var written = Uri.TryCreate("https://x" + page, UriKind.Absolute, out var url) ? url.PathAndQuery : page;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var near = await (
            from link in db.Links
            join domain in db.LinkDomains on link.DomainId equals domain.Id
            where domain.SiteId == site.Id.Value && (link.Url.Contains(page) || link.Url.Contains(written))
            orderby link.Id descending
            select new { link.Id, link.Title, link.Slug, link.Url }).TagWith("LinksToPage.Find").Take(1_000).AsNoTracking().ToListAsync(cancellation);
        var found = near.Where(link => HourlyReader.PageOf(site, link.Url) == page).ToDictionary(link => link.Id, link => link.Title.Length > 0 ? link.Title : link.Slug);
        if (found.Count == 0)
            return [];
        var clicks = await ClicksAsync(site, days, cancellation);
        return [.. found.Select(link => new LinkToPage(link.Key, link.Value, clicks is null ? null : clicks.GetValueOrDefault(link.Key))).OrderByDescending(link => link.Clicks).ThenBy(link => link.Id).Take(Most)];
    }

    /// <summary>
    /// Clicks by people on links that lead to any page of the site, and the visits that came with such a link; of the links that were clicked most. Nothing where what counts them is deleted.
    /// </summary>
    public async Task<(long Clicks, long Visits)> CountAsync(SiteRules site, DayRange days, CancellationToken cancellation)
    {
        var table = await new PeriodQuestions(store, site.Host, days, "LinksToPage").AskAsync("count", [Metric.Clicks, Metric.Visits], [Dimension.Link], cancellation, limit: MostCounted);
        var rows = (table?.Rows ?? []).Where(row => row.Text(Dimension.Link).Length > 0 && row[Metric.Clicks] > 0).ToDictionary(row => long.Parse(row.Text(Dimension.Link), CultureInfo.InvariantCulture));
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var (ids, leading) = (rows.Keys.ToList(), new List<ReportRow>());
        await foreach (var link in db.Links.TagWith("LinksToPage.Count").AsNoTracking().Where(link => ids.Contains(link.Id)).Select(link => new { link.Id, link.Url }).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (HourlyReader.PageOf(site, link.Url) is not null)
                leading.Add(rows[link.Id]);
        }

        return (leading.Sum(row => row[Metric.Clicks]), leading.Sum(row => row[Metric.Visits]));
    }

    /// <summary>By link; null where what counts them is deleted.</summary>
    private async Task<IReadOnlyDictionary<long, long>?> ClicksAsync(SiteRules site, DayRange days, CancellationToken cancellation)
    {
        var table = await new PeriodQuestions(store, site.Host, days, "LinksToPage").AskAsync("clicks", [Metric.Clicks], [Dimension.Link], cancellation);
        return table?.Rows.Where(row => row.Text(Dimension.Link).Length > 0).ToDictionary(row => long.Parse(row.Text(Dimension.Link), CultureInfo.InvariantCulture), row => row[Metric.Clicks]);
    }
}
