using Microsoft.AspNetCore.Http;
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
        var question = SiteQuestion.Read(http.Request.Query, site.Today(clock));
        if (await screens.NarrowAsync(site, question, cancellation) is not var (_, asked))
            return Problems.NotFound("There is no such site or table here.");
        var table = asked is null ? FullTable.Empty(dimension) : await explorer.TableAsync(asked, dimension, Metric.Find(http.Request.Query["sort"].ToString()), MostRows, cancellation);
        if (table.Answer is null)
            return table.Problems is [{ Since: { } since }, ..] ? Problems.RangeNeedsEvents(since, DashboardFeature.TextsOf(http.Request)) : Problems.BadQuestion(table.Problems);
        return SheetFile.Of(http, $"{site.Host}-{dimension.Name.Replace(':', '-')}", [dimension.Name, .. table.Metrics.Select(metric => metric.Name)], table.Answer.Rows);
    }
}
