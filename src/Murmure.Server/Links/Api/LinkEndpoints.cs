using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Accounts;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary><c>/api/v1/links</c>: an organisation's links, for programs.</summary>
internal sealed partial class LinkEndpoints(LinkMaking making, LinkDirectory directory, IDbContextFactory<MurmureDb> metadata)
{
    private const int LongestBody = 4 << 20;
    private const int Deepest = 16;
    private const int MostOnPage = 200;

    public static void Map(WebApplication app)
    {
        var links = app.MapGroup("/api/v1/links").WithTags("Links").DisableAntiforgery().RequireAuthorization(Scopes.Policy(Scopes.LinksWrite));
        links.MapPost("", (HttpContext http, LinkEndpoints api) => api.AddAsync(http)).WithSummary("Makes a link, or answers the one that has the external id.")
            .Accepts<LinkRequest>("application/json").Produces<LinkAnswer>(StatusCodes.Status201Created).Produces<LinkAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status429TooManyRequests);
        links.MapPost("/bulk", (HttpContext http, LinkEndpoints api) => api.AddManyAsync(http)).WithSummary("Makes up to 1,000 links, all or none.")
            .Accepts<LinkRequest[]>("application/json").Produces<BulkAnswer>(StatusCodes.Status201Created).Produces<BulkAnswer>(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        links.MapPatch("/bulk", (HttpContext http, LinkEndpoints api) => api.ChangeManyAsync(http)).WithSummary("Makes one change to up to 1,000 links, all or none. Slug, external id and domain are each link's own and cannot be changed so.")
            .Accepts<BulkChange>("application/json").Produces<BulkAnswer>().Produces<BulkAnswer>(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        links.MapDelete("/bulk", (HttpContext http, LinkEndpoints api) => api.RemoveManyAsync(http)).WithSummary("Deletes up to 1,000 links, all or none; their figures stay.")
            .Accepts<BulkChange>("application/json").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        links.MapGet("", (HttpContext http, LinkEndpoints api) => api.ListAsync(http)).WithSummary("Lists links, the newest first: search, tag, folder, domain, externalId, archived.")
            .Produces<LinkPageAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
        links.MapGet("/export", (HttpContext http, LinkFileWriter writer) => writer.Answer(http)).WithSummary("Writes links as CSV, the newest first, chosen as in the list. What a spreadsheet would run as a formula is marked by an apostrophe.")
            .Produces<Stream>(contentType: "text/csv");
        links.MapGet("/{id:long}", (HttpContext http, long id, LinkEndpoints api) => api.GetAsync(http, id)).WithSummary("Answers a link.")
            .Produces<LinkAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        links.MapPatch("/{id:long}", (HttpContext http, long id, LinkEndpoints api) => api.ChangeAsync(http, id)).WithSummary("Changes what is sent of a link, and nothing else.")
            .Accepts<LinkRequest>("application/json").Produces<LinkAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        links.MapDelete("/{id:long}", (HttpContext http, long id, LinkEndpoints api) => api.RemoveAsync(http, id)).WithSummary("Deletes a link; its figures stay.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private async Task<IResult> AddAsync(HttpContext http)
    {
        var (body, problem) = await ReadAsync(http);
        using (body)
        {
            if (body is null)
                return problem!;
            if (Deserialize(body.RootElement) is not { } asked)
                return Problems.BadBody(ApiBody.NoObject);
            var made = await making.MakeAsync(asked, Maker.Of(http), http.RequestAborted);
            return made switch
            {
                { Problem: { } wrong } => Problems.BadLink(wrong),
                { Link: { } link, Domain: { } domain } => TypedResults.Json(AnswerOf(http, link, domain), LinkJson.Default.LinkAnswer, statusCode: made.Found ? StatusCodes.Status200OK : StatusCodes.Status201Created),
                _ => throw new InvalidOperationException("A link is made, found or refused."),
            };
        }
    }

    private async Task<IResult> ListAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var limit = 50;
        if (query.TryGetValue("limit", out var most) && (!int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostOnPage))
            return Problems.BadBody($"'limit' is 1 to {MostOnPage}.");
        var before = long.MaxValue;
        if (query.TryGetValue("cursor", out var cursor) && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out before))
            return Problems.BadBody("'cursor' is what the page before answered as 'next'.");
        await using var db = await metadata.CreateDbContextAsync(http.RequestAborted);
        var found = LinkSearch.Read(query, directory).Apply(LinkBook.Of(db, Maker.OrganisationOf(http)).AsNoTracking().Where(link => link.Id < before));
        var links = await found.OrderByDescending(link => link.Id).Take(limit + 1).ToListAsync(http.RequestAborted);
        var shown = links.Take(limit).Select(link => AnswerOf(http, link, directory.HostOf(link))).ToList();
        return TypedResults.Json(new LinkPageAnswer(shown, links.Count > limit ? shown[^1].Id.ToString(CultureInfo.InvariantCulture) : null), LinkJson.Default.LinkPageAnswer);
    }

    private async Task<IResult> GetAsync(HttpContext http, long id)
    {
        await using var db = await metadata.CreateDbContextAsync(http.RequestAborted);
        return await LinkBook.Of(db, Maker.OrganisationOf(http)).AsNoTracking().SingleOrDefaultAsync(link => link.Id == id, http.RequestAborted) is { } link
            ? TypedResults.Json(AnswerOf(http, link, directory.HostOf(link)), LinkJson.Default.LinkAnswer)
            : Missing();
    }

    private async Task<IResult> ChangeAsync(HttpContext http, long id)
    {
        var (body, problem) = await ReadAsync(http);
        using (body)
        {
            if (body is null)
                return problem!;
            if (Deserialize(body.RootElement) is not { } asked)
                return Problems.BadBody(ApiBody.NoObject);
            var sent = body.RootElement.EnumerateObject().Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
            var changed = await making.ChangeAsync(id, asked, sent, Maker.Of(http), http.RequestAborted);
            return Answer(http, changed);
        }
    }

    private async Task<IResult> RemoveAsync(HttpContext http, long id) =>
        await making.RemoveAsync([id], Maker.Of(http), http.RequestAborted) ? TypedResults.NoContent() : Missing();

    /// <summary>The link as it is after a change, what is wrong with the change, or that there is none.</summary>
    internal static IResult Answer(HttpContext http, MadeLink changed) => changed switch
    {
        { Problem: { } wrong } => Problems.BadLink(wrong),
        { Link: { } link, Domain: { } domain } => TypedResults.Json(AnswerOf(http, link, domain), LinkJson.Default.LinkAnswer),
        _ => Missing(),
    };

    internal static ProblemHttpResult Missing() => Problems.NotFound("A link of that number is not among this key's.");

    internal static LinkAnswer AnswerOf(HttpContext http, Link link, LinkHost domain)
    {
        var address = LinkMaking.AddressOf(http, domain, link.Slug);
        return new LinkAnswer(
            link.Id, address, domain.Host.Length > 0 ? domain.Host : http.Request.Host.Value ?? "", link.Slug, link.Url, link.Title, link.Notes, link.Folder, link.ExternalId, link.Tags, link.Status, link.CacheSeconds,
            link.ValidFrom, link.ValidUntil, link.MaxClicks, link.PasswordHash is not null, link.FallbackUrl, link.ForwardQuery, link.AppendPath, link.NoIndex, LinkText.Rules(link), LinkText.Preview(link),
            [.. LinkText.Placements(link).Select(place => new PlacementAnswer(place.Key, place.Channel, place.Name, $"{address}~{place.Key}"))], LinkText.Utm(link),
            link.Archived, link.Disabled, link.Created, link.Updated, LinkForm.Warnings(link));
    }

    private static LinkRequest? Deserialize(JsonElement element) => ApiBody.ObjectOf(element, LinkJson.Default.LinkRequest);

    private static Task<(JsonDocument? Body, IResult? Problem)> ReadAsync(HttpContext http) => ApiBody.DocumentAsync(http, LongestBody, Deepest);
}
