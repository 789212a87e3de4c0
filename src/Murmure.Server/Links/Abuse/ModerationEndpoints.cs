using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;
using Murmure.Server.Links.Elsewhere;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links.Abuse;

/// <param name="Reason">Why, in 1 to 200 characters, for the organisation to read; visitors are not told.</param>
public sealed record DisableRequest(string? Reason);

/// <summary>What others say of a link.</summary>
/// <param name="Disabled">Why the link is out of service; empty while it works. <c>blocklist</c> is the nightly check.</param>
/// <param name="Reports">Reports by anybody, by reason.</param>
/// <param name="Imported">Clicks that another service counted before the link came here. They are not sorted, and never part of our own figures.</param>
public sealed record LinkStanding(string Disabled, IReadOnlyList<ReportCount> Reports, IReadOnlyList<ImportedCount> Imported);

/// <summary>Out of service and back, for programs: <c>POST /api/v1/links/{id}/disable</c>, <c>/enable</c>, <c>GET …/standing</c>.</summary>
internal sealed class ModerationEndpoints(LinkModeration moderation, LinkReports reports, ImportedClicksBook imported, IDbContextFactory<MurmureDb> metadata)
{
    public static void Map(WebApplication app)
    {
        var links = app.MapGroup("/api/v1/links/{id:long}").WithTags("Links").DisableAntiforgery().RequireAuthorization(Scopes.Policy(Scopes.LinksWrite));
        links.MapPost("/disable", (HttpContext http, long id, ModerationEndpoints api) => api.DisableAsync(http, id)).WithSummary("Takes a link out of service: from now on it answers 410 with a page.")
            .Accepts<DisableRequest>("application/json").Produces<LinkAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        links.MapPost("/enable", (HttpContext http, long id, ModerationEndpoints api) => api.EnableAsync(http, id)).WithSummary("Puts a link back into service, unless a block list has where it leads.")
            .Produces<LinkAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        links.MapGet("/standing", (HttpContext http, long id, ModerationEndpoints api) => api.StandingAsync(http, id))
            .WithSummary("Tells whether a link is out of service, how often it was reported, and what another service counted of it before.")
            .Produces<LinkStanding>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private async Task<IResult> DisableAsync(HttpContext http, long id)
    {
        var asked = await JsonBody.ReadAsync(http, ModerationJson.Default.DisableRequest);
        return asked is null
            ? Problems.BadBody("The body is a JSON object with 'reason'.")
            : LinkEndpoints.Answer(http, await moderation.DisableAsync(id, asked.Reason, Maker.Of(http), http.RequestAborted));
    }

    private async Task<IResult> EnableAsync(HttpContext http, long id) => LinkEndpoints.Answer(http, await moderation.EnableAsync(id, Maker.Of(http), http.RequestAborted));

    private async Task<IResult> StandingAsync(HttpContext http, long id)
    {
        await using var db = await metadata.CreateDbContextAsync(http.RequestAborted);
        if (await LinkBook.Of(db, Maker.OrganisationOf(http)).AsNoTracking().SingleOrDefaultAsync(link => link.Id == id, http.RequestAborted) is not { } link)
            return LinkEndpoints.Missing();
        return TypedResults.Json(
            new LinkStanding(link.Disabled, await reports.OfAsync(id, http.RequestAborted), await imported.OfAsync(id, http.RequestAborted)), ModerationJson.Default.LinkStanding);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DisableRequest))]
[JsonSerializable(typeof(LinkStanding))]
internal sealed partial class ModerationJson : JsonSerializerContext;
