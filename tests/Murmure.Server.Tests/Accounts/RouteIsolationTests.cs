using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Tests.Dashboard;

namespace Murmure.Server.Tests.Accounts;

/// <summary>
/// Every route of the server, and what a stranger of another organisation gets from those that take a site or an id: 404, as if nothing were there.
/// A new route that stands in no table below fails the first test.
/// </summary>
public sealed class RouteIsolationTests
{
    private const string Site = "mine.example";
    private const string Event = "[{\"n\":\"pageview\",\"u\":\"https://mine.example/\"}]";

    /// <summary>Routes that take neither a site nor an id: what they show is the caller's own, or nobody's.</summary>
    private static readonly string[] Nameless =
    [
        "/", "/metrics", "/health/live", "/health/ready", "/openapi/{documentName}.json", "/m.js", "/m-extra.js",
        "/app", "/app/sites/new", "/app/logs", "/app/logs/upload", "/app/account", "/app/account/two-factor", "/app/account/passkey", "/app/team", "/app/keys", "/app/audit",
        "/app/set-up", "/app/sign-in", "/app/sign-in/code", "/app/sign-in/passkey", "/app/sign-out", "/app/reset", "/app/invitation",
        "/app/report.css", "/app/app.css", "/app/upload.js", "/app/passkey.js",
        "/api/v1/users", "/api/v1/users/reset", "/api/v1/sites", "/api/v1/keys", // what they name is looked for in the key's organisation: KeyTests
        "/admin/users", "/admin/users/reset", "/admin/sites", "/admin/keys", "/admin/imports", // by the socket in the data folder alone: IsolationTests
        "/app/transparency/{Host}", // it names a site, and is for everybody: TransparencyTests
        "/.well-known/fastly/logging/challenge",
        "/admin/export", "/admin/backup", "/admin/doctor", "/admin/domains", // the same: ExportTests, BackupTests, DoctorTests; the proxy's own: DomainsTests
        "/api/v1/doctor", // what it finds of other organisations' sites is left out: DoctorTests
        "/_framework/opaque-redirect",
    ];

    /// <summary>How a member asks. <c>{log}</c> and <c>{other}</c> stand for logs that the owner dropped.</summary>
    private static readonly (string Route, HttpMethod Method, string Path, (string Name, string Value)[] Form)[] OfMembers =
    [
        ("/app/sites/{Host}", HttpMethod.Get, "/app/sites/mine.example", []),
        ("/app/sites/{Host}/settings", HttpMethod.Get, "/app/sites/mine.example/settings", []),
        ("/app/sites/{Host}/snippet", HttpMethod.Get, "/app/sites/mine.example/snippet", []),
        ("/app/sites/{Host}/register", HttpMethod.Get, "/app/sites/mine.example/register", []),
        ("/app/sites/{Host}/quarantine", HttpMethod.Get, "/app/sites/mine.example/quarantine", []),
        ("/app/sites/{host}/register.md", HttpMethod.Get, "/app/sites/mine.example/register.md", []),
        ("/app/sites/{host}/register.html", HttpMethod.Get, "/app/sites/mine.example/register.html", []),
        ("/app/logs/{Id}", HttpMethod.Get, "{log}", []),
        ("/app/logs/{id}/report.html", HttpMethod.Get, "{log}/report.html", []),
        ("/app/logs/{id}/keep", HttpMethod.Post, "{log}/keep", []),
        ("/app/logs/{id}/discard", HttpMethod.Post, "{other}/discard", []),
        ("/app/organisation", HttpMethod.Post, "/app/organisation", [("organisation", "1")]),
    ];

