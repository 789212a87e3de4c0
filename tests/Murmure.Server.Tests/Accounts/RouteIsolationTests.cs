using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Links;
using Murmure.Server.Accounts;
using Murmure.Server.Connections;
using Murmure.Server.Estimates;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Campaigns;
using Murmure.Server.Tests.Dashboard;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Accounts;

/// <summary>
/// Every route of the server, and what a stranger of another organisation gets from those that take a site or an id: 404, as if nothing were there.
/// A new route that stands in no table below fails the first test.
/// </summary>
[WholeServer]
public sealed class RouteIsolationTests
{
    private const string Site = "mine.example";
    private static readonly string Today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
    private const string Event = "[{\"n\":\"pageview\",\"u\":\"https://mine.example/\"}]";

    /// <summary>Routes that take neither a site nor an id: what they show is the caller's own, or nobody's.</summary>
    private static readonly string[] Nameless =
    [
        "/", "/metrics", "/health/live", "/health/ready", "/openapi/{documentName}.json", "/m.js", "/m-extra.js", "/share.js", "/survey.js", "/e/shares", "/e/survey",
        "/app/audit.csv", "/app/sites.csv", // the caller's own: ExplainedTests
        "/app", "/app/links", "/app/links/new", "/app/links/domains", // whose links they list: LinkPagesTests
        "/app/sites/new", "/app/logs", "/app/logs/upload", "/app/account", "/app/account/two-factor", "/app/account/passkey", "/app/team", "/app/keys", "/app/audit",
        "/app/set-up", "/app/sign-in", "/app/sign-in/code", "/app/sign-in/passkey", "/app/sign-out", "/app/reset", "/app/invitation",
        "/app/report.css", "/app/app.css", "/app/upload.js", "/app/copy.js", "/app/passkey.js", "/app/charts.js", "/app/shortcuts.js", "/app/dark-social", "/app/live.js",
        "/api/v1/users", "/api/v1/users/reset", "/api/v1/sites", "/api/v1/keys", // what they name is looked for in the key's organisation: KeyTests
        "/admin/users", "/admin/users/reset", "/admin/sites", "/admin/keys", "/admin/imports", // by the socket in the data folder alone: IsolationTests
        "/app/transparency/{Host}", // it names a site, and is for everybody: TransparencyTests
        "/.well-known/fastly/logging/challenge",
        "/admin/export", "/admin/estimates/latest", "/admin/backup", "/admin/doctor", "/admin/domains", // the same: ExportTests, BackupTests, DoctorTests; the proxy's own: DomainsTests
        "/api/v1/doctor", // what it finds of other organisations' sites is left out: DoctorTests
        "/_framework/opaque-redirect",
        "/robots.txt", "/.well-known/apple-app-site-association", "/.well-known/assetlinks.json", "/-/link", // a link domain's own, for everybody
        "/v4/shorten", "/v4/bitlinks", "/v4/bitlinks/{**bitlink}", "/yourls-api.php", // doors with another service's refusals: BitlyDoorTests, YourlsDoorTests
        "/-/report", "/-/report/send", // for everybody: AbuseTests
        "/app/links/switch", "/api/v1/links/imports/", "/api/v1/links/imports/remote", // into the caller's own domains: SwitchTests
        "/admin/links/imports", "/admin/links/imports/remote", // by the socket alone: LinkImportTests
        "/api/v1/links/", "/api/v1/links/bulk", "/admin/links", // lists and makes the key's own; what GET, PATCH and DELETE name stands below
        "/api/v1/links/", "/api/v1/links/bulk", "/api/v1/links/export", "/admin/links", // lists and makes the key's own; what PATCH and DELETE name stands below
        "/api/v1/webhooks/", "/app/links/import", "/app/links/export.csv", "/app/links/preview", "/app/links/feeds", "/app/links/webhooks", "/app/links/try", "/app/trial.js", "/app/drawn.js",
        "/-/try/{Token}", // for whoever has it: TrialTests
        "/-/shared/{Token}", "/-/shared/{token}/open", // for whoever has it: PrivateLinkTests
        "/webhooks/{kind}/{connection}", // for whoever signs as its service does: SmsDoorTests, WhatsAppDoorTests, TelegramDoorTests, DiscordDoorTests
        "/api/v1/history/remote", // into a site of the key's alone, as its neighbour below: HistoryRemoteTests
        "/app/notices/stop", "/app/notices/stop/now", // for whoever has the link of a mail: DigestTests
    ];

