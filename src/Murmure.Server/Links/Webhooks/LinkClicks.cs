using System.Globalization;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Links;

/// <summary>Clicks on one address of a link within one hour. Nothing of it tells one reader from another.</summary>
/// <param name="Link">The link's number.</param>
/// <param name="Variant">Which of its addresses: a channel, a named placement, or empty for the plain one.</param>
/// <param name="Channel">By which channel they came.</param>
/// <param name="Verdict"><c>person</c> or <c>unknown</c>; machines and previews are no clicks.</param>
/// <param name="Day">The site's calendar day.</param>
/// <param name="Hour">0 to 23, on the site's clock.</param>
public sealed record LinkClicks(long Link, string Variant, string Channel, string Verdict, DateOnly Day, int Hour, long Clicks)
{
    /// <summary>Everything but day and count, as one text.</summary>
    internal string Cell => string.Create(CultureInfo.InvariantCulture, $"{Hour}|{Link}|{Channel}|{Verdict}|{Variant}");
}

/// <summary>Reads from the store what links were clicked today and yesterday: what it has, a crash cannot take away.</summary>
internal sealed class LinkClicksReader(IEventStore store, SiteDirectory sites, TimeProvider clock)
{
    private static readonly Filter[] Clicks = [Filter.Is(Dimension.Kind, "click"), Filter.Is(Dimension.Orphan, "")];

    public async Task<IReadOnlyList<LinkClicks>> ReadAsync(long organisation, CancellationToken cancellation)
    {
        var clicks = new List<LinkClicks>();
        foreach (var site in sites.All.Where(site => site.Organisation == organisation))
        {
            var today = site.Today(clock);
            var query = new ReportQuery(site.Host, new DayRange(today.AddDays(-1), today), [Metric.Hits])
            {
                Dimensions = [Dimension.Day, Dimension.Hour, Dimension.Link, Dimension.Variant, Dimension.Channel, Dimension.Verdict], Filters = Clicks, Caller = "Webhooks.Clicks",
            };
            foreach (var row in (await store.QueryAsync(query, cancellation)).Rows.Where(row => row.Text(Dimension.Link).Length > 0))
            {
                clicks.Add(new LinkClicks(
                    long.Parse(row.Text(Dimension.Link), CultureInfo.InvariantCulture), row.Text(Dimension.Variant), row.Text(Dimension.Channel), row.Text(Dimension.Verdict),
                    row.Day, row.Hour, row[Metric.Hits]));
            }
        }
        return clicks;
    }
}
