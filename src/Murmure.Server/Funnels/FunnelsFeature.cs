using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Accounts;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Dashboard;
using Murmure.Server.Dashboard.Explore;
using Murmure.Server.Estimates;
using Murmure.Server.Hosting;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Funnels;

/// <summary>Funnels: how far visits come on a way of pages and goals that members name.</summary>
public static class FunnelsFeature
{
    internal const string NoFunnel = "A funnel of that number is not among this key's sites'.";

    internal const string NoSite = "A site of that name is not among this key's.";

    internal static readonly ReportProblem Exempt = new("profile", "Under this site's profile nothing links what one visit did.");

    public static void AddFunnels(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<FunnelBook>();
        builder.Services.AddSingleton<FunnelReader>();
        builder.Services.AddSingleton<FunnelEnds>();
    }

    public static void MapFunnels(WebApplication app)
    {
        app.MapGet("/api/v1/funnels", ListAsync).RequireAuthorization(Scopes.Policy(Scopes.ReportsRead)).WithTags("Funnels")
            .WithSummary("The funnels that a site's members set up, and their steps.").ProducesProblem(StatusCodes.Status404NotFound);
        app.MapGet("/api/v1/funnels/{id:long}", AnswerAsync).RequireAuthorization(Scopes.Policy(Scopes.ReportsRead)).WithTags("Funnels")
            .WithSummary("How many visits did each step of a funnel and all steps before it, within the one visit and in whatever order; together and by family.")
            .WithDescription("Counted from single events: days whose events are deleted are answered range-needs-events. What is kept back is null, as in reports; so is a step that few visitors left out.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        FunnelWrites.Map(app);
        app.MapGet("/app/sites/{host}/funnels/{id:long}.csv", FileAsync).RequireAuthorization(Access.Member);
    }

    /// <summary>Whether a site may have any: where only the exempt part is kept, what one visit did is not linked.</summary>
    internal static bool Allows(SiteRules site) => EstimateRounds.Allows(site);

    /// <summary>Whether visits of the site may be asked for by these: by a goal only where what a visit did is linked.</summary>
    internal static bool Allows(SiteRules site, IEnumerable<Filter> filters) => Allows(site) || filters.All(filter => filter.Dimension != Dimension.Reached);

    /// <param name="site">The site's host.</param>
    private static async Task<Results<Ok<FunnelsAnswer>, ProblemHttpResult>> ListAsync(HttpContext http, SiteAccess sites, FunnelBook book, string? site, CancellationToken cancellation) =>
        site is null || sites.Find(http, site) is not { } known
            ? Problems.NotFound(NoSite)
            : TypedResults.Ok(new FunnelsAnswer(known.Host, [.. (await book.ListAsync(known.Id, cancellation)).Select(FunnelAnswer.Of)]));

    /// <param name="id">The funnel's number.</param>
    /// <param name="from">The first day, yyyy-MM-dd; four weeks before the last one when absent.</param>
    /// <param name="to">The last day, included; today when absent.</param>
    /// <param name="filters">Of what visits have: dimension==value;dimension!=value;dimension~=text;dimension!~text;dimension==one|other; goal==NAME is a goal that they reached</param>
    private static async Task<Results<Ok<FunnelFiguresAnswer>, ProblemHttpResult>> AnswerAsync(
        HttpContext http, SiteAccess sites, FunnelBook book, FunnelReader reader, TimeProvider clock, long id, CancellationToken cancellation, string? from = null, string? to = null, string? filters = null)
    {
        if (await FindAsync(http, id, sites, book, cancellation) is not (var site, var funnel))
            return Problems.NotFound(NoFunnel);
        var problems = new List<ReportProblem>();
        var days = ReportRequest.Days(http.Request.Query, site.Today(clock), problems);
        var asked = new Narrowed(site.Host, days, ReportRequest.Filters(filters ?? "", problems));
        if (asked.Filters.Any(filter => !SiteQuestion.CanFilter(filter)))
            problems.Add(new("filter", "A funnel is narrowed by what visits have."));
        if (!Allows(site))
            problems.Add(Exempt);
        if (problems.Count > 0)
            return Problems.BadQuestion(problems);
        var figures = await reader.ReadAsync(asked, funnel, cancellation);
        return figures.Since is { } since ? Problems.RangeNeedsEvents(since, DashboardFeature.TextsOf(http.Request))
            : figures.Problems.Count > 0 ? Problems.BadQuestion(figures.Problems)
            : TypedResults.Ok(FunnelFiguresAnswer.Of(site.Host, days, figures));
    }

    /// <summary>A funnel of one of the key's sites; null where it is none of theirs.</summary>
    internal static async Task<(SiteRules Site, Funnel Funnel)?> FindAsync(HttpContext http, long id, SiteAccess sites, FunnelBook book, CancellationToken cancellation)
    {
        var all = sites.All(http);
        return await book.FindAsync(all, id, cancellation) is { } found ? (all.First(site => site.Id.Value == found.SiteId), found) : null;
    }

    private static async Task<IResult> FileAsync(
        HttpContext http, string host, long id, SiteAccess sites, FunnelBook book, FunnelReader reader, ScreenReader screens, TimeProvider clock, CancellationToken cancellation)
    {
        if (sites.Find(http, host) is not { } site || await book.FindAsync([site], id, cancellation) is not { } funnel || !Allows(site)
            || await screens.NarrowAsync(site, SiteQuestion.Read(http.Request.Query, site, clock), cancellation) is not (_, { } asked))
            return Problems.NotFound("There is no such funnel here.");
        var figures = await reader.ReadAsync(asked, funnel, cancellation);
        if (figures.Problems.Count > 0)
            return figures.Since is { } since ? Problems.RangeNeedsEvents(since, DashboardFeature.TextsOf(http.Request)) : Problems.BadQuestion(figures.Problems);
        return SheetFile.Of(http, string.Create(CultureInfo.InvariantCulture, $"{site.Host}-funnel-{funnel.Id}"), ["step", "kind", "value", "family", "visits"], Rows(figures));
    }

    /// <summary>A row a step and family; without a family, of all together.</summary>
    private static IEnumerable<IReadOnlyList<object?>> Rows(FunnelFigures figures) => figures.Families.Prepend(("", figures.Reached))
        .SelectMany(one => StepAnswer.Of(figures.Funnel).Index().Select(step => (IReadOnlyList<object?>)[step.Index + 1, step.Item.Kind, step.Item.Value, one.Item1, one.Item2[step.Index]]));
}
