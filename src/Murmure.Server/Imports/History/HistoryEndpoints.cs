using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;
using Murmure.Server.Links;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Imports.History;

/// <summary><c>/api/v1/history</c>: what other programs counted, in and out.</summary>
internal sealed class HistoryEndpoints(HistoryImport import, HistoryBook book, TimeProvider clock)
{
    private const string NoSite = "A site of that name is not among this key's.";

    private static readonly string Sources = $"'source' is one of {string.Join(", ", HistorySource.All.Select(source => source.Slug))}.";

    public static void Map(WebApplication app)
    {
        app.MapPost("/api/v1/history", (HttpContext http, SiteAccess sites, HistoryEndpoints api, string? site, string? source, string? name) => api.FileAsync(http, Find(http, sites, site), source, name))
            .RequireAuthorization(Scopes.Policy(Scopes.Admin)).DisableAntiforgery().WithTags("History")
            .WithSummary("Takes what Google Analytics 4, Matomo or Plausible counted, by day and channel group: the body is their export. A day given again replaces what was there, and the same file again changes nothing. A file with a line that cannot be read is refused as a whole.")
            .Accepts<Stream>("application/octet-stream", "text/csv", "application/json", "application/zip").Produces<HistoryTakenAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        app.MapPost("/api/v1/history/remote", (HttpContext http, SiteAccess sites, HistoryEndpoints api) => api.RemoteAsync(http, sites))
            .RequireAuthorization(Scopes.Policy(Scopes.Admin)).DisableAntiforgery().WithTags("History")
            .WithSummary("Takes the same from the Data API of Google Analytics 4, from a Matomo or from a Plausible. Keys and tokens are used for this call and kept nowhere.")
            .Accepts<HistoryRequest>("application/json").Produces<HistoryTakenAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status502BadGateway);
        app.MapGet("/api/v1/history", (HttpContext http, SiteAccess sites, HistoryEndpoints api, string? site, string? source, string? from, string? to) => api.ListAsync(http, Find(http, sites, site), source))
            .RequireAuthorization(Scopes.Policy(Scopes.ReportsRead)).WithTags("History")
            .WithSummary("What other programs counted on the days of a site. It is never mixed with what is measured here.")
            .Produces<HistoryAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        app.MapDelete("/api/v1/history", (HttpContext http, SiteAccess sites, HistoryEndpoints api, string? site, string? source, string? from, string? to) => api.RemoveAsync(http, Find(http, sites, site), source, from, to))
            .RequireAuthorization(Scopes.Policy(Scopes.Admin)).DisableAntiforgery().WithTags("History")
            .WithSummary("Removes what a program counted: of the days from 'from' to 'to', or all of it.")
            .Produces<HistoryRemovedAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static SiteRules? Find(HttpContext http, SiteAccess sites, string? site) => site is null ? null : sites.Find(http, site);

    private async Task<IResult> FileAsync(HttpContext http, SiteRules? site, string? named, string? name)
    {
        if (site is null)
            return Problems.NotFound(NoSite);
        if (HistorySource.Find(named) is not { } source)
            return Problems.BadBody(Sources);
        if (http.Request.ContentLength > HistoryFile.MostBytes)
            return Problems.TooLarge(HistoryFile.MostBytes);
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = HistoryFile.MostBytes;
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return Say(site, await import.FileAsync(site, source, name ?? "", body.GetBuffer().AsMemory(0, (int)body.Length), Maker.Of(http), http.RequestAborted));
    }

