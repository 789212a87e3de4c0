using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Funnels;

/// <summary>Making, changing and removing funnels by the API, with a key that may change the organisation's things.</summary>
internal static class FunnelWrites
{
    private const string Body =
        "The body is {\"site\": \"example.org\", \"name\": \"To the newsletter\", \"steps\": [{\"kind\": \"page\", \"value\": \"/article/*\"}, {\"kind\": \"goal\", \"value\": \"Sign-up\"}]}; a page begins with / or *.";

    public static void Map(WebApplication app)
    {
        var all = app.MapGroup("/api/v1/funnels").RequireAuthorization(Scopes.Policy(Scopes.Admin)).DisableAntiforgery().WithTags("Funnels")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        all.MapPost("", MakeAsync).Accepts<FunnelRequest>("application/json").WithSummary("Makes a funnel of two to six pages and goals; a site has at most 20.");
        all.MapPut("/{id:long}", ChangeAsync).Accepts<FunnelRequest>("application/json")
            .WithSummary("Changes a funnel's name and steps. Its figures are those of the new steps, of all days whose events are kept.");
        all.MapDelete("/{id:long}", RemoveAsync).WithSummary("Removes a funnel.");
    }

    private static async Task<Results<Created<FunnelAnswer>, ProblemHttpResult>> MakeAsync(HttpContext http, SiteAccess sites, FunnelBook book, CancellationToken cancellation)
    {
        if (await JsonBody.ReadAsync<FunnelRequest>(http) is not { Site: { } host } asked)
            return Problems.BadBody(Body);
        if (sites.Find(http, host) is not { } site)
            return Problems.NotFound(FunnelsFeature.NoSite);
        var (kept, problem) = await KeepAsync(http, book, site, null, asked, cancellation);
        return kept is null ? problem! : TypedResults.Created($"/api/v1/funnels/{kept.Id}", FunnelAnswer.Of(kept));
    }

    /// <param name="id">The funnel's number.</param>
    private static async Task<Results<Ok<FunnelAnswer>, ProblemHttpResult>> ChangeAsync(HttpContext http, SiteAccess sites, FunnelBook book, long id, CancellationToken cancellation)
    {
        if (await FunnelsFeature.FindAsync(http, id, sites, book, cancellation) is not (var site, _))
            return Problems.NotFound(FunnelsFeature.NoFunnel);
        if (await JsonBody.ReadAsync<FunnelRequest>(http) is not { } asked)
            return Problems.BadBody(Body);
        var (kept, problem) = await KeepAsync(http, book, site, id, asked, cancellation);
        return kept is null ? problem! : TypedResults.Ok(FunnelAnswer.Of(kept));
    }

    /// <param name="id">The funnel's number.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(HttpContext http, SiteAccess sites, FunnelBook book, long id, CancellationToken cancellation) =>
        await FunnelsFeature.FindAsync(http, id, sites, book, cancellation) is (var site, _) && await book.RemoveAsync(site, Maker.Of(http), id, cancellation)
            ? TypedResults.NoContent() : Problems.NotFound(FunnelsFeature.NoFunnel);

    private static async Task<(Funnel? Kept, ProblemHttpResult? Problem)> KeepAsync(
        HttpContext http, FunnelBook book, SiteRules site, long? id, FunnelRequest asked, CancellationToken cancellation)
    {
        if (!FunnelsFeature.Allows(site))
            return (null, Problems.BadQuestion([FunnelsFeature.Exempt]));
        var steps = (asked.Steps ?? []).Select(step => step?.Line()).ToList();
        if (steps.Contains(null))
            return (null, Problems.BadBody(Body));
        var (kept, problem) = await book.KeepAsync(site, Maker.Of(http), id, asked.Name ?? "", [.. steps.OfType<string>()], cancellation);
        return problem switch
        {
            FunnelProblem.None => (kept, null),
            FunnelProblem.Name => (null, Problems.BadBody($"'name' has 1 to {Funnel.LongestName} characters.")),
            FunnelProblem.Steps => (null, Problems.BadBody($"'steps' are {FunnelBook.FewestSteps} to {VisitStep.Most} different ones, each of at most {FunnelBook.LongestStep} characters.")),
            FunnelProblem.Goal => (null, Problems.BadBody("A step of the kind 'goal' is a goal of the site's settings.")),
            FunnelProblem.Many => (null, Problems.BadBody($"A site has at most {FunnelBook.Most} funnels.")),
            _ => (null, Problems.NotFound(FunnelsFeature.NoFunnel)),
        };
    }
}
