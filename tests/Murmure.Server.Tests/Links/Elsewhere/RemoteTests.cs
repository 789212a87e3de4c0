using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Links.Elsewhere;

[WholeServer]
public sealed class RemoteTests
{
    private const string Token = "tok-3f9a-canary";
    private const string Group = "/v4/groups/Bc1/bitlinks";

    [Fact]
    public async Task Bitly_is_read_page_by_page_with_its_clicks_by_day()
    {
        await using var source = await SourceServer.StartAsync();
        await using var site = await LinkSite.StartAsync(with: options => options with { AllowLocalChecks = true });
        FillBitly(source);
        var first = await StepAsync(site, "bitly", source.Address + Group);
        (first.GetProperty("imported").GetInt32(), first.GetProperty("clicks").GetInt64()).ShouldBe((1, 15));
        var next = first.GetProperty("next").GetString().ShouldNotBeNull();
        var second = await StepAsync(site, "bitly", next);
        (second.GetProperty("imported").GetInt32(), second.GetProperty("clicks").GetInt64(), second.GetProperty("next").ValueKind).ShouldBe((1, 0, JsonValueKind.Null));
        source.Asked.ShouldAllBe(asked => asked.Proof == "Bearer " + Token);
        await using var db = await site.Host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        (await db.ImportedClicks.Where(row => row.Clicks > 0).OrderBy(row => row.Day).Select(row => new { row.Day, row.Clicks }).ToListAsync()).Select(row => (row.Day, row.Clicks))
            .ShouldBe([(new DateOnly(2024, 3, 5), 5), (new DateOnly(2024, 3, 6), 10)]);
    }

    [Fact]
    public async Task A_second_run_makes_nothing_and_asks_for_no_clicks_that_are_here_until_a_day_is_over()
    {
        await using var source = await SourceServer.StartAsync();
        await using var site = await LinkSite.StartAsync(with: options => options with { AllowLocalChecks = true });
        FillBitly(source);
        await StepAsync(site, "bitly", source.Address + Group);
        var before = source.Asked.Count;
        var again = await StepAsync(site, "bitly", source.Address + Group);
        (again.GetProperty("imported").GetInt32(), again.GetProperty("known").GetInt32(), source.Asked.Count - before).ShouldBe((0, 1, 1));
        site.Host.Clock.Advance(TimeSpan.FromHours(25));
        await StepAsync(site, "bitly", source.Address + Group);
        (source.Asked.Count - before).ShouldBe(3);
        await using var db = await site.Host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        (await db.ImportedClicks.SumAsync(row => row.Clicks)).ShouldBe(15);
    }

    [Fact]
    public async Task A_source_that_wants_fewer_questions_is_left_alone_and_the_run_says_where_to_go_on()
    {
        await using var source = await SourceServer.StartAsync();
        await using var site = await LinkSite.StartAsync(with: options => options with { AllowLocalChecks = true });
        FillBitly(source);
        source.Answers["/v4/bitlinks/bit.ly/one/clicks?unit=day&units=-1"] = (429, "{}");
        var said = await StepAsync(site, "bitly", source.Address + Group);
        (said.GetProperty("stopped").GetString(), said.GetProperty("next").GetString(), said.GetProperty("imported").GetInt32()).ShouldBe(("slower", source.Address + Group, 1));
        FillBitly(source);
        var again = await StepAsync(site, "bitly", said.GetProperty("next").GetString()!);
        (again.GetProperty("known").GetInt32(), again.GetProperty("clicks").GetInt64()).ShouldBe((1, 15));
    }