    /// <summary>How a member asks. <c>{log}</c> and <c>{other}</c> stand for logs that the owner dropped; the owner's first link and domain have the number 1.</summary>
    private static readonly (string Route, HttpMethod Method, string Path, (string Name, string Value)[] Form)[] OfMembers =
    [
        ("/app/sites/{Host}", HttpMethod.Get, "/app/sites/mine.example", []),
        ("/app/sites/{Host}/by/{Name}", HttpMethod.Get, "/app/sites/mine.example/by/channel", []),
        ("/app/sites/{host}/by/{name}.csv", HttpMethod.Get, "/app/sites/mine.example/by/channel.csv", []),
        ("/app/sites/{host}/quarantine.csv", HttpMethod.Get, "/app/sites/mine.example/quarantine.csv", []),
        ("/app/sites/{host}/shares.csv", HttpMethod.Get, "/app/sites/mine.example/shares.csv", []),
        ("/app/sites/{host}/campaigns.csv", HttpMethod.Get, "/app/sites/mine.example/campaigns.csv", []),
        ("/app/sites/{host}/connections/{id:long}/told.csv", HttpMethod.Get, "/app/sites/mine.example/connections/1/told.csv", []),
        ("/app/sites/{host}/origins.csv", HttpMethod.Get, "/app/sites/mine.example/origins.csv", []),
        ("/app/sites/{host}/direct.csv", HttpMethod.Get, "/app/sites/mine.example/direct.csv", []),
        ("/app/sites/{host}/sections.csv", HttpMethod.Get, "/app/sites/mine.example/sections.csv", []),
        ("/app/sites/{host}/section/{name}.csv", HttpMethod.Get, "/app/sites/mine.example/section/culture.csv", []),
        ("/app/sites/{host}/author.csv", HttpMethod.Get, "/app/sites/mine.example/author.csv?name=Anne", []),
        ("/app/sites/{host}/google-analytics.csv", HttpMethod.Get, "/app/sites/mine.example/google-analytics.csv", []),
        ("/app/sites/{host}/orphans.csv", HttpMethod.Get, "/app/sites/mine.example/orphans.csv", []),
        ("/app/sites/{Host}/settings", HttpMethod.Get, "/app/sites/mine.example/settings", []),
        ("/app/sites/{Host}/snippet", HttpMethod.Get, "/app/sites/mine.example/snippet", []),
        ("/app/sites/{Host}/delete", HttpMethod.Get, "/app/sites/mine.example/delete", []),
        ("/app/sites/{Host}/register", HttpMethod.Get, "/app/sites/mine.example/register", []),
        ("/app/sites/{Host}/quarantine", HttpMethod.Get, "/app/sites/mine.example/quarantine", []),
        ("/app/sites/{Host}/shares", HttpMethod.Get, "/app/sites/mine.example/shares", []),
        ("/app/sites/{Host}/page", HttpMethod.Get, "/app/sites/mine.example/page?path=/a", []),
        ("/app/sites/{Host}/channel/{Slug}", HttpMethod.Get, "/app/sites/mine.example/channel/whatsapp", []),
        ("/app/sites/{Host}/sections", HttpMethod.Get, "/app/sites/mine.example/sections", []),
        ("/app/sites/{Host}/section/{Name}", HttpMethod.Get, "/app/sites/mine.example/section/culture", []),
        ("/app/sites/{Host}/author", HttpMethod.Get, "/app/sites/mine.example/author?name=Anne", []),
        ("/app/sites/{Host}/google-analytics", HttpMethod.Get, "/app/sites/mine.example/google-analytics", []),
        ("/app/sites/{Host}/history", HttpMethod.Get, "/app/sites/mine.example/history", []),
        ("/app/sites/{Host}/orphans", HttpMethod.Get, "/app/sites/mine.example/orphans", []),
        ("/app/sites/{Host}/advice", HttpMethod.Get, "/app/sites/mine.example/advice", []),
        ("/app/sites/{Host}/estimate", HttpMethod.Get, "/app/sites/mine.example/estimate", []),
        ("/app/sites/{Host}/funnels", HttpMethod.Get, "/app/sites/mine.example/funnels", []),
        ("/app/sites/{Host}/funnels/{Id:long}", HttpMethod.Get, "/app/sites/mine.example/funnels/1", []),
        ("/app/sites/{host}/funnels/{id:long}.csv", HttpMethod.Get, "/app/sites/mine.example/funnels/1.csv", []),
        ("/app/sites/{Host}/private-links", HttpMethod.Get, "/app/sites/mine.example/private-links", []),
        ("/app/sites/{Host}/live", HttpMethod.Get, "/app/sites/mine.example/live", []),
        ("/app/sites/{host}/live/stream", HttpMethod.Get, "/app/sites/mine.example/live/stream", []),
        ("/app/sites/{Host}/notices", HttpMethod.Get, "/app/sites/mine.example/notices", []),
        ("/app/sites/{host}/notices/preview", HttpMethod.Get, "/app/sites/mine.example/notices/preview?kind=weekly", []),
        ("/app/sites/{Host}/connections", HttpMethod.Get, "/app/sites/mine.example/connections", []),
        ("/app/sites/{Host}/connections/new", HttpMethod.Get, "/app/sites/mine.example/connections/new?kind=manual", []),
        ("/app/sites/{Host}/connections/{Id:long}", HttpMethod.Get, "/app/sites/mine.example/connections/1", []),
        ("/app/sites/{Host}/connections/{Id:long}/told", HttpMethod.Get, "/app/sites/mine.example/connections/1/told", []),
        ("/app/sites/{Host}/campaigns", HttpMethod.Get, "/app/sites/mine.example/campaigns", []),
        ("/app/sites/{Host}/campaigns/new", HttpMethod.Get, "/app/sites/mine.example/campaigns/new", []),
        ("/app/sites/{Host}/campaigns/{Id:long}", HttpMethod.Get, "/app/sites/mine.example/campaigns/1", []),
        ("/app/sites/{Host}/campaigns/{Id:long}/edit", HttpMethod.Get, "/app/sites/mine.example/campaigns/1/edit", []),
        ("/app/sites/{Host}/campaigns/{Id:long}/posts/new", HttpMethod.Get, "/app/sites/mine.example/campaigns/1/posts/new", []),
        ("/app/sites/{Host}/campaigns/{Id:long}/posts/{Number:long}", HttpMethod.Get, "/app/sites/mine.example/campaigns/1/posts/1", []),
        ("/app/sites/{host}/campaigns/{id:long}.csv", HttpMethod.Get, "/app/sites/mine.example/campaigns/1.csv", []),
        ("/app/sites/{host}/campaigns/{id:long}.svg", HttpMethod.Get, "/app/sites/mine.example/campaigns/1.svg", []),
        ("/app/sites/{host}/register.md", HttpMethod.Get, "/app/sites/mine.example/register.md", []),
        ("/app/sites/{host}/register.html", HttpMethod.Get, "/app/sites/mine.example/register.html", []),
        ("/app/logs/{Id}", HttpMethod.Get, "{log}", []),
        ("/app/logs/{id}/report.html", HttpMethod.Get, "{log}/report.html", []),
        ("/app/logs/{id}/keep", HttpMethod.Post, "{log}/keep", []),
        ("/app/logs/{id}/discard", HttpMethod.Post, "{other}/discard", []),
        ("/app/links/{Id:long}", HttpMethod.Get, "/app/links/1", []),
        ("/app/links/{id:long}/figures.csv", HttpMethod.Get, "/app/links/1/figures.csv", []),
        ("/app/links/{Id:long}/settings", HttpMethod.Get, "/app/links/1/settings", []),
        ("/app/links/{Id:long}/rules", HttpMethod.Get, "/app/links/1/rules", []),
        ("/app/sites/{Host}/connections/{Id:long}/templates", HttpMethod.Get, "/app/sites/mine.example/connections/1/templates", []),
        ("/app/sites/{Host}/connections/{Id:long}/conversation", HttpMethod.Get, "/app/sites/mine.example/connections/1/conversation", []),
        ("/app/sites/{host}/connections/{id:long}/conversation.png", HttpMethod.Get, "/app/sites/mine.example/connections/1/conversation.png?text=a", []),
        ("/app/sites/{host}/connections/{id:long}/conversation.svg", HttpMethod.Get, "/app/sites/mine.example/connections/1/conversation.svg?text=a", []),
        ("/app/sites/{Host}/connections/{Id:long}/rooms", HttpMethod.Get, "/app/sites/mine.example/connections/3/rooms", []),
        ("/app/sites/{host}/campaigns/{id:long}/posts/{number:long}/newsletter.html", HttpMethod.Get, "/app/sites/mine.example/campaigns/3/posts/3/newsletter.html", []),
        ("/app/sites/{host}/campaigns/{id:long}/posts/{number:long}/newsletter.txt", HttpMethod.Get, "/app/sites/mine.example/campaigns/3/posts/3/newsletter.txt", []),
        ("/app/sites/{Host}/campaigns/{Campaign:long}/posts/{Post:long}/send", HttpMethod.Get, "/app/sites/mine.example/campaigns/1/posts/1/send", []),
        ("/app/sites/{host}/campaigns/{campaign:long}/posts/{post:long}/recipients", HttpMethod.Post, "/app/sites/mine.example/campaigns/1/posts/1/recipients", []),
        ("/app/links/{Id:long}/card", HttpMethod.Get, "/app/links/1/card", []),
        ("/app/links/{Id:long}/utm", HttpMethod.Get, "/app/links/1/utm", []),
        ("/app/links/{Id:long}/qr", HttpMethod.Get, "/app/links/1/qr", []),
        ("/app/links/{id:long}/qr.png", HttpMethod.Get, "/app/links/1/qr.png", []),
        ("/app/links/{id:long}/qr.svg", HttpMethod.Get, "/app/links/1/qr.svg", []),
        ("/app/links/{Id:long}/delete", HttpMethod.Get, "/app/links/1/delete", []),
        ("/app/links/domains/{Id:long}", HttpMethod.Get, "/app/links/domains/1", []),
        ("/app/links/{Id:long}/standing", HttpMethod.Get, "/app/links/1/standing", []),
        ("/app/links/try/{Token}", HttpMethod.Get, "{trial}", []),
        ("/app/links/try/{token}/events", HttpMethod.Get, "{trial}/events", []),
        ("/app/organisation", HttpMethod.Post, "/app/organisation", [("organisation", "1")]),
    ];

