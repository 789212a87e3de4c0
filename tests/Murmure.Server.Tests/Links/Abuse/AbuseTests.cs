using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Links;
using Murmure.Server.Links.Abuse;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Links.Abuse;

[WholeServer]
public sealed class AbuseTests
{
    private const string Domain = "go.example.org";

    [Fact]
    public async Task A_key_and_an_organisation_make_so_many_links_and_are_told_when_there_is_room_again()
    {
        await using var site = await LinkSite.StartAsync(with: options => options with { Links = new AbuseOptions(KeyLimit: 3, OrganisationLimit: 4) });
        await site.LinkAsync(new { url = "https://www.example.org/1" });
        (await site.CallAsync(HttpMethod.Post, "/api/v1/links/bulk", new[] { new { url = "https://www.example.org/2" }, new { url = "https://www.example.org/3" } })).Status.ShouldBe(201);
        var (status, retry, type) = await RefusedAsync(site, "/api/v1/links", "{\"url\":\"https://www.example.org/4\"}");
        (status, retry, type).ShouldBe((429, "3600", "urn:murmure:link-limit"));
        (await RefusedAsync(site, "/api/v1/links/bulk", "[{\"url\":\"https://www.example.org/4\"}]")).Status.ShouldBe(429);
        (await RefusedAsync(site, "/v4/shorten", "{\"long_url\":\"https://www.example.org/4\"}")).Status.ShouldBe(429);
        site.Host.Clock.Advance(TimeSpan.FromHours(1));
        await site.LinkAsync(new { url = "https://www.example.org/4" });
        (await RefusedAsync(site, "/api/v1/links", "{\"url\":\"https://www.example.org/5\"}")).ShouldBe((429, "50400", "urn:murmure:link-limit"));
        site.Host.Clock.Advance(TimeSpan.FromHours(14));
        await site.LinkAsync(new { url = "https://www.example.org/5" });
    }

    [Fact]
    public async Task A_domain_that_leads_to_some_hosts_only_refuses_the_others_also_in_rules_and_after_an_edit()
    {
        await using var site = await LinkSite.StartAsync();
        var link = await site.LinkAsync(new { url = "https://www.example.org/1", domain = Domain });
        await using (var db = await site.Host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync())
        {
            (await db.LinkDomains.SingleAsync(domain => domain.Host == Domain)).AllowedDestinations = ["example.org"];
            await db.SaveChangesAsync();
        }
        await site.Host.Services.GetRequiredService<LinkBook>().LoadHostsAsync(default);
        foreach (var url in (string[])["https://evil.example/", "https://notexample.org/", "https://example.org.evil.example/", "https://example.org@evil.example/"])
            (await site.CallAsync(HttpMethod.Post, "/api/v1/links", new { url, domain = Domain })).Status.ShouldBe(400, url);
        (await site.CallAsync(HttpMethod.Patch, $"/api/v1/links/{link.GetProperty("id")}", new { url = "https://evil.example/" })).Status.ShouldBe(400);
        (await site.CallAsync(HttpMethod.Patch, $"/api/v1/links/{link.GetProperty("id")}", new { rules = new[] { new { @if = Array.Empty<object>(), to = "https://evil.example/" } } })).Status.ShouldBe(400);
        await site.LinkAsync(new { url = "https://news.example.org/2", domain = Domain });
    }

    [Fact]
    public async Task A_block_list_is_heeded_when_links_are_made_and_changed_and_read_again_when_it_changes()
    {
        await using var site = await LinkSite.StartAsync();
        var link = await site.LinkAsync(new { url = "https://www.example.org/1", slug = "one", domain = Domain });
        await WriteAsync(site, "hosts.txt", "# a list\n0.0.0.0 bad.example\n");
        (await site.CallAsync(HttpMethod.Post, "/api/v1/links", new { url = "https://www.bad.example/" })).Body.GetProperty("detail").GetString()!.ShouldContain("block list");
        foreach (var change in new object[] { new { url = "https://bad.example/" }, new { fallbackUrl = "https://bad.example/" }, new { rules = new[] { new { @if = Array.Empty<object>(), to = "https://bad.example/" } } } })
            (await site.CallAsync(HttpMethod.Patch, $"/api/v1/links/{link.GetProperty("id")}", change)).Status.ShouldBe(400);
        await WriteAsync(site, "urlhaus.csv", "\"1\",\"2026-11-20 10:00:07\",\"https://shared.example/bad.exe\",\"online\"\n");
        (await site.CallAsync(HttpMethod.Post, "/api/v1/links", new { url = "https://shared.example/bad.exe" })).Status.ShouldBe(400);
        await site.LinkAsync(new { url = "https://shared.example/good.exe" });
        File.Delete(Path.Combine(site.Host.Folder, "blocklists", "hosts.txt"));
        site.Host.Clock.Advance(TimeSpan.FromSeconds(6));
        await site.LinkAsync(new { url = "https://bad.example/" });
    }

