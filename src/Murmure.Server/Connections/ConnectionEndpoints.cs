using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Murmure.Attribution;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Connections;

/// <param name="Site">The site's host.</param>
/// <param name="Kind">The connector's name, such as <c>telegram</c>; <c>manual</c> for a place where people publish.</param>
/// <param name="Name">At most 60 characters.</param>
/// <param name="Channel">The channel's slug, of a manual one; a connector has its own.</param>
/// <param name="Settings">What it takes to reach the service, by the connector's fields. It is kept encrypted and answered never.</param>
/// <param name="Watched">Of Discord: numbers of the rooms in which reactions and forwards are counted; none by default.</param>
/// <param name="QuietFrom">Hour on the site's clock from which on nothing is published; both hours or neither.</param>
/// <param name="QuietTo">Hour from which on it is again.</param>
/// <param name="NoticePosted">That the members of the watched rooms were told; nothing is counted there without.</param>
public sealed record ConnectionBody(
    string? Site, string? Kind, string? Name, string? Channel = null, IReadOnlyDictionary<string, string>? Settings = null, IReadOnlyList<string>? Watched = null, int? QuietFrom = null, int? QuietTo = null, bool NoticePosted = false);

/// <param name="Webhook">Where the service tells us of events.</param>
/// <param name="Problem">What went wrong last, with the service's own number; empty since it last went well.</param>
public sealed record ConnectionAnswer(long Id, string Kind, string Name, string Channel, string Webhook, DateTime Created, DateTime? LastEvent, string Problem, DateTime? RestsUntil)
{
    internal static ConnectionAnswer Of(Connection one) =>
        new(one.Id, one.Kind, one.Name, one.Channel, WebhookDoor.AddressOf(one).ToString(), one.Created, one.LastEvent, one.Problem, one.RestsUntil);
}

public sealed record ConnectionListAnswer(IReadOnlyList<ConnectionAnswer> Connections);

/// <param name="Problem">What is wrong; empty where it is in order.</param>
public sealed record FindingAnswer(string Name, string Problem);

public sealed record FindingListAnswer(IReadOnlyList<FindingAnswer> Findings);

/// <summary><c>/api/v1/connections</c></summary>
internal static class ConnectionEndpoints
{
    public static void Map(WebApplication app)
    {
        var all = app.MapGroup("/api/v1/connections").WithTags("Connections").DisableAntiforgery().RequireAuthorization(Scopes.Policy(Scopes.Admin));
        all.MapGet("", ListAsync).WithSummary("Lists a site's connections to services outside, without what opens them.").Produces<ConnectionListAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        all.MapPost("", AddAsync).WithSummary("Connects a site to a service outside.")
            .Accepts<ConnectionBody>("application/json").Produces<ConnectionAnswer>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        all.MapPost("/{id:long}/check", CheckAsync).WithSummary("Does what can be done from here to connect, and says what is in order and what is not.")
            .Produces<FindingListAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        all.MapDelete("/{id:long}", RemoveAsync).WithSummary("Removes a connection and what it counted.").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <param name="site">The site's host.</param>
    private static async Task<IResult> ListAsync(HttpContext http, SiteAccess sites, ConnectionBook book, CancellationToken cancellation, string? site = null) =>
        site is null || sites.Find(http, site) is not { } found ? Problems.NotFound("A site of that name is not among this key's.")
            : TypedResults.Ok(new ConnectionListAnswer([.. (await book.ListAsync(found, cancellation)).Select(ConnectionAnswer.Of)]));

    private static async Task<IResult> AddAsync(HttpContext http, SiteAccess sites, ConnectionBook book, ConnectorSet connectors, Catalogue catalogue, CancellationToken cancellation)
    {
        if (await JsonBody.ReadAsync<ConnectionBody>(http) is not { } asked)
            return Problems.BadBody("The body is {\"site\": \"example.org\", \"kind\": \"telegram\", \"name\": \"Readers\", \"settings\": {…}}.");
        if (asked.Site is null || sites.Find(http, asked.Site) is not { } site)
            return Problems.NotFound("A site of that name is not among this key's.");
        if (asked.Kind is null || connectors.ChannelOf(asked.Kind, asked.Channel ?? "") is not { } channel || !catalogue.BySlug.ContainsKey(channel))
            return Problems.BadBody($"'kind' is one of {string.Join(", ", connectors.Kinds)}; a manual one has the slug of a channel as 'channel'.");
        if (asked.Watched is { Count: > 0 } && !asked.NoticePosted)
            return Problems.BadBody("'noticePosted' says that the members of the watched rooms were told: nothing is counted there before.");
        var request = new ConnectionRequest(asked.Kind, asked.Name ?? "", channel, asked.Settings ?? new Dictionary<string, string>(), $"{http.Request.Scheme}://{http.Request.Host}")
        {
            Watched = [.. (asked.Watched ?? []).Where(room => !string.IsNullOrWhiteSpace(room))], QuietFrom = asked.QuietFrom, QuietTo = asked.QuietTo,
        };
        var (kept, field, _) = await book.KeepAsync(site, Maker.Of(http), null, request, cancellation);
        return kept is null ? Problems.BadBody($"'{field}' is missing, or not as the service gives it.") : TypedResults.Created((string?)null, ConnectionAnswer.Of(kept));
    }

    private static async Task<IResult> CheckAsync(HttpContext http, long id, SiteAccess sites, ConnectionBook book, ConnectionCheck check, CancellationToken cancellation)
    {
        if (await FindAsync(http, id, sites, book, cancellation) is not var (_, found))
            return Missing();
        var findings = await check.RunAsync(found, cancellation);
        return TypedResults.Ok(new FindingListAnswer([.. findings.Select(one => new FindingAnswer(one.Name, ConnectionHealth.NameOf(one.Problem)))]));
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, long id, SiteAccess sites, ConnectionBook book, CancellationToken cancellation)
    {
        if (await FindAsync(http, id, sites, book, cancellation) is not var (site, found))
            return Missing();
        await book.RemoveAsync(site, found.Id, Maker.Of(http), cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<(SiteRules Site, Connection Connection)?> FindAsync(HttpContext http, long id, SiteAccess sites, ConnectionBook book, CancellationToken cancellation)
    {
        var all = sites.All(http);
        return await book.FindAsync(all, id, cancellation) is { } found ? (all.First(site => site.Id.Value == found.SiteId), found) : null;
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Missing() => Problems.NotFound("A connection of that number is not among this key's sites'.");
}
