using System.Text.Json;
using System.Xml.Linq;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Tests.Live;

namespace Murmure.Server.Tests.Links.DropIn;

[WholeServer]
public sealed class YourlsDoorTests
{
    private const string Domain = "go.example.org";
    private const string Address = "https%3A%2F%2Fwww.example.org%2Fa%3Fb%3Dc";

    [Fact]
    public async Task A_plug_in_of_yourls_shortens_expands_and_counts()
    {
        await using var site = await BitlyDoorTests.StartAsync();
        var made = Json(await AskAsync(site, $"action=shorturl&format=json&url={Address}&keyword=spring&title=Printemps"));
        made.GetProperty("status").GetString().ShouldBe("success");
        made.GetProperty("url").GetProperty("keyword").GetString().ShouldBe("spring");
        made.GetProperty("url").GetProperty("ip").GetString().ShouldBe("");
        made.GetProperty("shorturl").GetString()!.ShouldEndWith("/spring");
        (await site.FollowAsync("/spring", Domain)).Location.ShouldBe("https://www.example.org/a?b=c");
        (await AskAsync(site, "action=expand&format=simple&shorturl=spring")).Body.ShouldBe("https://www.example.org/a?b=c");
        (await AskAsync(site, $"action=expand&format=simple&shorturl=https://{Domain}/spring")).Body.ShouldBe("https://www.example.org/a?b=c");
        await site.Host.SettleAsync();
        Json(await AskAsync(site, "action=url-stats&format=json&shorturl=spring")).GetProperty("link").GetProperty("clicks").GetString().ShouldBe("1");
        var stats = Json(await AskAsync(site, "action=stats&format=json&filter=top&limit=5"));
        stats.GetProperty("links").GetProperty("link_1").GetProperty("shorturl").GetString()!.ShouldEndWith("/spring");
        stats.GetProperty("stats").GetProperty("total_links").GetString().ShouldBe("2");
        Json(await AskAsync(site, "action=db-stats&format=json")).GetProperty("db-stats").GetProperty("total_clicks").GetString().ShouldBe("1");
    }

    [Fact]
    public async Task An_address_that_was_shortened_before_comes_back_with_its_link()
    {
        await using var site = await BitlyDoorTests.StartAsync();
        var first = await AskAsync(site, $"action=shorturl&format=simple&url={Address}");
        (await AskAsync(site, $"action=shorturl&format=simple&url={Address}")).Body.ShouldBe(first.Body);
        var again = Json(await AskAsync(site, $"action=shorturl&format=json&url={Address}"));
        (again.GetProperty("status").GetString(), again.GetProperty("code").GetString(), again.GetProperty("shorturl").GetString()).ShouldBe(("fail", "error:url", first.Body));
    }

    [Fact]
    public async Task Every_format_but_jsonp_is_answered_by_post_and_by_get()
    {
        await using var site = await BitlyDoorTests.StartAsync();
        var (status, xml) = await AskAsync(site, $"action=shorturl&url={Address}&title=A%20%26%20%3Cb%3E");
        status.ShouldBe(200);
        XDocument.Parse(xml).Root!.Element("url")!.Element("title")!.Value.ShouldBe("A & <b>");
        (await AskAsync(site, "action=db-stats&format=jsonp&callback=steal")).ShouldSatisfyAllConditions(answer => answer.Status.ShouldBe(400), answer => answer.Body.ShouldNotContain("steal"));
        using var form = new FormUrlEncodedContent([new("action", "expand"), new("format", "json"), new("shorturl", "first"), new("username", "anybody"), new("password", site.Key)]);
        var (posted, said, _) = await site.SendAsync(HttpMethod.Post, "/yourls-api.php", form, request => request.Headers.Host = Domain);
        (posted, said.GetProperty("longurl").GetString()).ShouldBe((200, "https://www.example.org/first"));
    }

    [Theory]
    [InlineData("action=shorturl", 400, "error:nourl")]
    [InlineData("action=shorturl&url=javascript:alert(1)", 400, "error:nourl")]
    [InlineData("action=shorturl&url=http://127.0.0.1/", 400, "error:nourl")]
    [InlineData("action=shorturl&url=https://www.example.org/z&keyword=first", 400, "error:keyword")]
    [InlineData("action=shorturl&url=https://www.example.org/z&keyword=api", 400, "error:keyword")]
    [InlineData("action=expand&shorturl=none", 404, null)]
    [InlineData("action=url-stats&shorturl=https://evil.example/first", 404, null)]
    [InlineData("action=stats&filter=beauty", 400, null)]
    [InlineData("action=delete&shorturl=first", 400, null)]
    [InlineData("", 400, null)]
    public async Task What_is_wrong_is_said_in_yourls_s_words(string query, int status, string? code)
    {
        await using var site = await BitlyDoorTests.StartAsync();
        var answer = await AskAsync(site, query + "&format=json");
        answer.Status.ShouldBe(status, answer.Body);
        if (code is not null)
            Json(answer).GetProperty("code").GetString().ShouldBe(code);
    }

    [Fact]
    public async Task Strangers_find_nothing_and_nobody_gets_in_without_a_key()
    {
        await using var site = await BitlyDoorTests.StartAsync();
        var stranger = await ApiTests.KeyAsync(site.Host, 2, [], Scopes.LinksWrite);
        var reader = await ApiTests.KeyAsync(site.Host, 1, [1], Scopes.ReportsRead);
        (await AskAsync(site, "action=expand&format=json&shorturl=first", stranger)).Status.ShouldBe(404);
        (await AskAsync(site, "action=url-stats&format=json&shorturl=first", stranger)).Status.ShouldBe(404);
        Json(await AskAsync(site, "action=stats&format=json", stranger)).GetProperty("stats").GetProperty("total_links").GetString().ShouldBe("0");
        foreach (var key in (string[])[reader, "mur_nobody", ""])
            (await AskAsync(site, "action=db-stats&format=json", key)).ShouldSatisfyAllConditions(answer => answer.Status.ShouldBe(403), answer => answer.Body.ShouldContain("Please log in"));
        (await AskAsync(site, "action=db-stats&format=json&timestamp=1700000000")).ShouldSatisfyAllConditions(answer => answer.Status.ShouldBe(403), answer => answer.Body.ShouldContain("Timed signatures"));
    }

    private static async Task<(int Status, string Body)> AskAsync(LinkSite site, string query, string? key = null)
    {
        using var answer = await site.GetAsync($"/yourls-api.php?{query}&signature={key ?? site.Key}", Domain);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static JsonElement Json((int Status, string Body) answer) => JsonDocument.Parse(answer.Body).RootElement;
}
