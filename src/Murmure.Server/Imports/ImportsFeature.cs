using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;
using Murmure.Server.Imports.History;
using Murmure.Server.Ingest;
using Murmure.Server.Logs;
using Murmure.Server.Sites;

namespace Murmure.Server.Imports;

/// <summary>Logs into a running server: <c>POST /api/v1/imports</c> with a key, <c>/admin/imports</c> by the socket in the data folder.</summary>
public static class ImportsFeature
{
    /// <summary>A run that nobody uses for so long is forgotten.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    public static void AddImports(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ConcurrentDictionary<string, ImportRun>>();
        builder.Services.AddSingleton<LogImport>();
        builder.Services.AddSingleton<LogViews>();
        HistoryFeature.AddHistory(builder.Services);
    }

    public static void MapImports(WebApplication app)
    {
        HistoryFeature.MapHistory(app);
        app.MapPost("/admin/imports", (HttpContext http, SiteDirectory sites, string? site) =>
            AdminSocket.IsSource(http) ? ReceiveAsync(http, site is null ? null : sites.Find(site)) : Task.FromResult<IResult>(TypedResults.NotFound())).DisableAntiforgery();
        app.MapPost("/api/v1/imports", (HttpContext http, SiteAccess sites, string? site, string? format, string? run, string? only, string? follow) => ReceiveAsync(http, site is null ? null : sites.Find(http, site)))
            .RequireAuthorization(Scopes.Policy(Scopes.EventsWrite)).DisableAntiforgery().WithTags("Events")
            .WithSummary("Takes an access log, plain or compressed, as the body. The same log again counts nothing. With only=previews people are left to the site's script; follow=true is for a log sent as it grows.")
            .Accepts<Stream>("application/octet-stream").Produces<ImportAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ReceiveAsync(HttpContext http, SiteRules? site)
    {
        if (site is null)
            return Problems.NotFound("There is no such site here.");
        var named = http.Request.Query["format"].ToString();
        LogFormat? format = null;
        if (named.Length > 0 && named != "auto" && (format = LogFormats.Find(named)) is null)
            return Problems.BadLog($"There is no such format; known are {LogFormats.Names}.");
        if (http.Request.Query["only"].ToString() is not ("" or ImportMode.Previews))
            return Problems.BadLog("'only' takes 'previews'.");
        // A log may be large: what bounds it is the journal, not the body.
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        var run = RunOf(http, site);
        await run.Turn.WaitAsync(http.RequestAborted);
        try
        {
            return await ReadAsync(http, site, format, run);
        }
        finally
        {
            run.Turn.Release();
        }
    }

    private static async Task<IResult> ReadAsync(HttpContext http, SiteRules site, LogFormat? format, ImportRun run)
    {
        var import = http.RequestServices.GetRequiredService<LogImport>();
        var mode = new ImportMode(http.Request.Query["only"] == ImportMode.Previews, http.Request.Query["follow"] == "true");
        // The reader is synchronous, a request's body is not: it is read on a thread of its own.
        await using var body = new StreamPipe(http.Request.Body, passing: null, http.RequestAborted);
        var (outcome, problem) = await Task.Run<(ImportOutcome?, LogProblem?)>(
            () =>
            {
                if (!LogReader.TryOpen(body.Reading, "the body", format, null, out var reader, out var trouble))
                    return (null, trouble);
                using (reader)
                    return (import.Read(site, reader, run, mode, http.RequestAborted), null);
            },
            http.RequestAborted);
        // A moment of a followed log may hold a blank line alone, or one that is no text: no reason to stop following.
        if (outcome is null && mode.Follows && problem!.Kind is LogProblemKind.Empty or LogProblemKind.Binary)
            outcome = new ImportOutcome(ImportAnswer.Nothing with { Malformed = problem.Kind == LogProblemKind.Binary ? 1 : 0 }, new Dictionary<DateOnly, long>());
        if (outcome is null)
            return Problems.BadLog(problem!.Say("en"));
        // A follower forgets what is answered: it must survive what the journal's durability says.
        await import.WaitAsync();
        await http.RequestServices.GetRequiredService<LogViews>().AddAsync(site.Id, outcome.People, CancellationToken.None);
        return TypedResults.Json(outcome.Answer);
    }

    private static ImportRun RunOf(HttpContext http, SiteRules site)
    {
        var runs = http.RequestServices.GetRequiredService<ConcurrentDictionary<string, ImportRun>>();
        var import = http.RequestServices.GetRequiredService<LogImport>();
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        foreach (var (name, old) in runs)
        {
            if (now - old.Used > Idle && old.Turn.CurrentCount > 0)
                runs.TryRemove(name, out _);
        }
        var id = http.Request.Query["run"].ToString();
        // A run is of one site: nobody else's can be named.
        var run = id.Length is > 0 and <= 64
            ? runs.GetOrAdd(string.Create(CultureInfo.InvariantCulture, $"{site.Id.Value}:{id}"), static (_, import) => import.Import.NewRun(import.Site), (Import: import, Site: site))
            : import.NewRun(site);
        run.Used = now;
        return run;
    }
}