    /// <summary>How a key asks.</summary>
    private static readonly (string Route, HttpMethod Method, string Path, string? Body)[] OfKeys =
    [
        ("/api/v1/reports", HttpMethod.Get, "/api/v1/reports?site=" + Site, null),
        ("/api/v1/export", HttpMethod.Get, "/api/v1/export?site=" + Site, null),
        ("/api/v1/quarantine", HttpMethod.Get, "/api/v1/quarantine?site=" + Site, null),
        ("/api/v1/quarantine/{rule}", HttpMethod.Put, "/api/v1/quarantine/burst?site=" + Site, "{\"people\":true}"),
        ("/api/v1/sites/{host}/events", HttpMethod.Delete, "/api/v1/sites/mine.example/events?from=2026-11-01&to=2026-11-02", null),
        ("/api/v1/events", HttpMethod.Post, "/api/v1/events", Event),
        ("/api/v1/fetches", HttpMethod.Post, "/api/v1/fetches", Event),
        ("/api/v1/imports", HttpMethod.Post, "/api/v1/imports?site=" + Site, "203.0.113.9 - - [24/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"\n"),
    ];

    [Fact]
    public async Task Every_route_stands_in_a_table_and_every_table_is_of_routes_there_are()
    {
        await using var host = await PagesHost.StartAsync();
        var routes = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText?.TrimStart('/')).ToHashSet(StringComparer.Ordinal);
        var known = Nameless.Concat(OfMembers.Select(row => row.Route)).Concat(OfKeys.Select(row => row.Route)).ToHashSet(StringComparer.Ordinal);
        routes.Except(known).ShouldBeEmpty("a new route: say here what a stranger gets from it");
        known.Except(routes).ShouldBeEmpty("no such route any more");
    }

    [Fact]
    public async Task A_member_of_another_organisation_finds_nothing_where_the_owner_finds_it()
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var stranger = await host.JoinAsync("eve@gazette.example", "owner", "La Gazette");
        var (log, other) = (await DropAsync(host), await DropAsync(host));
        foreach (var who in new[] { stranger, host.Client })
        {
            foreach (var (_, method, path, form) in OfMembers)
            {
                var there = path.Replace("{log}", log, StringComparison.Ordinal).Replace("{other}", other, StringComparison.Ordinal);
                using var answer = await AskAsync(who, method, there, form);
                if (who == stranger)
                    answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, there);
                else
                    answer.StatusCode.ShouldBeOneOf([HttpStatusCode.OK, HttpStatusCode.Redirect], there);
            }
        }
    }

    [Fact]
    public async Task A_key_of_another_organisation_finds_nothing_where_the_owner_s_finds_it()
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var stranger = await host.JoinAsync("eve@gazette.example", "owner", "La Gazette");
        var (theirs, ours) = (await host.KeyAsync("admin", stranger), await host.KeyAsync("admin"));
        foreach (var (_, method, path, body) in OfKeys)
        {
            (await AskAsync(host, theirs, method, path, body)).ShouldBe(HttpStatusCode.NotFound, path);
            (await AskAsync(host, ours, method, path, body)).ShouldBeOneOf([HttpStatusCode.OK, HttpStatusCode.Accepted], path);
        }

        (await host.Client.GetStringAsync("/app/audit")).ShouldContain("burst", customMessage: "the owner's key did it");
        (await stranger.GetStringAsync("/app/audit")).ShouldNotContain("burst");
    }

    private static async Task<string> DropAsync(PagesHost host)
    {
        using var sent = await PagesTests.SendAsync(host, await PagesTests.TokenAsync(host.Client, "/app/logs"));
        return sent.Headers.Location!.ToString();
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient who, HttpMethod method, string path, (string Name, string Value)[] form)
    {
        if (method == HttpMethod.Get)
            return await who.GetAsync(path);
        var token = await PagesTests.TokenAsync(who, "/app/logs");
        return await who.PostAsync(path, new FormUrlEncodedContent(
            [KeyValuePair.Create("__RequestVerificationToken", token), .. form.Select(field => KeyValuePair.Create(field.Name, field.Value))]));
    }

    private static async Task<HttpStatusCode> AskAsync(PagesHost host, string key, HttpMethod method, string path, string? body)
    {
        using var client = new HttpClient { BaseAddress = host.Address };
        using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, path.Contains("imports", StringComparison.Ordinal) ? "application/octet-stream" : "application/json");
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
