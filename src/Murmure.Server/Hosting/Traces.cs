using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using OpenTelemetry;

namespace Murmure.Server.Hosting;

/// <summary>Spans of what takes long; nothing but counts and names of the publisher's own sites goes into them.</summary>
internal static class Traces
{
    public const string Name = "Murmure";

    public static readonly ActivitySource Source = new(Name, MurmureServer.Version);

    /// <summary>Gives a request's span what we say of it: the route's pattern and not the path, a method of HTTP's own, the status.</summary>
    public static void Use(WebApplication app) => app.Use(async (http, next) =>
    {
        try
        {
            await next(http);
        }
        finally
        {
            if (http.Features.Get<IHttpActivityFeature>()?.Activity is { } span && http.GetEndpoint() is RouteEndpoint route)
            {
                span.SetTag("http.route", route.RoutePattern.RawText);
                span.SetTag("http.request.method", Methods.Contains(http.Request.Method) ? http.Request.Method : "_OTHER");
                span.SetTag("http.response.status_code", http.Response.StatusCode);
            }
        }
    });

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
}

/// <summary>
/// PRIVACY: takes out of a request's span whatever a visitor or member sent: only what is on the list below leaves the process. A request that reached
/// no route, as every beacon, is not told at all; nor is a span with events, whose texts cannot be taken out.
/// </summary>
internal sealed class SpanFilter : BaseProcessor<Activity>
{
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "http.request.method", "http.response.status_code", "http.route", "url.scheme", "error.type", "murmure.events", "murmure.day",
    };

    public override void OnEnd(Activity data)
    {
        data.TraceStateString = null;
        var route = data.GetTagItem("http.route") as string;
        if (data.Events.Any() || data.Links.Any() || (data.Kind == ActivityKind.Server && route is null))
        {
            // The exporters leave out what is not recorded.
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return;
        }

        if (data.Kind == ActivityKind.Server)
            data.DisplayName = $"{data.GetTagItem("http.request.method")} {route}";
        data.SetStatus(data.Status); // without a description
        foreach (var tag in data.TagObjects.Select(tag => tag.Key).Where(tag => !Kept.Contains(tag)).ToList())
            data.SetTag(tag, null);
    }
}

/// <summary>No span continues one of a browser's: what a client sends decides neither ids nor what is recorded.</summary>
internal sealed class NoInheritance : DistributedContextPropagator
{
    public override IReadOnlyCollection<string> Fields => [];

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        // Nothing is told to others either.
    }

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
        (traceId, traceState) = (null, null);

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