    /// <summary>How a key asks.</summary>
    private static readonly (string Route, HttpMethod Method, string Path, string? Body)[] OfKeys =
    [
        ("/api/v1/reports", HttpMethod.Get, "/api/v1/reports?site=" + Site, null),
        ("/api/v1/export", HttpMethod.Get, "/api/v1/export?site=" + Site, null),
        ("/api/v1/shares", HttpMethod.Get, "/api/v1/shares?site=" + Site, null),
        ("/api/v1/estimates", HttpMethod.Get, "/api/v1/estimates?site=" + Site, null),
        ("/api/v1/estimates/latest", HttpMethod.Get, "/api/v1/estimates/latest?site=" + Site, null),
        ("/api/v1/sites/{host}/calendar", HttpMethod.Put, "/api/v1/sites/mine.example/calendar", "{\"from\":\"2026-11-01\",\"to\":\"2026-11-02\",\"confirmed\":true}"),
        ("/api/v1/annotations", HttpMethod.Get, "/api/v1/annotations?site=" + Site, null),
        ("/api/v1/annotations", HttpMethod.Post, "/api/v1/annotations", "{\"site\":\"mine.example\",\"day\":\"" + Today + "\",\"text\":\"Ours\"}"),
        ("/api/v1/annotations/{id:long}", HttpMethod.Delete, "/api/v1/annotations/1", null),
        ("/api/v1/connections/", HttpMethod.Get, "/api/v1/connections?site=" + Site, null),
        ("/api/v1/connections/", HttpMethod.Post, "/api/v1/connections", "{\"site\":\"mine.example\",\"kind\":\"manual\",\"name\":\"Readers\",\"channel\":\"signal\"}"),
        ("/api/v1/connections/{id:long}/check", HttpMethod.Post, "/api/v1/connections/1/check", null),
        ("/api/v1/campaigns/", HttpMethod.Get, "/api/v1/campaigns?site=" + Site, null),
        ("/api/v1/campaigns/", HttpMethod.Post, "/api/v1/campaigns", "{\"site\":\"mine.example\",\"name\":\"Ours\"}"),
        ("/api/v1/campaigns/{id:long}/posts", HttpMethod.Post, "/api/v1/campaigns/1/posts", "{\"text\":\"Ours\",\"channel\":\"signal\"}"),
        ("/api/v1/campaigns/{id:long}/report", HttpMethod.Get, "/api/v1/campaigns/1/report", null),
        ("/api/v1/funnels", HttpMethod.Get, "/api/v1/funnels?site=" + Site, null),
        ("/api/v1/funnels/{id:long}", HttpMethod.Get, "/api/v1/funnels/1", null),
        ("/api/v1/funnels/", HttpMethod.Post, "/api/v1/funnels", "{\"site\":\"mine.example\",\"name\":\"Ours\",\"steps\":[{\"kind\":\"page\",\"value\":\"/a\"},{\"kind\":\"page\",\"value\":\"/b\"}]}"),
        ("/api/v1/funnels/{id:long}", HttpMethod.Put, "/api/v1/funnels/1", "{\"name\":\"Ours\",\"steps\":[{\"kind\":\"page\",\"value\":\"/a\"},{\"kind\":\"page\",\"value\":\"/b\"}]}"),
        ("/api/v1/funnels/{id:long}", HttpMethod.Delete, "/api/v1/funnels/1", null),
        ("/api/v1/quarantine", HttpMethod.Get, "/api/v1/quarantine?site=" + Site, null),
        ("/api/v1/quarantine/{rule}", HttpMethod.Put, "/api/v1/quarantine/burst?site=" + Site, "{\"people\":true}"),
        ("/api/v1/sites/{host}/events", HttpMethod.Delete, "/api/v1/sites/mine.example/events?from=2026-11-01&to=2026-11-02", null),
        ("/api/v1/events", HttpMethod.Post, "/api/v1/events", Event),
        ("/api/v1/fetches", HttpMethod.Post, "/api/v1/fetches", Event),
        ("/api/v1/imports", HttpMethod.Post, "/api/v1/imports?site=" + Site, "203.0.113.9 - - [24/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"\n"),
        ("/api/v1/history", HttpMethod.Get, "/api/v1/history?site=" + Site, null),
        ("/api/v1/history", HttpMethod.Post, "/api/v1/history?source=google-analytics&site=" + Site, "Session default channel group,Date,Sessions\nDirect,20261101,1\n"),
        ("/api/v1/history", HttpMethod.Delete, "/api/v1/history?source=google-analytics&site=" + Site, null),
        ("/api/v1/connections/{id:long}/totals", HttpMethod.Post, "/api/v1/connections/1/totals", "campaign,sent\nspring,1\n"),
        ("/api/v1/links/{id:long}", HttpMethod.Get, "/api/v1/links/1", null),
        ("/api/v1/links/{id:long}", HttpMethod.Patch, "/api/v1/links/1", "{\"title\":\"Ours\"}"),
        ("/api/v1/links/{id:long}/standing", HttpMethod.Get, "/api/v1/links/1/standing", null),
        ("/api/v1/links/{id:long}/disable", HttpMethod.Post, "/api/v1/links/1/disable", "{\"reason\":\"ours\"}"),
        ("/api/v1/links/{id:long}/enable", HttpMethod.Post, "/api/v1/links/1/enable", null),
        ("/api/v1/links/bulk", HttpMethod.Patch, "/api/v1/links/bulk", "{\"ids\":[1,2],\"change\":{\"folder\":\"Autumn\"}}"),
        ("/api/v1/links/bulk", HttpMethod.Delete, "/api/v1/links/bulk", "{\"ids\":[2]}"),
        ("/api/v1/links/{id:long}", HttpMethod.Delete, "/api/v1/links/1", null),
        ("/api/v1/feeds/", HttpMethod.Post, "/api/v1/feeds", "{\"url\":\"https://mine.example/feed\",\"site\":\"mine.example\"}"),
        ("/api/v1/feeds/{id:long}", HttpMethod.Delete, "/api/v1/feeds/1", null),
        ("/api/v1/webhooks/{id:long}/ping", HttpMethod.Post, "/api/v1/webhooks/1/ping", "{}"),
        ("/api/v1/webhooks/{id:long}/deliveries", HttpMethod.Get, "/api/v1/webhooks/1/deliveries", null),
        ("/api/v1/webhooks/{id:long}", HttpMethod.Delete, "/api/v1/webhooks/1", null),
        ("/api/v1/connections/{id:long}", HttpMethod.Delete, "/api/v1/connections/1", null),
        ("/api/v1/sites/{host}", HttpMethod.Delete, "/api/v1/sites/mine.example", null), // the last: the owner's key does delete it
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
        await SendPageTests.PrepareAsync(host);
        var (log, other) = (await DropAsync(host), await DropAsync(host));
        (await AskAsync(host, await host.KeyAsync("links:write"), HttpMethod.Post, "/api/v1/links", "{\"url\":\"https://mine.example/a\"}")).ShouldBe(HttpStatusCode.Created);
        await SetUpFunnelAsync(host);
        using var made = await PagesHost.SendAsync(host.Client, "/app/links/try", "make");
        var trial = PagesHost.Target(made).AbsolutePath;
        var key = await host.KeyAsync("admin");
        foreach (var (path, body) in new[] { ("connections", "{\"site\":\"mine.example\",\"kind\":\"manual\",\"name\":\"Ours\",\"channel\":\"signal\"}"), ("campaigns", "{\"site\":\"mine.example\",\"name\":\"Ours\"}"), ("campaigns/1/posts", "{\"text\":\"Ours\",\"channel\":\"signal\"}"),
            ("connections", "{\"site\":\"mine.example\",\"kind\":\"discord\",\"name\":\"Ours\"}"), ("campaigns", "{\"site\":\"mine.example\",\"name\":\"Ours\",\"link\":1}"), ("campaigns/3/posts", "{\"text\":\"Ours\",\"channel\":\"email\"}") })
            (await AskAsync(host, key, HttpMethod.Post, "/api/v1/" + path, body)).ShouldBe(HttpStatusCode.Created, path);
        foreach (var who in new[] { stranger, host.Client })
        {
            foreach (var (_, method, path, form) in OfMembers)
            {
                var there = path.Replace("{log}", log, StringComparison.Ordinal).Replace("{other}", other, StringComparison.Ordinal).Replace("{trial}", trial, StringComparison.Ordinal);
                using var answer = await AskAsync(who, method, there, form);
                if (who == stranger)
                    answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, there);
                else
                    answer.StatusCode.ShouldBeOneOf([HttpStatusCode.OK, HttpStatusCode.Redirect, HttpStatusCode.SeeOther], there);
            }
        }
    }

