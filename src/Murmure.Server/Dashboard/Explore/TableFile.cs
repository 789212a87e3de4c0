using CsvHelper;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Dashboard.Explore.Comparing;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Hosting;
using Murmure.Server.Links;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Explore;

/// <summary>A table as a file for a spreadsheet: the same question as its page, in the names of the API.</summary>
internal static class TableFile
{
    private const int MostRows = 100_000;

    /// <summary>The file, or why there is none.</summary>
    public static async Task<IResult> AnswerAsync(
        HttpContext http, string host, string name, SiteAccess sites, ScreenReader screens, ExploreReader explorer, TimeProvider clock, CancellationToken cancellation)
    {
        if (sites.Find(http, host) is not { } site || Dimension.Find(name) is not { } dimension)
            return Problems.NotFound("There is no such site or table here.");
        var question = SiteQuestion.Read(http.Request.Query, site, clock);
        if (await screens.NarrowAsync(site, question, cancellation) is not var (recorded, asked))
            return Problems.NotFound("There is no such site or table here.");
        var table = asked is null ? FullTable.Empty(dimension) : await explorer.TableAsync(asked, dimension, question.Sort, MostRows,
            EarlierDays.Of(asked.Days, question.Compared, recorded, site.Today(clock)), cancellation);
        if (table.Answer is null)
            return table.Problems is [{ Since: { } since }, ..] ? Problems.RangeNeedsEvents(since, DashboardFeature.TextsOf(http.Request)) : Problems.BadQuestion(table.Problems);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Stream(stream => WriteAsync(stream, table), "text/csv; charset=utf-8", $"{site.Host}-{dimension.Name.Replace(':', '-')}.csv");
    }

    private static async Task WriteAsync(Stream stream, FullTable table)
    {
        await using var text = new StreamWriter(stream);
        await using var csv = new CsvWriter(text, LinkFileWriter.Format);
        foreach (var column in table.Metrics.Select(metric => metric.Name).Prepend(table.Dimension.Name))
            csv.WriteField(column);
        if (table.Before is not null)
            csv.WriteField(table.Metrics[0].Name + "_before");
        if (table.Readers is not null)
            csv.WriteField("reader_visits");
        await csv.NextRecordAsync();
        foreach (var row in table.Answer!.Rows)
        {
            foreach (var value in row)
                csv.WriteField(ExploreReader.ValueOf(value));
            if (table.Before is { } before)
                csv.WriteField(before.TryGetValue(ExploreReader.ValueOf(row[0]), out var then) ? then : 0);
            if (table.Readers is { } readers)
                csv.WriteField(readers.TryGetValue(ExploreReader.ValueOf(row[0]), out var sent) ? sent : 0);
            await csv.NextRecordAsync();
        }
    }
}