    [Fact]
    public async Task A_host_that_is_found_to_be_bad_later_takes_its_links_out_of_service_by_night()
    {
        await using var site = await LinkSite.StartAsync();
        await site.LinkAsync(new { url = "https://www.example.org/", slug = "good", domain = Domain });
        var bad = await site.LinkAsync(new { url = "https://turned.example/", slug = "bad", domain = Domain });
        await site.LinkAsync(new { url = "https://www.example.org/", slug = "hidden", domain = Domain, rules = new[] { new { @if = new[] { new { lang = "fr" } }, to = "https://turned.example/" } } });
        await WriteAsync(site, "hosts.txt", "turned.example\n");
        var check = site.Host.Services.GetRequiredService<NightlyBlockCheck>();
        (await check.CheckAsync(default)).ShouldBe(2);
        (await check.CheckAsync(default)).ShouldBe(0);
        (await site.FollowAsync("/good", Domain)).Status.ShouldBe(HttpStatusCode.Found);
        (await site.FollowAsync("/bad", Domain)).ShouldBe((HttpStatusCode.Gone, null));
        (await site.FollowAsync("/hidden", Domain)).Status.ShouldBe(HttpStatusCode.Gone);
        (await site.CallAsync(HttpMethod.Get, $"/api/v1/links/{bad.GetProperty("id")}")).Body.GetProperty("disabled").GetString().ShouldBe("blocklist");
        await using (var db = await site.Host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync())
            (await db.Audit.Where(entry => entry.Action == "link-disabled").Select(entry => entry.Subject).OrderBy(slug => slug).ToListAsync()).ShouldBe(["bad", "hidden"]);
        (await site.CallAsync(HttpMethod.Post, $"/api/v1/links/{bad.GetProperty("id")}/enable")).Status.ShouldBe(400);
        (await site.CallAsync(HttpMethod.Patch, $"/api/v1/links/{bad.GetProperty("id")}", new { url = "https://www.example.org/mended" })).Status.ShouldBe(200);
        (await site.FollowAsync("/bad", Domain)).Status.ShouldBe(HttpStatusCode.Gone);
        (await site.CallAsync(HttpMethod.Post, $"/api/v1/links/{bad.GetProperty("id")}/enable")).Status.ShouldBe(200);
        (await site.FollowAsync("/bad", Domain)).Location.ShouldBe("https://www.example.org/mended");
    }

