using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Accounts;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Dashboard;
using Murmure.Server.Hosting;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Privacy;

/// <summary>The end of what is kept: by age, and because somebody asks for it; and what everybody may read of it.</summary>
public static class PrivacyFeature
{
    public static void AddPrivacy(IHostApplicationBuilder builder, RetentionOptions options)
    {
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<Retention>();
        builder.Services.AddSingleton<ForeignCounts>();
        builder.Services.AddSingleton<Erasures>();
        builder.Services.AddSingleton<Erasure>();
        builder.Services.AddSingleton<SiteDeletion>();
        builder.Services.AddSingleton<KeyLog>();
        builder.Services.AddSingleton<Transparency>();
        builder.Services.AddSingleton<SiteReceivers>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<Retention>());
    }

    public static void MapPrivacy(WebApplication app)
    {
        app.MapDelete("/api/v1/sites/{host}/events", EraseAsync).RequireAuthorization(Scopes.Policy(Scopes.Admin)).DisableAntiforgery().WithTags("Sites")
            .WithSummary("Erases events, visits and daily counts of days of a site, today's included, and what connections and imported history have of them. Backups are not reached; those in the data folder are named.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        app.MapDelete("/api/v1/sites/{host}", DeleteAsync).RequireAuthorization(Scopes.Policy(Scopes.Admin)).DisableAntiforgery().WithTags("Sites")
            .WithSummary("Deletes a site with everything of it: events, daily counts, keys, page cards, logs, connections, imported history, settings. There is no way back. Backups are not reached; those in the data folder are named.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <param name="host">The site's host.</param>
    /// <param name="from">The first day, yyyy-MM-dd.</param>
    /// <param name="to">The last day, included.</param>
    private static async Task<Results<Ok<ErasureAnswer>, ProblemHttpResult>> EraseAsync(
        HttpContext http, SiteAccess sites, Erasure erasure, string host, string? from, string? to, CancellationToken cancellation)
    {
        if (sites.Find(http, host) is not { } site)
            return Problems.NotFound("A site of that name is not among this key's.");
        if (ReportRequest.DayOf(from) is not { } first || ReportRequest.DayOf(to) is not { } last || last < first)
            return Problems.BadDays();
        var caller = Caller.Of(http);
        return TypedResults.Ok(await erasure.EraseAsync(site, new DayRange(first, last), caller?.AccountId, caller?.Email ?? "API", Elsewhere(http), cancellation));
    }

    /// <param name="host">The site's host.</param>
    private static async Task<Results<Ok<ErasureAnswer>, ProblemHttpResult>> DeleteAsync(
        HttpContext http, SiteAccess sites, SiteDeletion deletion, string host, CancellationToken cancellation)
    {
        if (sites.Find(http, host) is not { } site)
            return Problems.NotFound("A site of that name is not among this key's.");
        var caller = Caller.Of(http);
        return TypedResults.Ok(await deletion.DeleteAsync(site, caller?.AccountId, caller?.Email ?? "API", Elsewhere(http), cancellation));
    }

    private static string Elsewhere(HttpContext http) => DashboardFeature.TextsOf(http.Request)["erasure.elsewhere"];
}
