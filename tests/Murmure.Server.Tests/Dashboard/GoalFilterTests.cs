using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Murmure.Attribution;
using Murmure.Storage.Events;
using static Murmure.Server.Tests.Dashboard.FunnelTests;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>Visits filtered by a goal that they reached: on the pages, by the API, and under the rule of small cells.</summary>
[WholeServer]
public sealed class GoalFilterTests
{
    private const string Page = "/app/sites/mine.example";
    private const string Day = "from=2026-11-02&to=2026-11-02";

    [Fact]
    public async Task Visits_that_reached_a_goal_are_a_part_like_others_and_so_are_those_that_did_not()
    {
        await using var host = await StartAsync(
        [
            .. Visit(1, Family.Messaging, "whatsapp", (8, "/article/a"), (8, "!Sign-up")), .. Visit(2, Family.Messaging, "whatsapp", (8, "/article/b")),
            .. Visit(3, Family.Direct, "", (9, "/article/a"), (9, "!Sign-up"), (9, "!Sign-up")), .. Visit(4, Family.Direct, "", (8, "/article/a"), (14, "/offer")),
        ]);
        var key = await host.KeyAsync("reports:read");
        foreach (var (filters, visits) in ((string, int)[])[("goal==Sign-up", 2), ("goal!=Sign-up", 3), ("goal~=sign", 2), ("goal!~sign", 3), ("goal==Sign-up|Gift", 2), ("goal==Sign-up;channel==whatsapp", 1), ("goal==Gift", 0)])
        {
            var told = await AskAsync(host, key, $"{Day}&filters={Uri.EscapeDataString(filters)}");
            ((int?)told["totals"]!["visits"]).ShouldBe(visits, filters);
            (await ReadAsync(host, $"?{Day}&filters={Uri.EscapeDataString(filters)}")).ShouldContain($"<h1>{visits} visit{(visits == 1 ? " matches" : "s match")} these filters</h1>", Case.Sensitive, filters);
        }

        var page = await ReadAsync(host, $"?{Day}&filters=goal%3D%3DSign-up");
        page.ShouldContain("<bdi>Goal reached: Sign-up</bdi>");
        page.ShouldContain($"href=\"{Page}?{Day}&filters=goal!%3DSign-up\"", Case.Sensitive, "its contrary is a click away");
        page.ShouldContain("<option value=\"goal\">Goal reached</option>");
        page.ShouldContain("<option value=\"Sign-up\">Goal reached</option>");
        page.ShouldNotContain("<dt>Links prepared for sharing</dt>", Case.Sensitive, "previews reach no goal");
        using var added = await host.Client.GetAsync($"{Page}?{Day}&by=goal&how=is&value=Sign-up");
        PagesHost.Target(added).Query.ShouldBe($"?{Day}&filters=goal%3D%3DSign-up");
        (await host.Client.GetStringAsync($"{Page}/by/channel.csv?{Day}&filters=goal%3D%3DSign-up")).ShouldContain("whatsapp,1,1,");
        (await ReadAsync(host, $"/by/goal?{Day}")).ShouldContain("<h1>Goal reached</h1>");
    }

    [Fact]
    public async Task Few_readers_who_reached_it_or_who_did_not_are_hidden()
    {
        await using var host = await StartAsync(
        [
            .. Enumerable.Range(1, 25).SelectMany(reader => Visit((ulong)reader, Family.Direct, "", reader <= 12 ? "mobile" : "desktop", [(8, "/a"), .. reader == 12 ? Array.Empty<(int, string)>() : [(8, "!Sign-up")]])),
            .. Enumerable.Range(26, 100).SelectMany(reader => Visit((ulong)reader, Family.Direct, "", reader <= 65 ? "tablet" : "tv", [(8, "/b"), .. reader % 2 == 0 ? Array.Empty<(int, string)>() : [(8, "!Sign-up")]])),
        ]);
        // What tells readers apart is told of days that are over.
        ((FakeTimeProvider)host.Services.GetRequiredService<TimeProvider>()).Advance(TimeSpan.FromHours(8));
        var key = await host.KeyAsync("reports:read");
        async Task<string?> CountAsync(string filters) => (await AskAsync(host, key, $"{Day}&filters={Uri.EscapeDataString(filters)}"))["totals"]!["visits"]?.ToJsonString();
        (await CountAsync("device==mobile")).ShouldBe("12");
        (await CountAsync("goal==Sign-up")).ShouldBe("74", "no more is told of a reader than the goal's own count");
        (await CountAsync("goal==Sign-up;device==mobile")).ShouldBeNull("the one who did not would be the difference to twelve");
        (await CountAsync("goal!=Sign-up;device==mobile")).ShouldBeNull();
        (await CountAsync("goal==Sign-up;device==tablet")).ShouldBeNull("the mobile ones who did not would be the difference to everybody's");
        (await CountAsync("goal==Sign-up;device==tv")).ShouldBe("30");
        (await CountAsync("goal!=Sign-up;device==tv")).ShouldBe("30");
        var rows = (await AskAsync(host, key, $"{Day}&dimensions=device&filters=goal%3D%3DSign-up"))["rows"]!.AsArray();
        rows.Where(row => row![1] is not null).Select(row => $"{row![0]} {row[1]}").ShouldBe(["tv 30", "desktop 13"], "all on a desk did, and what is left is of two");
        (await ReadAsync(host, $"?{Day}&filters=goal%3D%3DSign-up;device%3D%3Dmobile")).ShouldContain("Fewer than 10 readers: details are hidden to protect them");
    }

    [Fact]
    public async Task Where_nothing_links_what_a_visit_did_it_is_not_asked()
    {
        await using var host = await StartAsync([.. Visit(1, Family.Direct, "", (8, "/a"))], "fr-exempt");
        var page = await ReadAsync(host, $"?{Day}&filters=goal%3D%3DSign-up");
        page.ShouldContain("A filter in the address could not be read and is left out.");
        page.ShouldNotContain("<option value=\"goal\">");
        using var client = host.Browser();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await host.KeyAsync("reports:read"));
        using var refused = await client.GetAsync($"/api/v1/reports?site=mine.example&{Day}&filters=goal%3D%3DSign-up");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<JsonNode> AskAsync(PagesHost host, string key, string question)
    {
        using var client = host.Browser();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return JsonNode.Parse(await client.GetStringAsync("/api/v1/reports?site=mine.example&" + question))!;
    }

    private static async Task<string> ReadAsync(PagesHost host, string below) =>
        string.Join(' ', WebUtility.HtmlDecode(await host.Client.GetStringAsync(Page + below)).Split((char[]?)[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
}
