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
        var (rows, words) = (report.Rows.Where(row => row.Posts.Count > 0).Take(MostRows).ToList(), new CampaignWords(texts, report));
        var most = Math.Max(1, rows.Select(row => row.Clicks ?? 0).DefaultIfEmpty(1).Max());
        var height = Top + (rows.Count * RowHeight) + 90;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{height}" viewBox="0 0 {Width} {height}" font-family="system-ui, sans-serif" fill="#14201e">""")
            .Append(CultureInfo.InvariantCulture, $"""<title>{Written(report.Campaign.Name)}</title><rect width="{Width}" height="{height}" fill="#ffffff"/>""")
            .Append(CultureInfo.InvariantCulture, $"""<text x="40" y="52" font-size="26" font-weight="650">{Written(report.Campaign.Name)}</text>""")
            .Append(CultureInfo.InvariantCulture, $"""<text x="40" y="82" font-size="16" fill="#4c5a57">{Written(words.Days())}</text>""");
        foreach (var (index, row) in rows.Index())
        {
            var (y, width) = (Top + (index * RowHeight), (Width - Left - 140) * (row.Clicks ?? 0) / (double)most);
            var name = row.Variant == row.Channel ? texts.ChannelName(catalogue, row.Channel) : row.Variant;
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="40" y="{y + 24}" font-size="17">{Written(name)}</text>""");
            // A bar is a figure: where none is known there is none to draw.
            if (row.Clicks is not null)
                svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{Left}" y="{y + 6}" width="{Math.Max(2, width):0.#}" height="26" rx="3" fill="#0d6b5e"/>""");
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Left + Math.Max(2, width) + 10:0.#}" y="{y + 25}" font-size="17" font-weight="600">{Written(words.Number(row.Clicks))}</text>""");
        }
        return svg.Append(CultureInfo.InvariantCulture, $"""<text x="40" y="{height - 56}" font-size="17">{Written(Money(report, words, texts), 200)}</text>""")
            .Append(CultureInfo.InvariantCulture, $"""<text x="40" y="{height - 20}" font-size="14" fill="#4c5a57">{Written(texts.Say("campaign.drawing", site.Host))}</text></svg>""").ToString();
    }

    /// <summary>What came of it in visits, goals and money, as far as it is known.</summary>
    private static string Money(CampaignReport report, CampaignWords words, Texts texts) => string.Join(" · ", new (string Key, string? Value)[]
    {
        ("metric.visits", words.Number(report.Total.Visits)), ("metric.goals", words.Number(report.Total.Goals)), ("campaign.revenue", report.Total.Revenue.Count > 0 ? words.Revenue(report.Total) : null),
        ("campaign.spent", report.Total.Cost is { } cost ? words.Money(cost) : null), ("campaign.budget.whole", report.Budget is { } budget ? words.Money(budget) : null),
        ("campaign.cost.goal", report.GoalCost is { } goal ? words.Cost(goal) : null),
    }.Where(part => part.Value is not null).Select(part => texts.Say("campaign.drawing.part", texts[part.Key], part.Value!)));

    private static string Written(string text, int longest = 60) => System.Security.SecurityElement.Escape(Displayed.Foreign(text, longest)) ?? "";
}
