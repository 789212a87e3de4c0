using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Dashboard;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links.Elsewhere;

/// <summary>A source's API to be asked.</summary>
/// <param name="From">The source's slug: <c>bitly</c>, <c>shlink</c>, <c>yourls</c> or <c>kutt</c>.</param>
/// <param name="Address">Where its links are listed, or where an earlier call said to go on.</param>
/// <param name="Token">What proves to the source who asks. It is used for this call and kept nowhere.</param>
/// <param name="Domain">The host that the links get here; absent is the organisation's first one.</param>
/// <param name="DryRun">Tells what would become of each link, and changes nothing.</param>
public sealed record RemoteSwitchRequest(string From, string Address, string Token, string? Domain = null, bool DryRun = false);

/// <summary><c>POST /api/v1/links/imports</c>: links from another service, as a file or from its API; <c>/admin/links/imports</c> by the socket.</summary>
internal sealed class SwitchEndpoints(LinkSwitch switching, LinkMaking making, LinkDirectory directory, IDbContextFactory<MurmureDb> metadata)
{
    public const int MostBytes = 64 << 20;

    public static void Map(WebApplication app)
    {
        var links = app.MapGroup("/api/v1/links/imports").WithTags("Links").DisableAntiforgery().RequireAuthorization(Scopes.Policy(Scopes.LinksWrite));
        links.MapPost("", (HttpContext http, SwitchEndpoints api, string? from, string? domain, bool? dry) => api.FileAsync(http, Maker.Of(http), from, domain, dry ?? false))
            .WithSummary("Takes another service's links over: the body is its export. The same again adds nothing; dry=true tells what would become of each row.")
            .Accepts<Stream>("application/octet-stream").Produces<SwitchAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
        links.MapPost("/remote", (HttpContext http, SwitchEndpoints api) => api.RemoteAsync(http, Maker.Of(http)))
            .WithSummary("Takes one page of another service's links over, from its API. 'next' of the answer is the address to go on from.")
            .Accepts<RemoteSwitchRequest>("application/json").Produces<SwitchAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
        app.MapPost("/admin/links/imports", async (HttpContext http, SwitchEndpoints api, string? from, string? domain, bool? dry) =>
            AdminSocket.IsSource(http) ? await api.FileAsync(http, await api.OwnerAsync(domain, http.RequestAborted), from, domain, dry ?? false) : TypedResults.NotFound()).DisableAntiforgery();
        app.MapPost("/admin/links/imports/remote", async (HttpContext http, SwitchEndpoints api, string? domain) =>
            AdminSocket.IsSource(http) ? await api.RemoteAsync(http, await api.OwnerAsync(domain, http.RequestAborted)) : TypedResults.NotFound()).DisableAntiforgery();
    }

    private async Task<IResult> FileAsync(HttpContext http, Maker? who, string? from, string? domain, bool dry)
    {
        var (run, problem) = await BeginAsync(http, who, from, domain, dry);
        if (run is null)
            return problem!;
        if (http.Request.ContentLength > MostBytes)
            return Problems.TooLarge(MostBytes);
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = MostBytes;
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (run.Source.Read(body.GetBuffer().AsSpan(0, (int)body.Length)) is not { } links)
            return Problems.BadLog("This is no export that can be read: neither JSON with a list of links, nor separated values, nor a dump of YOURLS's tables.");
        await switching.TakeAsync(run, links, http.RequestAborted);
        return TypedResults.Json(run.Answer(), SwitchJson.Default.SwitchAnswer);
    }

    private async Task<IResult> RemoteAsync(HttpContext http, Maker? who)
    {
        var asked = await JsonBody.ReadAsync(http, SwitchJson.Default.RemoteSwitchRequest);
        if (asked is null)
            return Problems.BadBody("The body is a JSON object with 'from', 'address' and 'token'.");
        var (run, problem) = await BeginAsync(http, who, asked.From, asked.Domain, asked.DryRun);
        if (run is null)
            return problem!;
        if (run.Source.Remote is not { } shape)
            return Problems.BadBody($"{run.Source.Name} is read from its files alone.");
        await switching.StepAsync(run, shape, asked.Address, asked.Token, http.RequestAborted);
        return TypedResults.Json(run.Answer(), SwitchJson.Default.SwitchAnswer);
    }

    private async Task<(SwitchRun? Run, IResult? Problem)> BeginAsync(HttpContext http, Maker? who, string? from, string? domain, bool dry)
    {
        if (LinkSource.Find(from) is not { } source)
            return (null, Problems.BadBody($"'from' is one of {string.Join(", ", LinkSource.All.Select(one => one.Slug))}."));
        if (who is null)
            return (null, Problems.BadBody("'domain' names a domain of links; there are several organisations, and it tells which is meant."));
        var (host, problem) = await making.DomainAsync(domain, who, dry, http.RequestAborted);
        return host is null ? (null, Problems.BadLink(problem!)) : (new SwitchRun(source, host, who, dry, DashboardFeature.TextsOf(http.Request)), null);
    }

    /// <summary>For the command line: the organisation that has the domain, or the only one there is.</summary>
    private async Task<Maker?> OwnerAsync(string? domain, CancellationToken cancellation)
    {
        var host = domain is null ? null : SiteForm.Host(domain);
        if (directory.Hosts.FirstOrDefault(one => one.Host == host) is { } known)
            return new Maker(known.Organisation, null, AuditLog.CommandLine);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var all = await db.Organisations.TagWith("SwitchEndpoints.Owner").Select(organisation => organisation.Id).Take(2).ToListAsync(cancellation);
        return all is [var only] ? new Maker(only, null, AuditLog.CommandLine) : null;
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SwitchAnswer))]
[JsonSerializable(typeof(RemoteSwitchRequest))]
internal sealed partial class SwitchJson : JsonSerializerContext;
