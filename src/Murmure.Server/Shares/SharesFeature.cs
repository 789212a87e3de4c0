using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Accounts;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Shares;

/// <summary>How a site's pages travel, as share tags tell: the page under a site, and the same for programs.</summary>
public static class SharesFeature
{
    public static void AddShares(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CascadeRunner>();
        builder.Services.AddSingleton<ShareTokens>();
        builder.Services.AddSingleton<ShareBook>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<ShareBook>());
        builder.Services.AddSingleton<ShareCounts>();
    }

    public static void MapShares(WebApplication app)
    {
        app.MapGet("/e/shares", (HttpContext http, ShareCounts counts) => counts.AnswerAsync(http));
        app.MapGet("/api/v1/shares", ReportAsync).RequireAuthorization(Scopes.Policy(Scopes.ReportsRead)).WithTags("Shares")
            .WithSummary("Visits by generation of share tags, the ratios between them, and how many tags survive.").ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        app.MapGet("/app/sites/{host}/shares.csv", FileAsync).RequireAuthorization(Access.Member).ExcludeFromDescription();
    }

    /// <summary>The tables of the page: a row a generation, then a row a channel.</summary>
    private static async Task<IResult> FileAsync(HttpContext http, string host, SiteAccess sites, CascadeRunner cascades, TimeProvider clock)
    {
        if (sites.Find(http, host) is not { } site)
            return Problems.NotFound("There is no such site or table here.");
        var report = await cascades.RunAsync(site.Host, ReportRequest.Days(http.Request.Query, site.Today(clock), []), http.RequestAborted);
        return SheetFile.Of(http, site.Host + "-shares", ["by", "name", "visits", "next_per_visit", "shares", "visits_per_share", "previews", "tagged_previews"],
        [
            .. report.Generations.Select(step => (IReadOnlyList<object?>)["generation", step.Number, step.Visits, step.Ratio, null, null, null, null]),
            .. (report.Channels ?? []).Select(row => (IReadOnlyList<object?>)["channel", row.Channel, row.Visits, null, row.Shares, row.VisitsPerShare, row.Previews, row.TaggedPreviews]),
        ]);
    }

    /// <param name="site">The site's host.</param>
    /// <param name="from">The first day, yyyy-MM-dd; four weeks before the last one when absent.</param>
    /// <param name="to">The last day, included; today when absent.</param>
    private static async Task<Results<Ok<CascadeReport>, ProblemHttpResult>> ReportAsync(
        HttpContext http, SiteAccess sites, CascadeRunner cascades, TimeProvider clock, string? site, CancellationToken cancellation, string? from = null, string? to = null)
    {
        if (site is null || sites.Find(http, site) is not { } known)
            return Problems.NotFound("A site of that name is not among this key's.");
        var today = known.Today(clock);
        var problems = new List<ReportProblem>();
        var days = ReportRequest.Days(http.Request.Query, today, problems);
        return problems.Count == 0 ? TypedResults.Ok(await cascades.RunAsync(known.Host, days, cancellation)) : Problems.BadQuestion(problems);
    }
}
