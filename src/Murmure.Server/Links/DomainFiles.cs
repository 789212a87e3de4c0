using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Murmure.Server.Links;

/// <summary>The files that every link domain must have under fixed names: for search engines, and for apps that open its links themselves.</summary>
internal static class DomainFiles
{
    // Fetchers of previews must be let in, or no app shows a card; search engines are kept out by a header on each link.
    private const string Robots = "User-agent: *\nDisallow: /app\nDisallow: /api\n";

    public static void Map(WebApplication app)
    {
        app.MapGet("/robots.txt", () => TypedResults.Text(Robots)).ExcludeFromDescription();
        app.MapGet("/.well-known/apple-app-site-association", (HttpContext http, LinkDirectory links) =>
            links.NamedHostOf(http.Request.Host.Value) is { AppleApps.Count: > 0 } domain ? Results.Text(AppleApps(domain).ToJsonString(), "application/json") : Results.NotFound()).ExcludeFromDescription();
        app.MapGet("/.well-known/assetlinks.json", (HttpContext http, LinkDirectory links) =>
            links.NamedHostOf(http.Request.Host.Value) is { AndroidApps.Count: > 0 } domain ? Results.Text(AndroidApps(domain).ToJsonString(), "application/json") : Results.NotFound()).ExcludeFromDescription();
    }

    /// <summary>Whether the path is one of these files or a sheet of the domain's pages: they come under the domain's own name.</summary>
    public static bool Has(string? path) => path is "/app/report.css" or "/app/app.css" or "/robots.txt" or "/.well-known/apple-app-site-association" or "/.well-known/assetlinks.json";

    // https://developer.apple.com/documentation/xcode/supporting-associated-domains
    private static JsonObject AppleApps(LinkHost domain) => new()
    {
        ["applinks"] = new JsonObject
        {
            ["details"] = new JsonArray(new JsonObject
            {
                ["appIDs"] = new JsonArray([.. domain.AppleApps.Select(app => (JsonNode)JsonValue.Create(app))]),
                ["components"] = new JsonArray(new JsonObject { ["/"] = "*" }),
            }),
        },
    };

    // https://developers.google.com/digital-asset-links/v1/getting-started
    private static JsonArray AndroidApps(LinkHost domain) => new([.. domain.AndroidApps.Select(app => app.Split(' ', 2)).Where(parts => parts.Length == 2).Select(parts => (JsonNode)new JsonObject
    {
        ["relation"] = new JsonArray("delegate_permission/common.handle_all_urls"),
        ["target"] = new JsonObject { ["namespace"] = "android_app", ["package_name"] = parts[0], ["sha256_cert_fingerprints"] = new JsonArray(parts[1]) },
    })]);
}
