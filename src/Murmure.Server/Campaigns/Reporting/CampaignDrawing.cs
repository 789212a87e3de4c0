using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Murmure.Attribution;
using Murmure.Server.Connections.Pages;
using Murmure.Server.Dashboard;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;

namespace Murmure.Server.Campaigns;

/// <summary>A campaign's clicks by channel as an image for slides and mails: a vector drawing of its own, with its figures as text.</summary>
internal static class CampaignDrawing
{
    private const int Width = 900;
    private const int RowHeight = 44;
    private const int Top = 110;
    private const int Left = 260;
    private const int MostRows = 20;

    public static async Task<IResult> AnswerAsync(HttpContext http, string host, long id, SiteAccess sites, CampaignBook book, CampaignReader reader, Catalogue catalogue, CancellationToken cancellation)
    {
        if (sites.Find(http, host) is not { } site || await book.FindAsync(site, id, cancellation) is not { } campaign)
            return Problems.NotFound("There is no such campaign here.");
        var report = await reader.ReadAsync(site, campaign, cancellation);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.File(Encoding.UTF8.GetBytes(Draw(report, site, catalogue, DashboardFeature.TextsOf(http.Request))), "image/svg+xml", string.Create(CultureInfo.InvariantCulture, $"{site.Host}-campaign-{id}.svg"));
    }

    private static string Draw(CampaignReport report, SiteRules site, Catalogue catalogue, Texts texts)
    {
        var rows = report.Rows.Take(MostRows).ToList();
        var most = Math.Max(1, rows.Select(row => row.Clicks).DefaultIfEmpty(1).Max());
        var height = Top + (rows.Count * RowHeight) + 50;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{height}" viewBox="0 0 {Width} {height}" font-family="system-ui, sans-serif" fill="#14201e">""")
            .Append(CultureInfo.InvariantCulture, $"""<title>{Written(report.Campaign.Name)}</title><rect width="{Width}" height="{height}" fill="#ffffff"/>""")
            .Append(CultureInfo.InvariantCulture, $"""<text x="40" y="52" font-size="26" font-weight="650">{Written(report.Campaign.Name)}</text>""")
            .Append(CultureInfo.InvariantCulture, $"""<text x="40" y="82" font-size="16" fill="#4c5a57">{Written(Days(report, site, texts))}</text>""");
        foreach (var (index, row) in rows.Index())
        {
            var (y, width) = (Top + (index * RowHeight), (Width - Left - 140) * row.Clicks / (double)most);
            var name = row.Variant == row.Channel ? texts.ChannelName(catalogue, row.Channel) : row.Variant;
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="40" y="{y + 24}" font-size="17">{Written(name)}</text><rect x="{Left}" y="{y + 6}" width="{Math.Max(2, width):0.#}" height="26" rx="3" fill="#0d6b5e"/>""")
                .Append(CultureInfo.InvariantCulture, $"""<text x="{Left + Math.Max(2, width) + 10:0.#}" y="{y + 25}" font-size="17" font-weight="600">{Written(texts.Number(row.Clicks))}</text>""");
        }
        return svg.Append(CultureInfo.InvariantCulture, $"""<text x="40" y="{height - 20}" font-size="14" fill="#4c5a57">{Written(texts.Say("campaign.drawing", site.Host))}</text></svg>""").ToString();
    }

    private static string Days(CampaignReport report, SiteRules site, Texts texts) =>
        report.Days is { } days ? texts.Say("campaign.days", texts.Day(days.From), texts.Day(days.To)) : site.Host;

    private static string Written(string text) => System.Security.SecurityElement.Escape(Displayed.Foreign(text, 60)) ?? "";
}
