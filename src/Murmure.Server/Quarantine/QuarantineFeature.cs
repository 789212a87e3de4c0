using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Attribution.Suspicions;
using Murmure.Server.Accounts;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Quarantine;

/// <summary>Whether what a rule finds counts as people.</summary>
/// <param name="People">True: reports count it, on the days kept and those to come. False: they leave it out again.</param>
public sealed record CountAs(bool? People);

/// <summary>What did not count as people's: the page under a site, and the same for programs.</summary>
public static class QuarantineFeature
{
    public static void AddQuarantine(IHostApplicationBuilder builder) => builder.Services.AddSingleton<QuarantineRunner>();

    public static void MapQuarantine(WebApplication app)
    {
        app.MapGet("/api/v1/quarantine", ReportAsync).RequireAuthorization(Scopes.Policy(Scopes.ReportsRead)).WithTags("Quarantine")
            .WithSummary("What was refused, what was taken for machines and why, by day.").ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        app.MapPut("/api/v1/quarantine/{rule}", CountAsync).RequireAuthorization(Scopes.Policy(Scopes.Admin)).DisableAntiforgery().WithTags("Quarantine").Accepts<CountAs>("application/json")
            .WithSummary("Counts what a rule sets apart as people, or no longer. It can be repeated and taken back.").ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        app.MapGet("/app/sites/{host}/quarantine.csv", FileAsync).RequireAuthorization(Access.Member).ExcludeFromDescription();
    }

    /// <summary>The page's counts, a row a reason and day.</summary>
    private static async Task<IResult> FileAsync(HttpContext http, string host, SiteAccess sites, QuarantineRunner quarantine, TimeProvider clock)
    {
        if (sites.Find(http, host) is not { } site)
            return NoSite();
        var report = await quarantine.RunAsync(site, ReportRequest.Days(http.Request.Query, site.Today(clock), []), http.RequestAborted);
        return SheetFile.Of(http, site.Host + "-quarantine", ["part", "reason", "day", "hits", "visits"],
        [
            .. report.SetApart.SelectMany(row => row.Days.Select(day => (IReadOnlyList<object?>)["set-apart", row.Rule, day.Day, day.Views, day.Visits])),
            .. report.Machines.SelectMany(row => row.Days.Select(day => (IReadOnlyList<object?>)["machine", row.Reason, day.Day, day.Hits, null])),
            .. report.Refused.SelectMany(row => row.Days.Select(day => (IReadOnlyList<object?>)["refused", row.Reason, day.Day, day.Hits, null])),
        ]);
    }

    /// <param name="site">The site's host.</param>
    /// <param name="from">The first day, yyyy-MM-dd; four weeks before the last one when absent.</param>
    /// <param name="to">The last day, included; today when absent.</param>
    private static async Task<Results<Ok<QuarantineReport>, ProblemHttpResult>> ReportAsync(
        HttpContext http, SiteAccess sites, QuarantineRunner quarantine, TimeProvider clock, string? site, CancellationToken cancellation,
        string? from = null, string? to = null)
    {
        if (site is null || sites.Find(http, site) is not { } known)
            return NoSite();
        var today = known.Today(clock);
        var problems = new List<ReportProblem>();
        var days = ReportRequest.Days(http.Request.Query, today, problems);
        return problems.Count == 0 ? TypedResults.Ok(await quarantine.RunAsync(known, days, cancellation)) : Problems.BadQuestion(problems);
    }

    /// <param name="rule">impossible-version, contradicting-headers, hosting-network or burst.</param>
    /// <param name="site">The site's host.</param>
    private static async Task<Results<Ok<CountAs>, ProblemHttpResult>> CountAsync(
        HttpContext http, SiteAccess sites, SiteChanges changes, string rule, string? site, CancellationToken cancellation)
    {
        if (site is null || sites.Find(http, site) is not { } known)
            return NoSite();
        if (Suspicion.Find(rule) is not { } suspicion)
            return Problems.NotFound("There is no such rule: " + string.Join(", ", Suspicion.All.Select(one => one.Slug)) + ".");
        if (await JsonBody.ReadAsync<CountAs>(http) is not { People: { } people } asked)
            return Problems.BadBody("The body is {\"people\": true} or {\"people\": false}.");
        await changes.CountAsync(known, suspicion.Slug, people, null, http.User.FindFirstValue(ClaimTypes.Name) ?? "", cancellation);
        return TypedResults.Ok(asked);
    }

    private static ProblemHttpResult NoSite() => Problems.NotFound("A site of that name is not among this key's.");
}
