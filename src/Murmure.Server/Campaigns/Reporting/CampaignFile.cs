using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Http;
using Murmure.Connectors;
using Murmure.Server.Connections;
using Murmure.Server.Hosting;
using Murmure.Server.Links;
using Murmure.Server.Sites;

namespace Murmure.Server.Campaigns;

/// <summary>A campaign's report as a file for a spreadsheet, in the names of the API. What a channel never tells of is empty, not nought.</summary>
internal static class CampaignFile
{
    /// <summary>What channels tell, in the order of the columns.</summary>
    internal static readonly ObservationKind[] Told =
        [ObservationKind.Sent, ObservationKind.Delivered, ObservationKind.Read, ObservationKind.Failed, ObservationKind.Reaction, ObservationKind.Reply, ObservationKind.Forward, ObservationKind.Joined];

    public static async Task<IResult> AnswerAsync(HttpContext http, string host, long id, SiteAccess sites, CampaignBook book, CampaignReader reader, CancellationToken cancellation)
    {
        if (sites.Find(http, host) is not { } site || await book.FindAsync(site, id, cancellation) is not { } campaign)
            return Problems.NotFound("There is no such campaign here.");
        var report = await reader.ReadAsync(site, campaign, cancellation);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Stream(stream => WriteAsync(stream, report), "text/csv; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"{site.Host}-campaign-{id}.csv"));
    }

    private static async Task WriteAsync(Stream stream, CampaignReport report)
    {
        await using var text = new StreamWriter(stream);
        await using var csv = new CsvWriter(text, LinkFileWriter.Format);
        foreach (var column in (string[])["channel", "variant", "posts", .. Told.Select(ObservationIntake.NameOf), "declared_audience", "declared_reactions",
            "previews", "clicks", "clickers", "visits", "engaged_ms", "goals", "cost", "currency"])
            csv.WriteField(column);
        await csv.NextRecordAsync();
        foreach (var row in report.Rows)
        {
            foreach (var field in (string[])[row.Channel, row.Variant, Text(row.Published), .. Told.Select(kind => Text(row.Of(kind))), Text(row.DeclaredAudience), Text(row.DeclaredReactions),
                Text(row.Previews), Text(row.Clicks), Text(row.Clickers), Text(row.Visits), Text(row.Engaged), Text(row.Goals), (row.Cost / 10_000m).ToString(CultureInfo.InvariantCulture), report.Campaign.Currency])
                csv.WriteField(field);
            await csv.NextRecordAsync();
        }
    }

    private static string Text(long? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "";
}