    [Fact]
    public async Task An_editor_takes_a_link_out_of_service_with_a_reason_that_visitors_do_not_see()
    {
        await using var site = await LinkSite.StartAsync();
        var id = (await site.LinkAsync(new { url = "https://www.example.org/", slug = "a", domain = Domain })).GetProperty("id").GetInt64();
        (await site.CallAsync(HttpMethod.Post, $"/api/v1/links/{id}/disable", new { reason = " " })).Status.ShouldBe(400);
        (await site.CallAsync(HttpMethod.Post, $"/api/v1/links/{id}/disable", "[]")).Status.ShouldBe(400);
        (await site.CallAsync(HttpMethod.Post, $"/api/v1/links/{id}/disable", new { reason = "Wrong campaign" })).Body.GetProperty("disabled").GetString().ShouldBe("Wrong campaign");
        using var shown = await site.GetAsync("/a", Domain);
        shown.StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await shown.Content.ReadAsStringAsync()).ShouldNotContain("Wrong campaign");
        (await site.CallAsync(HttpMethod.Post, $"/api/v1/links/{id}/enable")).Status.ShouldBe(200);
        (await site.FollowAsync("/a", Domain)).Status.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task Anybody_reports_a_link_and_only_a_count_is_kept()
    {
        await using var site = await LinkSite.StartAsync();
        var id = (await site.LinkAsync(new { url = "https://www.example.org/", slug = "a", domain = Domain })).GetProperty("id").GetInt64();
        foreach (var (link, reason, said) in new[]
                 {
                     ($"https://{Domain}/a", "phishing", "sent"), ($"{Domain}/a?x=1", "phishing", "sent"), ("a", "spam", "sent"), ("/a", "spam", "sent"),
                     ("https://evil.example/a", "spam", "unknown"), ("none", "spam", "unknown"), ("a", "because I say so", "reason"), ("", "spam", "unknown"),
                 })
        {
            using var answer = await ReportAsync(site, link, reason);
            answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
            LinkSite.LocationOf(answer)!.ShouldContain("said=" + said, customMessage: link);
            answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        }
        var told = (await site.CallAsync(HttpMethod.Get, $"/api/v1/links/{id}/standing")).Body.GetProperty("reports").EnumerateArray().Select(row => (row.GetProperty("reason").GetString(), row.GetProperty("reports").GetInt64())).ToList();
        told.ShouldBe([("phishing", 2), ("spam", 2)]);
        var stranger = await ApiTests.KeyAsync(site.Host, 2, [], Scopes.LinksWrite);
        (await site.SendAsync(HttpMethod.Get, $"/api/v1/links/{id}/standing", null, request => request.Headers.Authorization = new("Bearer", stranger))).Status.ShouldBe(404);
    }

    [Fact]
    public async Task One_network_reports_ten_times_a_minute_and_the_form_stands_on_link_domains_without_a_cookie()
    {
        await using var site = await LinkSite.StartAsync();
        await site.LinkAsync(new { url = "https://www.example.org/", slug = "a", domain = Domain });
        foreach (var (host, status) in new[] { (Domain, 200), ("localhost", 200), ("evil.example", 400) })
        {
            using var page = await site.GetAsync("/-/report?link=" + Uri.EscapeDataString($"https://{Domain}/a\"><script>"), host);
            ((int)page.StatusCode).ShouldBe(status, host);
            page.Headers.Contains("Set-Cookie").ShouldBeFalse();
            (await page.Content.ReadAsStringAsync()).ShouldNotContain("<script>");
        }
        for (var i = 0; i < 10; i++)
            (await ReportAsync(site, "a", "spam")).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        using var refused = await ReportAsync(site, "a", "spam");
        (refused.StatusCode, refused.Headers.RetryAfter?.ToString()).ShouldBe((HttpStatusCode.TooManyRequests, "60"));
    }

    [Fact]
    public void Options_that_are_wrong_are_said_at_the_start() =>
        new AbuseOptions(-1, -2) { BlockList = "http://list.example/" }.Problems().Select(line => line.Split(' ')[0]).ShouldBe(["--link-limit-key", "--link-limit-organisation", "--block-list"]);

    private static async Task<HttpResponseMessage> ReportAsync(LinkSite site, string link, string reason)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(site.Host.Client.BaseAddress!, "/-/report/send"))
        {
            Content = new FormUrlEncodedContent([new("link", link), new("reason", reason)]), Headers = { Host = Domain },
        };
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.44");
        return await client.SendAsync(request);
    }

    private static async Task<(int Status, string? RetryAfter, string? Type)> RefusedAsync(LinkSite site, string path, string body)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(site.Host.Client.BaseAddress!, path)) { Content = new StringContent(body, null, "application/json") };
        request.Headers.Authorization = new("Bearer", site.Key);
        using var answer = await client.SendAsync(request);
        var said = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        return ((int)answer.StatusCode, answer.Headers.RetryAfter?.ToString(), said.TryGetProperty("type", out var type) ? type.GetString() : null);
    }

    private static async Task WriteAsync(LinkSite site, string name, string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(site.Host.Folder, "blocklists")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        site.Host.Clock.Advance(TimeSpan.FromSeconds(6));
    }
}
