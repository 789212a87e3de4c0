using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;
using Murmure.Server.Ingest;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Exports;

/// <summary>A site's events as a file: <c>GET /api/v1/export</c> with a key, <c>/admin/export</c> by the socket in the data folder.</summary>
public static class ExportsFeature
{
    /// <summary>A header of the answer: how many events the file holds.</summary>
    public const string CountHeader = "X-Murmure-Events";

    /// <summary>The formats by the name that a request gives them.</summary>
    public static IReadOnlyDictionary<string, (ExportFormat Format, string MediaType)> Formats { get; } = new Dictionary<string, (ExportFormat, string)>(StringComparer.Ordinal)
    {
        ["jsonl"] = (ExportFormat.JsonLines, "application/jsonl"),
        ["csv"] = (ExportFormat.Csv, "text/csv"),
        ["parquet"] = (ExportFormat.Parquet, "application/vnd.apache.parquet"),
    };

    public static void AddExports(IHostApplicationBuilder builder, DataFolder data) => builder.Services.AddSingleton(new OutgoingFiles(data.Path));

    public static void MapExports(WebApplication app)
    {
        app.MapGet("/admin/export", (HttpContext http, SiteDirectory sites, string? site) =>
            AdminSocket.IsSource(http) ? ExportAsync(http, site is null ? null : sites.Find(site)) : Task.FromResult<IResult>(TypedResults.NotFound()));
        app.MapGet("/api/v1/export", (HttpContext http, SiteAccess sites, string? site, string? from, string? to, string? format) =>
                ExportAsync(http, site is null ? null : sites.Find(http, site)))
            .RequireAuthorization(Scopes.Policy(Scopes.ReportsRead)).WithTags("Reports")
            .WithSummary("A site's events as they are kept, oldest first, without pseudonyms: jsonl, csv or parquet; all days unless 'from' and 'to' say otherwise.")
            .Produces(StatusCodes.Status200OK, contentType: "application/jsonl", additionalContentTypes: ["text/csv", "application/vnd.apache.parquet"])
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ExportAsync(HttpContext http, SiteRules? site)
    {
        if (site is null)
            return Problems.NotFound("There is no such site here.");
        var problems = new List<ReportProblem>();
        var range = ReportRequest.OpenDays(http.Request.Query, problems);
        var named = http.Request.Query["format"].ToString() is { Length: > 0 } text ? text : "jsonl";
        if (!Formats.TryGetValue(named, out var format))
            problems.Add(new("format", $"'format' is one of {string.Join(", ", Formats.Keys)}."));
        if (problems.Count > 0)
            return Problems.BadQuestion(problems);

        var (store, cancellation) = (http.RequestServices.GetRequiredService<IEventStore>(), http.RequestAborted);
        using var span = Traces.Source.StartActivity("export");
        // What was accepted before the call belongs into the file; a verb on a stopped server's folder asks right after the start.
        await http.RequestServices.GetRequiredService<JournalDrain>().WaitAsync(cancellation);
        var (file, events) = await http.RequestServices.GetRequiredService<OutgoingFiles>()
            .MakeAsync(path => store.ExportAsync(site.Host, range, format.Format, path, cancellation));
        span?.SetTag("murmure.events", events);
        http.Response.Headers[CountHeader] = events.ToString(System.Globalization.CultureInfo.InvariantCulture);
        http.Response.ContentLength = file.Length;
        return TypedResults.Stream(file, format.MediaType, $"{SiteHosts.Normalise(site.Host) ?? "site"}.{named}");
    }
}
