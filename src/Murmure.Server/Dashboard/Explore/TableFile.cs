using Microsoft.AspNetCore.Http;
using Murmure.Server.Dashboard.Explore.Comparing;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Hosting;
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
        return SheetFile.Of(http, $"{site.Host}-{dimension.Name.Replace(':', '-')}", [.. ColumnsOf(table)], table.Answer.Rows.Select(row => (IReadOnlyList<object?>)[.. row, .. Beside(table, row[0])]));
    }

    private static IEnumerable<string> ColumnsOf(FullTable table)
    {
        foreach (var column in table.Metrics.Select(metric => metric.Name).Prepend(table.Dimension.Name))
            yield return column;
        if (table.Before is not null)
            yield return table.Metrics[0].Name + "_before";
        if (table.Readers is not null)
            yield return "reader_visits";
    }

    /// <summary>What stands behind a row's own columns; nothing where none was counted is 0.</summary>
    private static IEnumerable<object?> Beside(FullTable table, object? value)
    {
        foreach (var counts in new[] { table.Before, table.Readers }.OfType<IReadOnlyDictionary<string, long?>>())
            yield return counts.TryGetValue(ExploreReader.ValueOf(value), out var count) ? count : 0;
    }
}
