using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Exports;
using Murmure.Server.Tests.Live;
using static Murmure.Server.Tests.Live.ApiTests;

namespace Murmure.Server.Tests.Exports;

[WholeServer]
public sealed class ExportTests
{
    [Fact]
    public async Task A_key_exports_what_its_site_has_and_nothing_stays_behind()
    {
        await using var host = await LiveHost.StartAsync();
        var key = await KeyAsync(host, 1, [1], Scopes.ReportsRead);
        await host.ViewAsync("/a", referrer: "https://web.whatsapp.com/");
        await host.ViewAsync("/b", address: "203.0.113.10");

        using var answer = await AskAsync(host, key, "site=example.org");
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/jsonl");
        answer.Headers.GetValues(ExportsFeature.CountHeader).ShouldBe(["2"], "what was accepted before the call is in it");
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(line => JsonDocument.Parse(line).RootElement).Select(e => (e.GetProperty("page").GetString(), e.GetProperty("channel").GetString()))
            .ShouldBe([("/a", "whatsapp"), ("/b", "direct")], ignoreOrder: true);
        lines.ShouldAllBe(line => !line.Contains("visitor", StringComparison.Ordinal), "pseudonyms stay where the day's close reaches them");
        Outgoing(host).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("csv", "text/csv", "time,day,hour,kind")]
    [InlineData("parquet", "application/vnd.apache.parquet", "PAR1")]
    public async Task Other_formats_are_what_they_say(string format, string type, string begins)
    {
        await using var host = await LiveHost.StartAsync();
        var key = await KeyAsync(host, 1, [1], Scopes.ReportsRead);
        await host.ViewAsync("/a");
        using var answer = await AskAsync(host, key, $"site=example.org&format={format}");
        (answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentDisposition?.FileName).ShouldBe((type, $"example.org.{format}"));
        System.Text.Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync()).ShouldStartWith(begins);
    }

    [Fact]
    public async Task Only_the_days_that_are_named_are_exported()
    {
        await using var host = await LiveHost.StartAsync();
        var key = await KeyAsync(host, 1, [1], Scopes.ReportsRead);
        await host.ViewAsync("/a");
        foreach (var (days, count) in new[] { ("from=2026-11-25", "1"), ("to=2026-11-24", "0"), ("from=2026-11-26", "0"), ("from=2026-11-01&to=2026-11-30", "1") })
        {
            using var answer = await AskAsync(host, key, $"site=example.org&{days}");
            answer.Headers.GetValues(ExportsFeature.CountHeader).ShouldBe([count], days);
        }
    }

    [Theory]
    [InlineData("site=example.org&format=xml", 400, "urn:murmure:format")]
    [InlineData("site=example.org&from=yesterday", 400, "urn:murmure:day")]
    [InlineData("site=example.org&from=2026-11-02&to=2026-11-01", 400, "urn:murmure:range")]
    [InlineData("site=other.example", 404, "urn:murmure:not-found")]
    [InlineData("site=nobody.example", 404, "urn:murmure:not-found")]
    [InlineData("", 404, "urn:murmure:not-found")]
    public async Task What_cannot_be_exported_has_a_slug_and_another_organisation_s_site_is_not_there(string question, int status, string slug)
    {
        await using var host = await LiveHost.StartAsync(sites: [LiveHost.Rules(), LiveHost.Rules("other.example", id: 2)]);
        var key = await KeyAsync(host, 1, [1], Scopes.ReportsRead);
        await KeyAsync(host, 2, [2], Scopes.ReportsRead);
        await host.ViewAsync("/secret", site: "other.example");
        using var answer = await AskAsync(host, key, question);
        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(slug);
    }

    [Fact]
    public async Task Nobody_exports_without_the_scope_nor_over_the_network_without_a_key()
    {
        await using var host = await LiveHost.StartAsync();
        (await AskAsync(host, await KeyAsync(host, 1, [1], Scopes.EventsWrite), "site=example.org")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await host.Client.GetAsync("/api/v1/export?site=example.org")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await host.Client.GetAsync("/admin/export?site=example.org")).StatusCode.ShouldBe(HttpStatusCode.NotFound, "the socket is the way there");
        await using var socket = await AdminConnection.OfAsync(host.Folder, default);
        using var answer = await socket.GetAsync("export?site=example.org", default);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_a_killed_process_left_to_be_sent_goes_at_the_next_start()
    {
        await using var host = await LiveHost.StartAsync();
        var left = Path.Combine(host.Folder, "outgoing", "left.tmp");
        await File.WriteAllTextAsync(left, "events");
        await host.RestartAsync();
        File.Exists(left).ShouldBeFalse();
    }

    private static string[] Outgoing(LiveHost host) => Directory.GetFiles(Path.Combine(host.Folder, "outgoing"));

    private static async Task<HttpResponseMessage> AskAsync(LiveHost host, string key, string question)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/export?" + question);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await host.Client.SendAsync(request);
    }
}
