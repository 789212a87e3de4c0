using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard.Overview;
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
        var (query, today) = (http.Request.Query, site.Today(clock));
        var recorded = (await reports.SitesAsync(cancellation)).FirstOrDefault(known => known.Site.Host == site.Host);
        var (_, days) = LinkResult.DaysOf(AskedPeriod.Read(query["period"], query["from"], query["to"], today), recorded, today);
        var report = await reader.ReadAsync(site, link, days, cancellation);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Stream(
            stream => WriteAsync(stream, report, row => row.Key.Length == 0 && row.Name.Length > 0 ? "" : LinkMaking.AddressOf(http, domain, link.Slug, row.Key)),
            "text/csv; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"link-{id}.csv"));
    }

    private static async Task WriteAsync(Stream stream, LinkResult report, Func<SetRow, string> address)
    {
        await using var text = new StreamWriter(stream);
        await using var csv = new CsvWriter(text, LinkFileWriter.Format);
        string[] currencies = [.. report.Whole.Revenue.Keys.Order(StringComparer.Ordinal)];
        await LineAsync(csv, ["channel", "name", "address", "clicks", "clickers", "requests", "previews", "visits", "goals", .. currencies.Select(currency => "revenue_" + currency.ToLowerInvariant())]);
        foreach (var row in report.Rows)
            await LineAsync(csv, [row.Channel?.Slug ?? "", row.Name, address(row), .. Figures(row.Figure, currencies)]);
        await LineAsync(csv, ["", Total, "", .. Figures(report.Whole, currencies)]);
    }

    private static IEnumerable<string> Figures(LinkFigure figure, string[] currencies) =>
    [
        Text(figure.Clicks), Text(figure.Clickers), Text(figure.All), Text(figure.Previews), Text(figure.Visits), Text(figure.Goals),
        .. currencies.Select(currency => figure.Revenue.TryGetValue(currency, out var sum) ? (sum / 10_000m).ToString("0.####", CultureInfo.InvariantCulture) : ""),
    ];

    private static async Task LineAsync(CsvWriter csv, IEnumerable<string> fields)
    {
        foreach (var field in fields)
            csv.WriteField(field);
        await csv.NextRecordAsync();
    }

    private static string Text(long? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "";
}
