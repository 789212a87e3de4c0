using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Estimates;

/// <summary>How much of a site's direct traffic private messages brought: made in the background, kept with its revisions, told on a page and to programs.</summary>
public static class EstimatesFeature
{
    public static void AddEstimates(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<HourlyReader>();
        builder.Services.AddSingleton<CampaignCalendar>();
        builder.Services.AddSingleton<EstimateRunner>();
        builder.Services.AddSingleton<EstimateBook>();
        builder.Services.AddSingleton<EstimateOfDays>();
        builder.Services.AddSingleton<EstimateRounds>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<EstimateRounds>());
    }

    public static void MapEstimates(WebApplication app)
    {
        app.MapGet("/api/v1/estimates", ListAsync).RequireAuthorization(Scopes.Policy(Scopes.ReportsRead)).WithTags("Estimates")
            .WithSummary("The share of direct visits that private messages brought, by period, with its interval, what stands behind it, and its revisions.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        app.MapGet("/admin/estimates/latest", (HttpContext http, SiteDirectory sites, EstimateBook book, TimeProvider clock, string? site, CancellationToken cancellation) =>
            AdminSocket.IsSource(http)
                ? LatestAsync(site is null ? null : sites.Find(site), book, clock, cancellation)
                : Task.FromResult<Results<Ok<EstimateOfPeriod>, ProblemHttpResult>>(Problems.NotFound("There is nothing here.")));
        app.MapGet("/api/v1/estimates/latest", (HttpContext http, SiteAccess sites, EstimateBook book, TimeProvider clock, string? site, CancellationToken cancellation) =>
                LatestAsync(site is null ? null : sites.Find(http, site), book, clock, cancellation))
            .RequireAuthorization(Scopes.Policy(Scopes.ReportsRead)).WithTags("Estimates")
            .WithSummary("The estimate of the last four finished weeks of a site; before there are any, the latest one of any period.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        app.MapPut("/api/v1/sites/{host}/calendar", ConfirmAsync).RequireAuthorization(Scopes.Policy(Scopes.Admin)).DisableAntiforgery().WithTags("Estimates").Accepts<CalendarWord>("application/json")
            .WithSummary("Says that the site's list of mailings is complete for these days, or takes that back. Figures are made anew within the hour.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <param name="site">The site's host.</param>
    /// <param name="from">The first day, yyyy-MM-dd; four weeks before the last one when absent.</param>
    /// <param name="to">The last day, included; today when absent.</param>
    private static async Task<Results<Ok<EstimatesAnswer>, ProblemHttpResult>> ListAsync(
        HttpContext http, SiteAccess sites, EstimateBook book, TimeProvider clock, string? site, CancellationToken cancellation, string? from = null, string? to = null)
    {
        if (site is null || sites.Find(http, site) is not { } known)
            return Problems.NotFound("A site of that name is not among this key's.");
        var problems = new List<ReportProblem>();
        var days = ReportRequest.Days(http.Request.Query, known.Today(clock), problems);
        if (problems.Count > 0)
            return Problems.BadQuestion(problems);
        if (!EstimateRounds.Allows(known))
            return TypedResults.Ok(new EstimatesAnswer(known.Host, days.From, days.To, known.Profile.Slug(), [], []));
        var changes = (await book.AnnotationsAsync(known.Id, cancellation)).Select(one => new EstimateChange(one.At, one.Kind, one.Was, one.Is));
        return TypedResults.Ok(new EstimatesAnswer(known.Host, days.From, days.To, null, EstimateOfPeriod.Of(known, await book.ListAsync(known.Id, days, cancellation)), [.. changes]));
    }

    private static async Task<Results<Ok<EstimateOfPeriod>, ProblemHttpResult>> LatestAsync(
        SiteRules? site, EstimateBook book, TimeProvider clock, CancellationToken cancellation)
    {
        if (site is null)
            return Problems.NotFound("A site of that name is not here.");
        if (!EstimateRounds.Allows(site))
            return Problems.NotFound("The site is measured inside the CNIL's exemption, which leaves out how channels perform: there is no estimate.");
        var today = site.Today(clock);
        var kept = EstimateOfPeriod.Of(site, await book.ListAsync(site.Id, new DayRange(today.AddYears(-1), today), cancellation));
        return EstimateOfPeriod.Latest(kept) is { } latest
            ? TypedResults.Ok(latest)
            : Problems.NotFound("No day is closed yet. The first estimate comes within an hour of the first close, which is two hours after the day's end.");
    }

    /// <param name="host">The site's host.</param>
    private static async Task<Results<Ok<CalendarWord>, ProblemHttpResult>> ConfirmAsync(HttpContext http, SiteAccess sites, CampaignCalendar calendar, string host, CancellationToken cancellation)
    {
        if (sites.Find(http, host) is not { } site)
            return Problems.NotFound("A site of that name is not among this key's.");
        if (await JsonBody.ReadAsync<CalendarWord>(http) is not { Confirmed: { } confirmed } asked || ReportRequest.DayOf(asked.From) is not { } first || ReportRequest.DayOf(asked.To) is not { } last || last < first)
            return Problems.BadBody("The body is {\"from\": \"2026-11-01\", \"to\": \"2026-11-30\", \"confirmed\": true}, 'to' not before 'from'.");
        var (range, who) = (new DayRange(first, last), http.User.FindFirstValue(ClaimTypes.Name) ?? "");
        await (confirmed ? calendar.ConfirmAsync(site, range, null, who, cancellation) : calendar.WithdrawAsync(site, range, null, who, cancellation));
        return TypedResults.Ok(asked);
    }
}