    [Fact]
    public async Task A_key_of_another_organisation_finds_nothing_where_the_owner_s_finds_it()
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var stranger = await host.JoinAsync("eve@gazette.example", "owner", "La Gazette");
        var (theirs, ours) = (await host.KeyAsync("admin", stranger), await host.KeyAsync("admin"));
        (await AskAsync(host, ours, HttpMethod.Post, "/api/v1/links/bulk", "[{\"url\":\"https://mine.example/a\"},{\"url\":\"https://mine.example/b\"}]")).ShouldBe(HttpStatusCode.Created);
        (await AskAsync(host, ours, HttpMethod.Post, "/api/v1/webhooks", "{\"url\":\"https://hooks.example/\"}")).ShouldBe(HttpStatusCode.Created);
        await EstimateAsync(host);
        await SetUpFunnelAsync(host);
        await ConnectAsync(host);
        foreach (var (_, method, path, body) in OfKeys)
        {
            (await AskAsync(host, theirs, method, path, body)).ShouldBe(HttpStatusCode.NotFound, path);
            (await AskAsync(host, ours, method, path, body)).ShouldBeOneOf([HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.Accepted, HttpStatusCode.NoContent], path);
        }

        (await host.Client.GetStringAsync("/app/audit")).ShouldContain("burst", customMessage: "the owner's key did it");
        (await stranger.GetStringAsync("/app/audit")).ShouldNotContain("burst");
    }

    private static async Task SetUpFunnelAsync(PagesHost host)
    {
        using var made = await PagesHost.SendAsync(host.Client, "/app/sites/mine.example/funnels", "make", ("name", "A way"), ("steps", "/a\n/b"));
        PagesHost.Target(made).AbsolutePath.ShouldBe("/app/sites/mine.example/funnels/1");
    }

    private static async Task ConnectAsync(PagesHost host)
    {
        var site = host.Services.GetRequiredService<SiteDirectory>().All.Single(one => one.Host == Site);
        await host.Services.GetRequiredService<ConnectionBook>().KeepAsync(
            site, new Maker(1, 1, PagesHost.Owner), null,
            new ConnectionRequest(ConnectorSet.Manual, "By hand", "sms", new Dictionary<string, string>(), "https://stats.example.org"), default);
    }

    /// <summary>Without one there is nothing for the owner to find either.</summary>
    private static async Task EstimateAsync(PagesHost host)
    {
        var site = host.Services.GetRequiredService<SiteDirectory>().All.Single(one => one.Host == Site);
        var today = site.Today(TimeProvider.System);
        var figure = new EstimateFigure
        {
            Direct = 2, Visits = 3, Measured = 1, Rung = "heuristic", Rule = .5, FirstVisitRule = .5, Checks = new(), DemotedBecause = [], Seed = "1", ByDay = [], ByPage = [],
        };
        await host.Services.GetRequiredService<EstimateBook>().KeepAsync(
            site.Id, EstimatePeriods.Rolling, new DayRange(today.AddDays(-28), today.AddDays(-1)), figure, "2026-11-23", default);
    }

    private static async Task<string> DropAsync(PagesHost host)
    {
        using var sent = await PagesTests.SendAsync(host, await PagesTests.TokenAsync(host.Client, "/app/logs"));
        return sent.Headers.Location!.ToString();
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient who, HttpMethod method, string path, (string Name, string Value)[] form)
    {
        if (method == HttpMethod.Get)
            return await who.GetAsync(path, HttpCompletionOption.ResponseHeadersRead); // a stream has no end to wait for
        var token = await PagesTests.TokenAsync(who, "/app/logs");
        return await who.PostAsync(path, new FormUrlEncodedContent(
            [KeyValuePair.Create("__RequestVerificationToken", token), .. form.Select(field => KeyValuePair.Create(field.Name, field.Value))]));
    }

    private static async Task<HttpStatusCode> AskAsync(PagesHost host, string key, HttpMethod method, string path, string? body)
    {
        using var client = new HttpClient { BaseAddress = host.Address };
        using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, path.Contains("imports", StringComparison.Ordinal) ? "application/octet-stream" : path.EndsWith("/totals", StringComparison.Ordinal) ? "text/csv" : "application/json");
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