    [Fact]
    public async Task The_token_goes_to_the_host_that_was_typed_and_is_kept_nowhere()
    {
        await using var source = await SourceServer.StartAsync();
        await using var other = await SourceServer.StartAsync();
        await using var site = await LinkSite.StartAsync(with: options => options with { AllowLocalChecks = true });
        FillBitly(source, next: other.Address + Group + "?page=2");
        (await StepAsync(site, "bitly", source.Address + Group)).GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        source.Answers["/yourls-api.php?action=stats&filter=last&limit=100&start=0&format=json&signature=" + Token] = (200, Exports.Yourls);
        (await StepAsync(site, "yourls", source.Address)).GetProperty("imported").GetInt32().ShouldBe(2);
        other.Asked.ShouldBeEmpty();
        await site.Host.StopAsync();
        foreach (var file in Directory.EnumerateFiles(site.Host.Folder, "*", SearchOption.AllDirectories))
            Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).Contains(Token, StringComparison.Ordinal).ShouldBeFalse(Path.GetFileName(file));
        await site.Host.StartAgainAsync();
    }

    [Theory]
    [InlineData("shlink", "", "/rest/v3/short-urls?page=1&itemsPerPage=200", "/rest/v3/short-urls?page=2&itemsPerPage=200")]
    [InlineData("kutt", "/", "/api/v2/links?skip=0&limit=50", "/api/v2/links?skip=3&limit=50")]
    public async Task Other_services_are_asked_in_their_own_words(string from, string typed, string first, string second)
    {
        await using var source = await SourceServer.StartAsync();
        await using var site = await LinkSite.StartAsync(with: options => options with { AllowLocalChecks = true });
        source.Answers[first] = (200, Encoding.UTF8.GetString(Exports.Of(from)).Replace("\"pagesCount\":1", "\"pagesCount\":2", StringComparison.Ordinal).Replace("\"total\":3,", "\"total\":4,", StringComparison.Ordinal));
        source.Answers[second] = (200, from == "shlink" ? "{\"shortUrls\":{\"data\":[],\"pagination\":{\"currentPage\":2,\"pagesCount\":2}}}" : "{\"total\":4,\"data\":[]}");
        var one = await StepAsync(site, from, source.Address + typed);
        one.GetProperty("stopped").ValueKind.ShouldBe(JsonValueKind.Null, one.ToString());
        var two = await StepAsync(site, from, one.GetProperty("next").GetString().ShouldNotBeNull());
        two.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        source.Asked.Select(asked => asked.Path).ShouldBe([first, second]);
        source.Asked.ShouldAllBe(asked => asked.Proof == Token);
    }

    [Theory]
    [InlineData("shlink", 401, "token")]
    [InlineData("shlink", 500, "unreadable")]
    [InlineData("kutt", 429, "slower")]
    public async Task What_a_source_refuses_is_said(string from, int status, string stopped)
    {
        await using var source = await SourceServer.StartAsync();
        await using var site = await LinkSite.StartAsync(with: options => options with { AllowLocalChecks = true });
        source.Answers[from == "shlink" ? "/rest/v3/short-urls?page=1&itemsPerPage=200" : "/api/v2/links?skip=0&limit=50"] = (status, "{}");
        (await StepAsync(site, from, source.Address)).GetProperty("stopped").GetString().ShouldBe(stopped);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{port}/v4/groups/Bc1/bitlinks")]
    [InlineData("https://127.0.0.1:{port}/v4/groups/Bc1/bitlinks")]
    [InlineData("https://localhost:{port}/v4/groups/Bc1/bitlinks")]
    [InlineData("https://[::ffff:127.0.0.1]:{port}/v4/groups/Bc1/bitlinks")]
    [InlineData("file:///etc/passwd")]
    [InlineData("not an address")]
    [InlineData("https://api-ssl.bitly.com/v4/user")]
    public async Task An_address_of_this_machine_is_never_asked(string address)
    {
        await using var source = await SourceServer.StartAsync();
        await using var site = await LinkSite.StartAsync();
        var said = await StepAsync(site, "bitly", address.Replace("{port}", new Uri(source.Address).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        said.GetProperty("stopped").GetString().ShouldBeOneOf("address", "unreachable");
        source.Asked.ShouldBeEmpty();
    }

    private static void FillBitly(SourceServer source, string? next = null)
    {
        next ??= source.Address + Group + "?search_after=abc&size=100";
        source.Answers[Group + "?size=100"] = (200, $$$"""{"links":[{"id":"bit.ly/one","link":"https://bit.ly/one","long_url":"https://www.example.org/1","title":"One","created_at":"2024-03-05T09:30:00+0000"}],"pagination":{"next":"{{{next}}}"}}""");
        source.Answers[Group + "?search_after=abc&size=100"] = (200, """{"links":[{"id":"bit.ly/two","link":"https://bit.ly/two","long_url":"https://www.example.org/2","created_at":"2024-03-05T09:30:00+0000"}],"pagination":{"next":""}}""");
        source.Answers["/v4/bitlinks/bit.ly/one/clicks?unit=day&units=-1"] =
            (200, """{"link_clicks":[{"clicks":10,"date":"2024-03-06T00:00:00+0000"},{"clicks":5,"date":"2024-03-05T00:00:00+0000"},{"clicks":0,"date":"2024-03-04T00:00:00+0000"}],"units":-1,"unit":"day"}""");
        source.Answers["/v4/bitlinks/bit.ly/two/clicks?unit=day&units=-1"] = (200, """{"link_clicks":[],"units":-1,"unit":"day"}""");
    }

    private static async Task<JsonElement> StepAsync(LinkSite site, string from, string address)
    {
        var (status, body, _) = await site.CallAsync(HttpMethod.Post, "/api/v1/links/imports/remote", new { from, address, token = Token, domain = "go.example.org" });
        status.ShouldBe(200, body.ToString());
        return body;
    }
}
