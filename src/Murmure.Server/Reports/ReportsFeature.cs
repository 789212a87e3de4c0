using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Dashboard;
using Murmure.Server.Estimates;
using Murmure.Server.Funnels;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Reports;

/// <summary>An answer of <c>/api/v1/reports</c>.</summary>
/// <param name="Columns">The names of the columns: dimensions, then metrics.</param>
/// <param name="Rows">Values in the order of the columns: texts, days as <c>yyyy-MM-dd</c>, numbers. A row that is kept back has null for each of its metrics.</param>
/// <param name="Totals">Each metric over everything that the filters let through, whatever the limit; null where that is kept back, and for revenue in several currencies.</param>
/// <param name="Suppressed">
/// Whether something is kept back. By country, region, city, device, browser, os, app and property:NAME, as dimensions and as filters, a figure is kept back when fewer than
/// 10 visitors stand behind it or behind what it leaves out, or when another that is kept back could be worked out from it.
/// </param>
/// <param name="Estimates">Estimates of finished periods that lie within the days asked for, of the whole site: there are none where filters take a part of it.</param>
public sealed record ReportAnswer(
    IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows, IReadOnlyDictionary<string, long?> Totals, bool Suppressed, IReadOnlyList<EstimateOfPeriod> Estimates)
{
    /// <summary>
    /// The last day that is counted, where later ones were asked for: what is asked of a reader's country, region, city, device, browser, os, app or property is answered for days that are over,
    /// since a day that goes on would tell of each reader who comes. Null otherwise.
    /// </summary>
    public DateOnly? Until { get; init; }

    /// <summary>A metric's count in one of the rows; null where it is kept back, or was not asked for.</summary>
    internal long? CountOf(object?[] row, Metric metric)
    {
        for (var place = 0; place < Columns.Count; place++)
        {
            if (Columns[place] == metric.Name)
                return row[place] as long?;
        }

        return null;
    }
}

/// <summary>Reports as JSON: the same questions that the pages ask.</summary>
public static class ReportsFeature
{
    public static void AddReports(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AnswerRunner>();
        builder.Services.AddSingleton<Reclassification>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<Reclassification>());
        builder.Services.AddOpenApi("v1", options =>
        {
            // The pages and their forms are for browsers; the document is of what programs call.
            options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
            options.AddDocumentTransformer((document, _, _) => Describe(document));
        });
    }

    private static readonly string KeptBack = $"""
        By country, region, city, device, browser, os, app and property:NAME, as dimensions and as filters, small figures are kept back, as on the pages: a row's metrics, or the totals, are
        null where fewer than {SmallCells.Threshold} visitors stand behind them or behind what they leave out, or where another figure that is kept back could be worked out from them;
        suppressed is then true. A limit cuts rows after that, and those that are kept back come last. Such an answer ends with the last day that is over, which until then names. At most {Crowd.MostTogether} of these dimensions can be asked together, beside at most {Crowd.MostOthers} others. The total of revenue in several currencies is null too.
        """;

    private static Task Describe(OpenApiDocument document)
    {
        document.Info.Title = "Murmure";
        document.Info.Description = "Events in, figures out. Every call needs a key: Authorization: Bearer mur_… Problems are RFC 9457 with a type that stays.";
        document.Servers?.Clear();
        return Task.CompletedTask;
    }

    public static void MapReports(WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapGet("/api/v1/reports", AnswerAsync).RequireAuthorization(Scopes.Policy(Scopes.ReportsRead)).WithTags("Reports")
            .WithSummary("Counts metrics by dimensions over days of a site.").WithDescription(KeptBack).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    /// <param name="site">The site's host.</param>
    /// <param name="from">The first day, yyyy-MM-dd; four weeks before the last one when absent.</param>
    /// <param name="to">The last day, included; today when absent.</param>
    /// <param name="metrics">Names separated by commas; visits when absent.</param>
    /// <param name="dimensions">Names separated by commas.</param>
    /// <param name="filters">dimension==value;dimension!=value;dimension~=text;dimension!~text;dimension==one|other. Visits can also be filtered by goal==NAME, a goal that they reached; that takes single events.</param>
    /// <param name="limit">Rows at most; 1,000 when absent.</param>
    private static async Task<Results<Ok<ReportAnswer>, ProblemHttpResult>> AnswerAsync(
        HttpContext http, SiteAccess sites, AnswerRunner answers, EstimateBook estimates, TimeProvider clock, string? site, CancellationToken cancellation,
        string? from = null, string? to = null, string? metrics = null, string? dimensions = null, string? filters = null, string? limit = null)
    {
        if (site is null || sites.Find(http, site) is not { } known)
            return Problems.NotFound("A site of that name is not among this key's.");
        var today = known.Today(clock);
        var (query, problems) = ReportRequest.Read(http.Request.Query, known.Host, today);
        if (query is null)
            return Problems.BadQuestion(problems);
        if (!FunnelsFeature.Allows(known, query.Filters))
            return Problems.BadQuestion([FunnelsFeature.Exempt]);
        var (answer, refused) = await answers.RunAsync(query, cancellation);
        return answer is not null ? TypedResults.Ok(answer with { Estimates = query.Filters.Count > 0 ? [] : await EstimatesAsync(estimates, known, query.Range, cancellation) })
            : refused is [{ Since: { } since }, ..] ? Problems.RangeNeedsEvents(since, DashboardFeature.TextsOf(http.Request))
            : Problems.BadQuestion(refused);
    }

    private static async Task<IReadOnlyList<EstimateOfPeriod>> EstimatesAsync(EstimateBook book, SiteRules site, DayRange range, CancellationToken cancellation) => EstimateRounds.Allows(site)
        ? EstimateOfPeriod.Of(site, [.. (await book.ListAsync(site.Id, range, cancellation)).Where(row => !row.Provisional && row.FirstDay >= range.From)])
        : [];
}
