using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Murmure.Server.Accounts.Keys;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Live;

/// <summary>What was answered is there once after a kill, whatever door it came through, and a log that is sent again counts what is missing and nothing else.</summary>
public sealed class KilledTests
{
    private const string WhatsApp = "WhatsApp/2.24.20.83 A";
    private const string Googlebot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

    /// <summary>A sender types an address while another sends one at once, a reader reads and a machine looks by; then the address is repeated, and cut.</summary>
    private static readonly string[] Lines =
    [
        Line(0, "/", WhatsApp), Line(1, "/a", LiveHost.Firefox, "203.0.113.7"), Line(2, "/art", WhatsApp), Line(2, "/b", Googlebot), Line(2, "/b", Googlebot),
        Line(3, "/article", WhatsApp), Line(3, "/article", WhatsApp, "203.0.113.20"), Line(4, "/article", WhatsApp), Line(5, "/art", WhatsApp),
        Line(6, "/b", LiveHost.Firefox, "203.0.113.7"), Line(7, "/article-of-the-day", WhatsApp),
    ];

    private static readonly string[] Kept = ["pageview /a", "pageview /b", "preview /article", "preview /article-of-the-day"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Previews_that_an_edge_was_told_are_accepted_are_there_after_a_kill(bool stored)
    {
        await using var host = await LiveHost.StartAsync();
        await FetchAsync(host, "/", "/un", "/un-article");
        if (stored)
            await host.SettleAsync();
        await using var again = await host.AsKilledNowAsync();
        (await ToldAsync(again)).ShouldBe(["preview /un-article"]);
        await FetchAsync(host, "/un-article-long");
        (await ToldAsync(host)).ShouldBe(["preview /un-article-long"], "where nobody was killed the address was still being typed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("&follow=true")]
    public async Task A_log_whose_lines_are_in_counts_nothing_when_it_is_sent_again_after_a_kill(string mode)
    {
        await using var host = await LiveHost.StartAsync();
        (await ScriptAndLogTests.ImportAsync(host, string.Concat(Lines), mode)).ShouldSatisfyAllConditions(answer => answer.Imported.ShouldBe(11), answer => answer.Trouble.ShouldBeNull());
        await using var again = await host.AsKilledNowAsync();
        await ShouldHaveAllOnceAsync(again);
        (await ScriptAndLogTests.ImportAsync(again, string.Concat(Lines), mode)).ShouldSatisfyAllConditions(answer => answer.Imported.ShouldBe(0), answer => answer.Duplicates.ShouldBe(11));
        await ShouldHaveAllOnceAsync(again);
        await again.RestartAsync();
        (await ScriptAndLogTests.ImportAsync(again, string.Concat(Lines), mode)).Duplicates.ShouldBe(11, "what is in the store is known as well as what is in the journal");
    }

    [Theory]
    [InlineData("")]
    [InlineData("&follow=true")]
    public async Task After_a_kill_at_any_line_the_whole_log_again_counts_what_is_missing_and_previews_go_on_where_they_were(string mode)
    {
        for (var line = 1; line < Lines.Length; line++)
        {
            await using var host = await LiveHost.StartAsync();
            await ScriptAndLogTests.ImportAsync(host, string.Concat(Lines[..line]), mode);
            if (line % 2 == 0)
                await host.SettleAsync();
            await using var again = await host.AsKilledNowAsync();
            var rest = await ScriptAndLogTests.ImportAsync(again, string.Concat(Lines), mode);
            (rest.Duplicates, rest.Imported).ShouldBe((line, Lines.Length - line));
            await ShouldHaveAllOnceAsync(again);
        }
    }

    [Fact]
    public async Task A_fetch_with_an_id_counts_once_across_a_kill()
    {
        await using var host = await LiveHost.StartAsync();
        await FetchAsync(host, "/a?id");
        await using var again = await host.AsKilledNowAsync();
        (await FetchAsync(again, "/a?id")).ShouldContain("\"duplicate\":1");
        (await ToldAsync(again)).ShouldBe(["preview /a"]);
    }

    private static async Task ShouldHaveAllOnceAsync(LiveHost host)
    {
        (await ToldAsync(host)).ShouldBe(Kept);
        (await host.CountAsync(Metric.MachineHits)).ShouldBe(2);
    }

    private static async Task<List<string>> ToldAsync(LiveHost host) =>
        [.. (await host.EventsAsync()).Select(one => $"{one.Kind.ToString().ToLowerInvariant()} {one.Page}").Order(StringComparer.Ordinal)];

    /// <summary>Tells of fetches as an edge does; one whose path says so has an id.</summary>
    private static async Task<string> FetchAsync(LiveHost host, params string[] paths)
    {
        var key = await ApiTests.KeyAsync(host, 1, [1], Scopes.FetchesWrite);
        var fetches = paths.Select(path => $$"""{"u":"https://example.org{{path}}","ua":"{{WhatsApp}}","ip":"203.0.113.5","status":200{{(path.EndsWith("?id", StringComparison.Ordinal) ? ",\"id\":\"1\"" : "")}}}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/fetches") { Content = new StringContent($"[{string.Join(',', fetches)}]", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await host.Client.SendAsync(request);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    private static string Line(int second, string path, string agent, string address = "203.0.113.9") => string.Create(
        CultureInfo.InvariantCulture, $"{address} - - [25/Nov/2026:08:00:{second:00} +0000] \"GET {path} HTTP/2.0\" 200 512 \"-\" \"{agent}\"\n");
}
