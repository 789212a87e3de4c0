using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Murmure.Attribution;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard.Overview;
using Murmure.Server.Hosting;
using Murmure.Server.Reports;
using Murmure.Server.Sites;

namespace Murmure.Server.Dashboard.Explore;

/// <summary>The tables of a site's page, and of the list of sites, that no dimension stands for, as files for a spreadsheet.</summary>
internal static class ScreenFiles
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/app/sites/{host}/by/{name}.csv", TableFile.AnswerAsync).WithMetadata(new OpenBeforeSetUpAttribute()).RequireAuthorization(Access.Member);
        app.MapGet("/app/sites/{host}/origins.csv", OriginsAsync).RequireAuthorization(Access.Member).ExcludeFromDescription();
        app.MapGet("/app/sites/{host}/direct.csv", DirectAsync).RequireAuthorization(Access.Member).ExcludeFromDescription();
        app.MapGet("/app/sites.csv", SitesAsync).RequireAuthorization(Access.Member).ExcludeFromDescription();
    }

    private static async Task<IResult> OriginsAsync(HttpContext http, string host, SiteAccess sites, ScreenReader screens, ExploreReader explorer, TimeProvider clock)
    {
        if (sites.Find(http, host) is not { } site || await screens.NarrowAsync(site, SiteQuestion.Read(http.Request.Query, site, clock), http.RequestAborted) is not (_, { } asked))
            return Missing();
        var rows = await explorer.OriginsAsync(asked, http.RequestAborted);
        return SheetFile.Of(http, site.Host + "-origins", ["family", "visits", "visits_per_visitor", "views_per_visit", "engaged_seconds", "read_depth", "read_to_end", "goals", "goals_per_visit"],
            rows.Select(row => (IReadOnlyList<object?>)[row.Family, row.Visits, row.VisitsPerDay, row.ViewsPerVisit, row.Engaged, row.Read, row.Completion, row.Goals, row.GoalRate]));
    }

    /// <summary>Direct, decomposed: of what is estimated the interval too, since its value alone says too much.</summary>
    private static async Task<IResult> DirectAsync(HttpContext http, string host, SiteAccess sites, ScreenReader screens, OverviewReader overviews, TimeProvider clock)
    {
        if (sites.Find(http, host) is not { } site || await screens.NarrowAsync(site, SiteQuestion.Read(http.Request.Query, site, clock), http.RequestAborted) is not var (summary, asked))
            return Missing();
        var story = asked is null ? null : new OverviewStory(await overviews.ReadAsync(site, summary, asked.Days.From, asked.Days.To, http.RequestAborted), DashboardFeature.TextsOf(http.Request));
        return SheetFile.Of(http, site.Host + "-direct", ["grade", "visits", "lower", "upper"], story is null ? [] : story.Parts.Select(part =>
        {
            var between = part.Grade == Grade.Inferred ? story.EstimatedBetween : null;
            return (IReadOnlyList<object?>)[part.Grade.ToString().ToLowerInvariant(), part.Visits, between?.From, between?.To];
        }));
    }

    private static async Task<IResult> SitesAsync(HttpContext http, SiteAccess sites, SitesReader reader) => SheetFile.Of(
        http, "sites", ["site", "from", "to", "visits", "visits_before", "private_share_lower", "private_share_upper"],
        (await reader.ReadAsync(sites.All(http), http.RequestAborted)).Select(line => (IReadOnlyList<object?>)
            [line.Summary.Site.Host, line.Days.From, line.Days.To, line.Total, line.Before, line.Estimate?.Figure.DarkShareOfVisits?.Lower, line.Estimate?.Figure.DarkShareOfVisits?.Upper]));

    private static ProblemHttpResult Missing() => Problems.NotFound("There is no such site or table here.");
}
