using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Net.Http.Headers;

namespace Murmure.Server.Tracker;

/// <summary>The scripts that sites load: <c>/m.js</c>, and <c>/m-extra.js</c> with what not every site needs; the share buttons, <c>/share.js</c>; and the survey, <c>/survey.js</c>.</summary>
public static class TrackerFeature
{
    // An hour, so that a new version reaches every reader the same day; the old one serves meanwhile.
    private const string Short = "public, max-age=3600, stale-while-revalidate=86400";
    private const string ForEver = "public, max-age=31536000, immutable";

    private static readonly string[] Verbs = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Reads the scripts now: a program that was built without them must not start.</summary>
    public static void AddTracker(IHostApplicationBuilder builder)
    {
        foreach (var script in TrackerScript.All)
            builder.Services.AddSingleton(script);
    }

    /// <summary>Serves them to every site.</summary>
    // PRIVACY: of a request only the accepted codings, the version asked for and the browser's copy matter, and for the buttons which site it is for; nothing else of it is kept or logged.
    public static void MapTracker(WebApplication app)
    {
        // None where only scripts are served, and no site is known.
        var buttons = app.Services.GetService<ButtonSightings>();
        foreach (var script in TrackerScript.All)
        {
            app.MapMethods("/" + script.Name, Verbs, (HttpContext http) =>
            {
                if (script == TrackerScript.Share)
                    buttons?.Note(http.Request.Headers.Referer.ToString());
                return Send(http, script);
            });
        }
    }

    private static FileContentHttpResult Send(HttpContext http, TrackerScript script)
    {
        var coding = CodingFor(http.Request);
        var headers = http.Response.Headers;
        // A page that asks for a version which is no longer there gets the present one, but may not keep it under that name.
        headers.CacheControl = http.Request.Query["v"] == script.Version ? ForEver : Short;
        headers.Vary = "Accept-Encoding";
        headers.XContentTypeOptions = "nosniff";
        headers.AccessControlAllowOrigin = "*";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (coding.Length > 0)
            headers.ContentEncoding = coding;
        return TypedResults.Bytes(
            script.In(coding), "text/javascript; charset=utf-8", entityTag: new EntityTagHeaderValue($"\"{script.Version}{(coding.Length > 0 ? "-" + coding : "")}\""));
    }

    private static string CodingFor(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        foreach (var coding in (ReadOnlySpan<string>)["br", "gzip"])
        {
            if (accepted.Any(a => a.Quality is not 0 && a.Value.Equals(coding, StringComparison.OrdinalIgnoreCase)))
                return coding;
        }
        return "";
    }
}
