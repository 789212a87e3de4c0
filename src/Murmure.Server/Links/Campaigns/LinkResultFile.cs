using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard.Details;
using Murmure.Server.Hosting;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>A link's figures as a file for a spreadsheet: a line for each address of its page, and one for all of them. What nobody knows is empty, not nought.</summary>
internal static class LinkResultFile
{
    /// <summary>What the last line says in place of an address's name.</summary>
    private const string Total = "total";

    public static async Task<IResult> AnswerAsync(
        HttpContext http, long id, IDbContextFactory<MurmureDb> metadata, LinkDirectory directory, SiteDirectory sites, ReportRunner reports, LinkReader reader, TimeProvider clock, CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        if (await LinkBook.Of(db, Caller.Of(http)?.OrganisationId ?? -1).AsNoTracking().SingleOrDefaultAsync(link => link.Id == id, cancellation) is not { } link
            || directory.HostOf(link) is not { } domain || sites.Find(domain.Site) is not { } site)
            return Problems.NotFound("There is no such link here.");
        var days = (await DetailDays.ReadAsync(http, site, reports, clock, LinkFigures.Usually)).Days;
        var report = await reader.ReadAsync(site, link, days, cancellation);
        string[] currencies = [.. report.Whole.Revenue.Keys.Order(StringComparer.Ordinal)];
        string AddressOf(SetRow row) => row.Key.Length == 0 && row.Name.Length > 0 ? "" : LinkMaking.AddressOf(http, domain, link.Slug, row.Key);
        return SheetFile.Of(
            http, string.Create(CultureInfo.InvariantCulture, $"link-{id}"),
            ["channel", "name", "address", "clicks", "clickers", "requests", "previews", "visits", "goals", .. currencies.Select(currency => "revenue_" + currency.ToLowerInvariant())],
            report.Rows.Select(row => (IReadOnlyList<object?>)[row.Channel?.Slug, row.Name, AddressOf(row), .. Figures(row.Figure, currencies)]).Append(["", Total, "", .. Figures(report.Whole, currencies)]));
    }

    private static IEnumerable<object?> Figures(LinkFigure figure, string[] currencies) =>
    [
        figure.Clicks, figure.Clickers, figure.All, figure.Previews, figure.Visits, figure.Goals,
        .. currencies.Select(currency => figure.Revenue.TryGetValue(currency, out var sum) ? (object?)(sum / 10_000d) : null),
    ];
}
