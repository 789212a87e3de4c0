using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;
using Murmure.Server.Links;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Annotations;

/// <summary>Notes on the time line: what members say of a day, beside what changed in how figures are made.</summary>
public static class AnnotationsFeature
{
    private const string NoSite = "A site of that name is not among this key's.";

    public static void AddAnnotations(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AnnotationBook>();
        builder.Services.AddSingleton<TimeLine>();
    }

    public static void MapAnnotations(WebApplication app)
    {
        app.MapGet("/api/v1/annotations", ListAsync).RequireAuthorization(Scopes.Policy(Scopes.ReportsRead)).WithTags("Annotations")
            .WithSummary("What is noted on the days of a site, oldest first: members' notes, and changes of method and catalogue.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        app.MapPost("/api/v1/annotations", AddAsync).RequireAuthorization(Scopes.Policy(Scopes.Admin)).DisableAntiforgery().WithTags("Annotations").Accepts<AnnotationRequest>("application/json")
            .WithSummary("Notes something on a day of a site: at most 200 characters, which every member reads.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        app.MapDelete("/api/v1/annotations/{id:long}", RemoveAsync).RequireAuthorization(Scopes.Policy(Scopes.Admin)).DisableAntiforgery().WithTags("Annotations")
            .WithSummary("Removes a note.").ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <param name="site">The site's host.</param>
    /// <param name="from">The first day, yyyy-MM-dd; four weeks before the last one when absent.</param>
    /// <param name="to">The last day, included; today when absent.</param>
    private static async Task<Results<Ok<AnnotationsAnswer>, ProblemHttpResult>> ListAsync(
        HttpContext http, SiteAccess sites, TimeLine line, TimeProvider clock, string? site, CancellationToken cancellation, string? from = null, string? to = null)
    {
        if (site is null || sites.Find(http, site) is not { } known)
            return Problems.NotFound(NoSite);
        var problems = new List<ReportProblem>();
        var days = ReportRequest.Days(http.Request.Query, known.Today(clock), problems);
        if (problems.Count > 0)
            return Problems.BadQuestion(problems);
        return TypedResults.Ok(new AnnotationsAnswer(known.Host, days.From, days.To, [.. (await line.ReadAsync(known, days, cancellation)).Select(AnnotationAnswer.Of)]));
    }

    private static async Task<Results<Created<AnnotationAnswer>, ProblemHttpResult>> AddAsync(HttpContext http, SiteAccess sites, AnnotationBook book, CancellationToken cancellation)
    {
        if (await JsonBody.ReadAsync<AnnotationRequest>(http) is not { } asked || ReportRequest.DayOf(asked.Day) is not { } day)
            return Problems.BadBody("The body is {\"site\": \"example.org\", \"day\": \"2026-11-25\", \"text\": \"Newsletter sent\"}.");
        if (asked.Site is null || sites.Find(http, asked.Site) is not { } site)
            return Problems.NotFound(NoSite);
        var (made, problem) = await book.AddAsync(site, Maker.Of(http), day, asked.Text ?? "", http.User.FindFirstValue(ClaimTypes.Name) ?? "", cancellation);
        return problem switch
        {
            AnnotationProblem.Text => Problems.BadBody($"'text' has 1 to {Annotation.Longest} characters."),
            AnnotationProblem.Day => Problems.BadBody("'day' lies within the site's last ten years, or the next."),
            AnnotationProblem.Many => Problems.BadBody($"A site has at most {AnnotationBook.Most} notes."),
            _ => TypedResults.Created((string?)null, AnnotationAnswer.Of(new Noted(made!.Day, made.Text, made.Key, made.Id))),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(HttpContext http, SiteAccess sites, AnnotationBook book, long id, CancellationToken cancellation) =>
        await book.RemoveAsync([.. sites.All(http)], Maker.Of(http), id, cancellation) ? TypedResults.NoContent() : Problems.NotFound("A note of that number is not among this key's sites'.");
}

/// <param name="Site">The site's host.</param>
/// <param name="Day">yyyy-MM-dd, of the site's own calendar.</param>
/// <param name="Text">At most 200 characters.</param>
public sealed record AnnotationRequest(string? Site, string? Day, string? Text);

/// <param name="Id">Of a note; null for a change that the server noted.</param>
/// <param name="Day">Of the site's own calendar.</param>
/// <param name="Kind"><c>note</c>, <c>method</c> or <c>catalogue</c>.</param>
/// <param name="Text">What the note says; of a change, from which version to which.</param>
/// <param name="By">Who noted it; empty for a change, and where it was somebody who is no member any more.</param>
public sealed record AnnotationAnswer(long? Id, DateOnly Day, string Kind, string Text, string By)
{
    internal static AnnotationAnswer Of(Noted noted) => noted.Change is { } change
        ? new(null, noted.Day, change.Kind, $"{change.Was} → {change.Is}", "")
        : new(noted.Id, noted.Day, "note", noted.Text, noted.By);
}

/// <summary>An answer of <c>/api/v1/annotations</c>.</summary>
public sealed record AnnotationsAnswer(string Site, DateOnly From, DateOnly To, IReadOnlyList<AnnotationAnswer> Annotations);
