using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <param name="Url">An RSS or Atom feed, or a sitemap.</param>
/// <param name="Site">The site of whose articles links are made.</param>
public sealed record FeedRequest(string? Url, string? Site);

/// <param name="Read">When it was read last; null before the first time.</param>
/// <param name="Problem">Why the last reading made nothing of it: <c>status</c>, <c>xml</c>, <c>index</c>, <c>empty</c>, <c>private</c>, <c>name</c>, <c>unreachable</c>, <c>time</c>, <c>redirects</c>; empty when all was well.</param>
/// <param name="Made">How many links it has made.</param>
public sealed record FeedAnswer(long Id, string Url, string Site, DateTime? Read, string Problem, long Made);

public sealed record FeedListAnswer(IReadOnlyList<FeedAnswer> Feeds);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(FeedRequest))]
[JsonSerializable(typeof(FeedAnswer))]
[JsonSerializable(typeof(FeedListAnswer))]
internal sealed partial class FeedJson : JsonSerializerContext;

/// <summary><c>/api/v1/feeds</c></summary>
internal static class FeedEndpoints
{
    public static void Map(WebApplication app)
    {
        var feeds = app.MapGroup("/api/v1/feeds").WithTags("Feeds").DisableAntiforgery().RequireAuthorization(Scopes.Policy(Scopes.LinksWrite));
        feeds.MapPost("", AddAsync).WithSummary("Adds a feed or sitemap, read once an hour: each new article of the site gets a link, with the article's address as its external id.")
            .Accepts<FeedRequest>("application/json").Produces<FeedAnswer>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        feeds.MapGet("", async (HttpContext http, FeedBook book, SiteDirectory sites) =>
            TypedResults.Json(new FeedListAnswer([.. (await book.ListAsync(Maker.OrganisationOf(http), http.RequestAborted)).Select(feed => AnswerOf(feed, sites))]), FeedJson.Default.FeedListAnswer))
            .WithSummary("Lists the feeds.").Produces<FeedListAnswer>();
        feeds.MapDelete("/{id:long}", async (HttpContext http, long id, FeedBook book) =>
            await book.RemoveAsync(id, Maker.Of(http), http.RequestAborted) ? (IResult)TypedResults.NoContent() : Problems.NotFound("A feed of that number is not among this key's."))
            .WithSummary("Removes a feed; the links it made stay.").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> AddAsync(HttpContext http, FeedBook book, SiteAccess access, SiteDirectory sites)
    {
        var (asked, problem) = await ApiBody.ReadAsync(http, FeedJson.Default.FeedRequest);
        if (asked is null)
            return problem!;
        if (access.Find(http, asked.Site ?? "") is not { } site)
            return Problems.NotFound("There is no such site here.");
        var (made, wrong) = await book.AddAsync(asked.Url, site, Maker.Of(http), http.RequestAborted);
        return made is null ? Problems.BadLink(wrong!) : TypedResults.Json(AnswerOf(made, sites), FeedJson.Default.FeedAnswer, statusCode: StatusCodes.Status201Created);
    }

    private static FeedAnswer AnswerOf(Feed feed, SiteDirectory sites) => new(feed.Id, feed.Url, sites.Find(new SiteId(feed.SiteId))?.Host ?? "", feed.Read, feed.Problem, feed.Made);
}