    private async Task<IResult> RemoteAsync(HttpContext http, SiteAccess sites)
    {
        if (await JsonBody.ReadAsync<HistoryRequest>(http) is not { } asked)
            return Problems.BadBody("The body is a JSON object with 'site', 'source', 'from' and 'to', and what the source takes.");
        if (Find(http, sites, asked.Site) is not { } site)
            return Problems.NotFound(NoSite);
        if (HistoryImport.DaysOf(site.Today(clock), asked.From, asked.To) is not { } days)
            return Problems.BadBody($"'from' and 'to' are days written 2026-11-25, both needed, at most {HistoryImport.MostDays} of them, the last not after today.");
        var cancellation = http.RequestAborted;
        if (asked.Source == HistorySource.Google.Slug)
        {
            return asked.Key is { } key && key.GetRawText() is { Length: <= ServiceAccount.MostBytes } text && ServiceAccount.Read(Encoding.UTF8.GetBytes(text)) is { } account && GoogleHistory.IsProperty(asked.Property ?? "")
                ? Say(site, await import.GoogleAsync(site, account, asked.Property!, days, Maker.Of(http), cancellation))
                : Problems.BadBody("Google Analytics takes 'property', a number, and 'key', a service account's key as its file has it.");
        }
        if (asked.Source == HistorySource.Matomo.Slug)
        {
            return import.MatomoAt(asked.Address ?? "") is { } address && asked.Id is > 0 and { } id && asked.Token is { Length: > 0 and <= 200 } token
                ? Say(site, await import.MatomoAsync(site, address, id, token, days, Maker.Of(http), cancellation))
                : Problems.BadBody("Matomo takes 'address' with https, 'id', the site's number there, and 'token'.");
        }
        if (asked.Source == HistorySource.Plausible.Slug)
        {
            return import.PlausibleAt(asked.Address ?? "") is { } address && (asked.Name is { Length: > 0 } named ? named : site.Host) is { Length: <= 200 } name && PlausibleHistory.IsKey(asked.Token ?? "")
                ? Say(site, await import.PlausibleAsync(site, address, name, asked.Token!, days, Maker.Of(http), cancellation))
                : Problems.BadBody("Plausible takes 'token', a key of its Stats API, and if need be 'address' with https and 'name', the site's name there.");
        }
        return Problems.BadBody(Sources);
    }

    private async Task<IResult> ListAsync(HttpContext http, SiteRules? site, string? source)
    {
        if (site is null)
            return Problems.NotFound(NoSite);
        if (source is not null && HistorySource.Find(source) is null)
            return Problems.BadBody(Sources);
        var problems = new List<ReportProblem>();
        var days = ReportRequest.Days(http.Request.Query, site.Today(clock), problems);
        if (problems.Count > 0)
            return Problems.BadQuestion(problems);
        var rows = await book.RowsAsync(site, source, days, http.RequestAborted);
        return TypedResults.Ok(new HistoryAnswer(site.Host, days.From, days.To, [.. rows.Select(row => new HistoryRowAnswer(row.Source, row.Day, row.Group, row.Channel, row.Visits))]));
    }

    private async Task<IResult> RemoveAsync(HttpContext http, SiteRules? site, string? named, string? from, string? to)
    {
        if (site is null)
            return Problems.NotFound(NoSite);
        if (HistorySource.Find(named) is not { } source)
            return Problems.BadBody(Sources);
        var (first, last) = (from is null ? DateOnly.MinValue : ReportRequest.DayOf(from), to is null ? DateOnly.MaxValue : ReportRequest.DayOf(to));
        if (first is null || last is null || last < first || from is null != to is null)
            return Problems.BadDays();
        return TypedResults.Ok(new HistoryRemovedAnswer(await book.RemoveAsync(site, source, new DayRange(first.Value, last.Value), Maker.Of(http), http.RequestAborted)));
    }

    private static IResult Say(SiteRules site, HistoryOutcome outcome) => outcome switch
    {
        HistoryOutcome.Done done => TypedResults.Ok(HistoryTakenAnswer.Of(site.Host, done.Taken)),
        HistoryOutcome.Unreadable unreadable => Problems.BadHistory(unreadable.Problem),
        HistoryOutcome.Unanswered unanswered => Problems.NoHistory(unanswered.Problem),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
