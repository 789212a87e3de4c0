using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Murmure.Attribution;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard.Details.Google;
using Murmure.Server.Dashboard.Details.Orphans;
using Murmure.Server.Dashboard.Details.Sections;
using Murmure.Server.Hosting;
using Murmure.Server.Reports;
using Murmure.Server.Sites;

namespace Murmure.Server.Dashboard.Details;

/// <summary>The tables of pages of details as files for a spreadsheet: what the page reads of the same days, row by row.</summary>
internal static class DetailFiles
{
    private const string Site = "/app/sites/{host}";

    public static void Map(WebApplication app)
    {
        app.MapGet(Site + "/sections.csv", SectionsAsync).RequireAuthorization(Access.Member).ExcludeFromDescription();
        app.MapGet(Site + "/section/{name}.csv", (HttpContext http, string host, string name, SiteAccess sites, ReportRunner reports, TimeProvider clock, PageTable pages) =>
            GroupAsync(http, host, sites, reports, clock, pages, page => page.Section == name, "section")).RequireAuthorization(Access.Member).ExcludeFromDescription();
        app.MapGet(Site + "/author.csv", (HttpContext http, string host, string? name, SiteAccess sites, ReportRunner reports, TimeProvider clock, PageTable pages) =>
            GroupAsync(http, host, sites, reports, clock, pages, page => name is { Length: > 0 } && page.Card?.Author == name, "author")).RequireAuthorization(Access.Member).ExcludeFromDescription();
        app.MapGet(Site + "/google-analytics.csv", GoogleAsync).RequireAuthorization(Access.Member).ExcludeFromDescription();
        app.MapGet(Site + "/orphans.csv", OrphansAsync).RequireAuthorization(Access.Member).ExcludeFromDescription();
    }

    private static async Task<IResult> SectionsAsync(HttpContext http, string host, SiteAccess sites, ReportRunner reports, TimeProvider clock, PageTable table)
    {
        if (await DetailDays.ReadAsync(http, host, sites, reports, clock) is not { } asked)
            return Missing();
        var pages = await table.ReadAsync(asked.Site.Host, asked.Days, http.RequestAborted, ends: true);
        return SheetFile.Of(http, asked.Site.Host + "-sections", ["kind", "name", "published", "visits", "reads", "evidence_visits", "signs", "per_thousand", "per_thousand_lower", "per_thousand_upper", "read_depth", "read_to_end"],
            [.. PageTable.BySection(asked.Site, asked.Days, pages).Select(group => Row("section", group)), .. PageTable.ByAuthor(asked.Site, asked.Days, pages).Select(group => Row("author", group))]);

        static IReadOnlyList<object?> Row(string kind, PageGroup group) =>
            [kind, group.Name, group.Published, group.Visits, group.Views, group.Evidence, group.Signs, group.PerThousand?.Value, group.PerThousand?.Lower, group.PerThousand?.Upper, group.Depth, group.Completion];
    }

    private static async Task<IResult> GroupAsync(
        HttpContext http, string host, SiteAccess sites, ReportRunner reports, TimeProvider clock, PageTable table, Func<PageFigures, bool> belongs, string name)
    {
        if (await DetailDays.ReadAsync(http, host, sites, reports, clock) is not { } asked)
            return Missing();
        var pages = await table.ReadAsync(asked.Site.Host, asked.Days, http.RequestAborted);
        return SheetFile.Of(http, $"{asked.Site.Host}-{name}", ["page", "title", "visits", "reads", "evidence_visits", "signs", "per_thousand"],
            PageGroup.Best(pages.Where(belongs)).Select(page => (IReadOnlyList<object?>)[page.Page, page.Card?.Title, page.Visits, page.Views, page.Evidence, page.Signs, PageGroup.PerThousandOf(page.Signs, page.Views)?.Value]));
    }

    private static async Task<IResult> GoogleAsync(HttpContext http, string host, SiteAccess sites, ReportRunner reports, TimeProvider clock, Ga4Reader reader)
    {
        if (await DetailDays.ReadAsync(http, host, sites, reports, clock) is not { } asked || await reader.ReadAsync(asked.Site.Host, asked.Days, http.RequestAborted) is not { } compared)
            return Missing();
        return SheetFile.Of(http, asked.Site.Host + "-google-analytics", ["ga4_group", .. compared.Families.Select(NameOf), "visits"],
            compared.Groups.Select(group => (IReadOnlyList<object?>)[group.ToString(), .. compared.Families.Select(family => (object?)compared.Of(group, family)), compared.Of(group)]));
    }

    private static async Task<IResult> OrphansAsync(HttpContext http, string host, SiteAccess sites, ReportRunner reports, TimeProvider clock, OrphanVisitsReader reader)
    {
        if (await DetailDays.ReadAsync(http, host, sites, reports, clock) is not { } asked)
            return Missing();
        var found = await reader.ReadAsync(asked.Site, asked.Days, http.RequestAborted);
        IEnumerable<IReadOnlyList<object?>> rows =
        [
            .. found.Clicks.Days.SelectMany(day => (IReadOnlyList<object?>[])[["clicks-root", day.Day, day.Root], ["clicks-unknown", day.Day, day.Unknown], ["clicks-expired", day.Day, day.Expired]]),
            .. found.Clicks.Addresses.Select(one => (IReadOnlyList<object?>)["address", one.Path, one.Clicks]), .. found.Links.Select(one => (IReadOnlyList<object?>)["link-gone", one.Link, one.Visits]),
        ];
        return SheetFile.Of(http, asked.Site.Host + "-orphans", ["what", "name", "count"], rows);
    }

    private static string NameOf(Family family) => family.ToString().ToLowerInvariant();

    private static ProblemHttpResult Missing() => Problems.NotFound("There is no such site or table here, or its events are deleted.");
}
