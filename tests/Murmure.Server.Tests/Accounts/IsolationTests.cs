using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Tests.Dashboard;

namespace Murmure.Server.Tests.Accounts;

[WholeServer]
public sealed class IsolationTests
{
    /// <summary>What anybody may ask for: the way in, the files of the pages, and what a site says of its measuring.</summary>
    private static readonly string[] Open =
    [
        "/app/set-up", "/app/sign-in", "/app/sign-in/code", "/app/sign-in/passkey", "/app/sign-out", "/app/reset", "/app/invitation", "/app/transparency/{Host}",
        "/app/report.css", "/app/app.css", "/app/upload.js", "/app/copy.js", "/app/charts.js", "/app/shortcuts.js", "/app/live.js", "/app/passkey.js", "/app/trial.js", "/app/drawn.js", "/app/notices/stop", "/app/notices/stop/now",
    ];

    [Fact]
    public async Task Every_route_of_the_pages_asks_who_is_there_but_for_the_way_in()
    {
        await using var host = await PagesHost.StartAsync();
        var endpoints = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => ("/" + e.RoutePattern.RawText?.TrimStart('/')).StartsWith("/app", StringComparison.OrdinalIgnoreCase)).ToList();
        endpoints.Count.ShouldBeGreaterThan(20);
        endpoints.Where(e => e.Metadata.GetMetadata<IAuthorizeData>() is null || e.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(e => "/" + e.RoutePattern.RawText?.TrimStart('/')).Distinct().Except(Open).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_organisation_s_site_is_not_there_on_any_of_its_pages()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        using var stranger = await host.JoinAsync("eve@gazette.example", "owner", "La Gazette");
        foreach (var page in new[] { "", "/settings", "/snippet", "/register", "/register.md", "/register.html" })
        {
            (await host.Client.GetAsync("/app/sites/mine.example" + page)).StatusCode.ShouldBe(HttpStatusCode.OK, page);
            using var answer = await stranger.GetAsync("/app/sites/mine.example" + page);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, page);
        }

        (await stranger.GetStringAsync("/app")).ShouldNotContain("mine.example");
        foreach (var page in new[] { "/app/team", "/app/keys", "/app/audit" })
        {
            var html = await stranger.GetStringAsync(page);
            html.ShouldNotContain(PagesHost.Owner, customMessage: page);
            html.ShouldNotContain("mine.example", customMessage: page);
        }
    }

    [Fact]
    public async Task A_form_for_another_organisation_s_member_or_key_finds_nothing()
    {
        await using var host = await PagesHost.StartAsync();
        using var stranger = await host.JoinAsync("eve@gazette.example", "owner", "La Gazette");
        using var made = await PagesHost.SendAsync(host.Client, "/app/keys", "make", ("name", "import"), ("scope", "admin"), ("days", "30"));
        var token = await PagesTests.TokenAsync(stranger, "/app/team");
        foreach (var (page, form) in new[] { ("/app/team", "remove-1"), ("/app/team", "role-1"), ("/app/keys", "revoke-1") })
        {
            using var answer = await stranger.PostAsync(page, new FormUrlEncodedContent(
                [KeyValuePair.Create("_handler", form), KeyValuePair.Create("__RequestVerificationToken", token), KeyValuePair.Create("role", "Viewer")]));
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, form);
        }

        (await host.Client.GetStringAsync("/app/keys")).ShouldContain("import");
        (await host.Client.GetAsync("/app/team")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_dropped_log_is_for_the_organisation_that_dropped_it()
    {
        await using var host = await PagesHost.StartAsync();
        using var stranger = await host.JoinAsync("eve@gazette.example", "owner", "La Gazette");
        using var sent = await PagesTests.SendAsync(host, await PagesTests.TokenAsync(host.Client, "/app/logs"));
        var log = sent.Headers.Location!.ToString();
        (await host.Client.GetAsync(log)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await stranger.GetAsync(log)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetAsync(log + "/report.html")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_log_of_another_organisation_s_site_cannot_be_kept()
    {
        await using var host = await PagesHost.StartAsync("www.courrier-du-littoral.fr");
        using var stranger = await host.JoinAsync("eve@gazette.example", "owner", "La Gazette");
        using var sent = await PagesTests.SendAsync(stranger, await PagesTests.TokenAsync(stranger, "/app/logs"));
        var log = sent.Headers.Location!.ToString();
        using var kept = await stranger.PostAsync(log + "/keep", new FormUrlEncodedContent(
            [KeyValuePair.Create("__RequestVerificationToken", await PagesTests.TokenAsync(stranger, log))]));
        kept.Headers.Location?.ToString().ShouldBe(log + "?problem=taken");
        (await host.Store.SitesAsync(default)).ShouldHaveSingleItem().Events.ShouldBe(1);
    }

    [Fact]
    public async Task Administration_has_no_address_on_the_network()
    {
        await using var host = await PagesHost.StartAsync();
        using var answer = await host.Client.PostAsync("/admin/users", new StringContent("{\"email\":\"eve@x.example\",\"role\":\"owner\"}", null, "application/json"));
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(host.Folder, AdminSocket.Name)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var connection = await AdminConnection.OfAsync(host.Folder, default);
        connection.Way.ShouldBe("through the running server");
        (await connection.SendAsync(new AddSiteRequest("new.example", null, null, null, null), default)).Done.ShouldBeTrue();
        (await host.Client.GetAsync("/app/sites/new.example")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
