using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;
using Murmure.Server.Privacy;
using Murmure.Server.Shares;
using Murmure.Server.Surveys;
using Murmure.Server.Sites;
using Murmure.Storage;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>Everything between a hit at the door and an event in the store.</summary>
public static class IntakeFeature
{
    public static void AddIntake(IHostApplicationBuilder builder, DataFolder data, IntakeOptions options)
    {
        var services = builder.Services;
        services.AddMetrics();
        services.TryAddSingleton<SiteDirectory>();
        services.AddSingleton(data.Journal);
        services.AddSingleton(new DayKeys(data.KeysPath));
        services.AddSingleton<EventKeys>();
        services.AddSingleton<ClosedDays>();
        services.AddSingleton<ScriptDays>();
        services.AddSingleton<IntakeMeter>();
        services.AddSingleton<IntakeTallies>();
        services.AddSingleton(provider => new NetworkLimits(options.NetworkLimit, options.SiteLimit, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LanguageHabits>();
        services.AddSingleton<Bursts>();
        services.AddSingleton<OwnFetches>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LiveDoor>(provider) with { Tokens = provider.GetService<ShareTokens>(), Surveys = provider.GetService<SurveyDoor>(), Own = provider.GetRequiredService<OwnFetches>() });
        services.AddSingleton(options);
        services.AddSingleton(_ => PlacesOf(options));
        services.AddHostedService<PlaceWatch>();
        services.AddSingleton<LivePipelines>();
        services.AddSingleton<DoorMemory>();
        services.AddSingleton<DoorCounts>();
        services.AddSingleton<LivePreviews>();
        services.AddSingleton<Intake>();
        services.AddSingleton<ServerEndpoints>();
        services.AddSingleton<BeaconEndpoint>();
        services.AddSingleton<PixelEndpoint>();
        services.AddSingleton<VisitRefresh>();
        services.AddSingleton(new EventWriterOptions { Linger = options.Linger });
        services.AddSingleton<JournalDrain>();
        services.AddSingleton<DayEnd>();
        services.AddSingleton<DayClosing>();
        // The order is that of the start, and backwards that of the end: what is known first, then who writes, then who derives and closes.
        services.AddHostedService<IntakeStart>();
        services.AddHostedService(provider => provider.GetRequiredService<JournalDrain>());
        services.AddSingleton<TallyWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<TallyWriter>());
        services.AddHostedService(provider => provider.GetRequiredService<LivePreviews>());
        services.AddHostedService(provider => provider.GetRequiredService<VisitRefresh>());
        services.AddHostedService(provider => provider.GetRequiredService<DayClosing>());
    }

    /// <summary>Whether a path is one that visitors' browsers ask for, under whatever host.</summary>
    internal static bool IsDoor(PathString path) => path.Value is "/e" or "/e.gif" or "/e/shares" or "/e/survey" or "/m.js" or "/m-extra.js" or "/share.js" or "/survey.js";

    /// <summary>
    /// Answers visitors' browsers before anything else looks at the request: no routing, no host, no account matters to a beacon, and each would
    /// cost it time. Everything else leaves the thread that reads the sockets first (<see cref="ServeOptions.InlineIo"/>).
    /// </summary>
    public static void UseIntake(WebApplication app)
    {
        var beacons = app.Services.GetRequiredService<BeaconEndpoint>();
        var pixels = app.Services.GetRequiredService<PixelEndpoint>();
        app.Use((http, next) => (http.Request.Path.Value, http.Request.Method) switch
        {
            ("/e", "POST") => beacons.ReceiveAsync(http),
            ("/e.gif", "GET") => pixels.ReceiveAsync(http),
            ("/e", "OPTIONS") => Preflight(http),
            _ => ElsewhereAsync(http, next),
        });
    }

    public static void MapIntake(WebApplication app)
    {
        app.MapGet(FastlyChallenge, () => TypedResults.Text("*\n")).ExcludeFromDescription();
        app.MapPost("/api/v1/events", (HttpContext http, ServerEndpoints servers) => servers.EventsAsync(http)).RequireAuthorization(Scopes.Policy(Scopes.EventsWrite)).DisableAntiforgery()
            .WithSummary("Takes events that another server reports.").WithTags("Events")
            .Accepts<ServerEvent[]>("application/json").Produces<ServerAnswer>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status400BadRequest);
        app.MapPost("/api/v1/fetches", (HttpContext http, ServerEndpoints servers) => servers.FetchesAsync(http)).RequireAuthorization(Scopes.Policy(Scopes.FetchesWrite)).DisableAntiforgery()
            .WithSummary("Takes requests seen by a log, a proxy or an edge; of these, link previews are kept and machines counted.").WithTags("Events")
            .Accepts<ServerEvent[]>("application/json").Produces<ServerAnswer>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status400BadRequest);
    }

    /// <summary>
    /// By this Fastly's log endpoint knows that its messages are wanted here; a star stands for any service. What it sends still needs a key.
    /// </summary>
    private const string FastlyChallenge = "/.well-known/fastly/logging/challenge";

    // The tracker never causes one; a page that sends its own beacons with its own headers does.
    private static Task Preflight(HttpContext http)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers.AccessControlAllowMethods = "POST";
        http.Response.Headers.AccessControlAllowHeaders = "Content-Type";
        http.Response.Headers.AccessControlMaxAge = "86400";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static async Task ElsewhereAsync(HttpContext http, RequestDelegate next)
    {
        await Task.Yield();
        await next(http);
    }

    private static Place PlacesOf(IntakeOptions options)
    {
        var (file, problem) = options.Places is { } path ? PlaceFile.Open(path) : (null, "");
        var place = Place.With(file);
        place.Take(null, problem);
        return place;
    }
}
