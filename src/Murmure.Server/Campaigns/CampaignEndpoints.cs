using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Connections;
using Murmure.Server.Hosting;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <param name="Site">The site's host.</param>
/// <param name="Name">At most 80 characters.</param>
/// <param name="Link">The number of the short link that its posts lead to.</param>
/// <param name="Goal">The name of one of the site's goals; empty for any.</param>
/// <param name="Budget">In the currency's own unit.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record CampaignBody(string? Site, string? Name, string? Brief = null, long? Link = null, string? Goal = null, decimal Budget = 0, string? Currency = null);

/// <param name="Connection">The number of the connection that publishes it; null where a person does.</param>
/// <param name="Channel">The channel's slug, without a connection.</param>
/// <param name="Place">The name of one of the link's places; empty for the channel's own address.</param>
/// <param name="Due">When it goes out; null leaves it a draft.</param>
/// <param name="Details">What the connector asks for besides.</param>
/// <param name="Cost">In the campaign's currency; 0 states none.</param>
public sealed record PostBody(string? Text, long? Connection = null, string? Channel = null, string? Place = null, DateTimeOffset? Due = null, IReadOnlyDictionary<string, string>? Details = null, decimal Cost = 0);

/// <param name="State"><c>draft</c>, <c>scheduled</c>, <c>sending</c>, <c>published</c>, <c>unsure</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Answer">What the last try got, with the service's own number; empty before the first.</param>
public sealed record PostAnswer(long Id, string Channel, string Variant, string State, DateTime? Due, DateTime? PublishedAt, string Answer)
{
    internal static PostAnswer Of(Post post) => new(post.Id, post.Channel, post.Variant, post.State.ToString().ToLowerInvariant(), post.Due, post.PublishedAt, post.Answer);
}

public sealed record CampaignAnswer(long Id, string Name, long? Link, IReadOnlyList<PostAnswer> Posts)
{
    internal static CampaignAnswer Of(Campaign one) => new(one.Id, one.Name, one.LinkId, [.. one.Posts.Select(PostAnswer.Of)]);
}

public sealed record CampaignListAnswer(IReadOnlyList<CampaignAnswer> Campaigns);

/// <summary><c>/api/v1/campaigns</c></summary>
internal static class CampaignEndpoints
{
    private const string NoSite = "A site of that name is not among this key's.";

    public static void Map(WebApplication app)
    {
        var all = app.MapGroup("/api/v1/campaigns").WithTags("Campaigns").DisableAntiforgery();
        all.MapGet("", ListAsync).RequireAuthorization(Scopes.Policy(Scopes.ReportsRead)).WithSummary("Lists a site's campaigns and their posts, the newest first.")
            .Produces<CampaignListAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        all.MapGet("/{id:long}/report", ReportAsync).RequireAuthorization(Scopes.Policy(Scopes.ReportsRead)).WithSummary("What came of a campaign by channel: what the channel told, and what the site counted.")
            .Produces<CampaignReportAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        all.MapPost("", AddAsync).RequireAuthorization(Scopes.Policy(Scopes.Admin)).WithSummary("Makes a campaign.")
            .Accepts<CampaignBody>("application/json").Produces<CampaignAnswer>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        all.MapPost("/{id:long}/posts", PostAsync).RequireAuthorization(Scopes.Policy(Scopes.Admin)).WithSummary("Adds a post to a campaign; with a time it goes out by itself.")
            .Accepts<PostBody>("application/json").Produces<PostAnswer>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <param name="site">The site's host.</param>
    private static async Task<IResult> ListAsync(HttpContext http, SiteAccess sites, CampaignBook book, CancellationToken cancellation, string? site = null) =>
        site is null || sites.Find(http, site) is not { } found ? Problems.NotFound(NoSite)
            : TypedResults.Ok(new CampaignListAnswer([.. (await book.ListAsync(found, cancellation)).Select(CampaignAnswer.Of)]));

    private static async Task<IResult> ReportAsync(HttpContext http, long id, SiteAccess sites, CampaignBook book, CampaignReader reader, CancellationToken cancellation)
    {
        if (await FindAsync(http, id, sites, book, cancellation) is not var (site, found))
            return Missing();
        var report = await reader.ReadAsync(site, found, cancellation);
        return TypedResults.Ok(CampaignReportAnswer.Of(report));
    }

    private static async Task<IResult> AddAsync(HttpContext http, SiteAccess sites, CampaignBook book, CancellationToken cancellation)
    {
        if (await JsonBody.ReadAsync<CampaignBody>(http) is not { } asked)
            return Problems.BadBody("The body is {\"site\": \"example.org\", \"name\": \"Investigation\", \"link\": 12}.");
        if (asked.Site is null || sites.Find(http, asked.Site) is not { } site)
            return Problems.NotFound(NoSite);
        if (!Amounts.TryKeep(asked.Budget, out var budget))
            return Problems.BadBody("'budget' is an amount from 0 to 1,000,000,000.");
        var request = new CampaignRequest(asked.Name ?? "", asked.Brief ?? "", asked.Link, asked.Goal ?? "", budget, asked.Currency ?? "");
        var (kept, field, _) = await book.KeepAsync(site, Maker.Of(http), null, request, cancellation);
        return kept is null ? Problems.BadBody($"'{field}' is missing, too long, or none of this site's.") : TypedResults.Created((string?)null, CampaignAnswer.Of(kept));
    }

    private static async Task<IResult> PostAsync(HttpContext http, long id, SiteAccess sites, CampaignBook book, PostBook posts, CancellationToken cancellation)
    {
        if (await JsonBody.ReadAsync<PostBody>(http) is not { } asked)
            return Problems.BadBody("The body is {\"text\": \"Read this tonight\", \"channel\": \"signal\"}, or with the number of a connection as 'connection'.");
        if (await FindAsync(http, id, sites, book, cancellation) is not var (site, found))
            return Missing();
        if (!Amounts.TryKeep(asked.Cost, out var cost))
            return Problems.BadBody("'cost' is an amount from 0 to 1,000,000,000.");
        var request = new PostRequest(asked.Connection, asked.Channel ?? "", asked.Place ?? "", asked.Text ?? "", asked.Due?.UtcDateTime, asked.Details ?? new Dictionary<string, string>()) { Cost = cost };
        var (kept, field, problem) = await posts.KeepAsync(site, found, null, request, cancellation);
        if (problem == "post.channel.connection")
            return Problems.BadBody("'channel' is not the connection's: a connection publishes on its own channel. Leave it out.");
        return kept is null ? Problems.BadBody($"'{field}' is missing, too long, or none of this site's.") : TypedResults.Created((string?)null, PostAnswer.Of(kept));
    }

    private static async Task<(SiteRules Site, Campaign Campaign)?> FindAsync(HttpContext http, long id, SiteAccess sites, CampaignBook book, CancellationToken cancellation)
    {
        var all = sites.All(http);
        return await book.FindAsync(all, id, cancellation) is { } found ? (all.First(site => site.Id.Value == found.SiteId), found) : null;
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Missing() => Problems.NotFound("A campaign of that number is not among this key's sites'.");
}
