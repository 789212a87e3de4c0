using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Tests.Live;

namespace Murmure.Server.Tests.Links.DropIn;

[WholeServer]
public sealed class BitlyDoorTests
{
    private const string Domain = "go.example.org";

    [Fact]
    public async Task A_client_of_bitly_shortens_reads_changes_and_counts()
    {
        await using var site = await StartAsync();
        var (made, link) = await CallAsync(site, HttpMethod.Post, "/v4/shorten", """{"long_url":"https://www.example.org/a","domain":"bit.ly","group_guid":"Ba1bc23dE4F"}""");
        made.ShouldBe(201, link.ToString());
        var id = link.GetProperty("id").GetString()!;
        id.ShouldStartWith(Domain + "/");
        link.GetProperty("link").GetString().ShouldEndWith(id);
        link.GetProperty("long_url").GetString().ShouldBe("https://www.example.org/a");
        link.GetProperty("created_at").GetString().ShouldBe("2026-11-25T09:00:00+0000");
        (await CallAsync(site, HttpMethod.Post, "/v4/shorten", """{"long_url":"https://www.example.org/a"}""")).ShouldSatisfyAllConditions(
            again => again.Status.ShouldBe(200), again => again.Body.GetProperty("id").GetString().ShouldBe(id));

        (await CallAsync(site, HttpMethod.Patch, "/v4/bitlinks/" + id, """{"title":"Spring","long_url":"https://www.example.org/b","tags":["news"]}""")).Status.ShouldBe(200);
        var (read, now) = await CallAsync(site, HttpMethod.Get, "/v4/bitlinks/" + id);
        (read, now.GetProperty("title").GetString(), now.GetProperty("long_url").GetString()).ShouldBe((200, "Spring", "https://www.example.org/b"));
        (await site.FollowAsync("/" + id.Split('/')[1], Domain)).Location.ShouldBe("https://www.example.org/b");

        await site.Host.SettleAsync();
        var (counted, clicks) = await CallAsync(site, HttpMethod.Get, $"/v4/bitlinks/{id}/clicks/summary?unit=day&units=-1");
        (counted, clicks.GetProperty("total_clicks").GetInt64(), clicks.GetProperty("units").GetInt32(), clicks.GetProperty("unit").GetString()).ShouldBe((200, 1, -1, "day"));
        (await CallAsync(site, HttpMethod.Get, $"/v4/bitlinks/{id.Replace("/", "%2F", StringComparison.Ordinal)}/clicks/summary")).Body.GetProperty("total_clicks").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task A_custom_back_half_and_a_link_that_must_be_new_are_made_as_asked()
    {
        await using var site = await StartAsync();
        (await CallAsync(site, HttpMethod.Post, "/v4/bitlinks", """{"long_url":"https://www.example.org/a","title":"A","keyword":"spring"}""")).Body.GetProperty("id").GetString().ShouldBe(Domain + "/spring");
        (await CallAsync(site, HttpMethod.Post, "/v4/bitlinks", """{"long_url":"https://www.example.org/z","keyword":"spring"}""")).ShouldSatisfyAllConditions(
            taken => taken.Status.ShouldBe(409), taken => taken.Body.GetProperty("message").GetString().ShouldBe("CONFLICT"));
        var first = (await CallAsync(site, HttpMethod.Post, "/v4/bitlinks", """{"long_url":"https://www.example.org/a","force_new_link":true}""")).Body.GetProperty("id").GetString();
        (await CallAsync(site, HttpMethod.Post, "/v4/bitlinks", """{"long_url":"https://www.example.org/a","force_new_link":true}""")).Body.GetProperty("id").GetString().ShouldNotBe(first);
    }

    [Theory]
    [InlineData("POST", "/v4/shorten", "{}", 400, "INVALID_ARG_LONG_URL")]
    [InlineData("POST", "/v4/shorten", "{\"long_url\":\"javascript:alert(1)\"}", 400, "INVALID_ARG_LONG_URL")]
    [InlineData("POST", "/v4/shorten", "{\"long_url\":\"http://169.254.169.254/\"}", 400, "INVALID_ARG_LONG_URL")]
    [InlineData("POST", "/v4/shorten", "{\"long_url\":7}", 400, "INVALID_ARG_JSON")]
    [InlineData("POST", "/v4/shorten", "[1]", 400, "INVALID_ARG_JSON")]
    [InlineData("POST", "/v4/shorten", "not json", 400, "INVALID_ARG_JSON")]
    [InlineData("POST", "/v4/bitlinks", "{\"long_url\":\"https://www.example.org/\",\"keyword\":\"api\"}", 400, "INVALID_ARG_KEYWORD")]
    [InlineData("GET", "/v4/bitlinks/go.example.org/none", null, 404, "NOT_FOUND")]
    [InlineData("GET", "/v4/bitlinks/evil.example/here", null, 404, "NOT_FOUND")]
    [InlineData("GET", "/v4/bitlinks/go.example.org/here/clicks/summary?unit=minute", null, 400, "INVALID_ARG_UNIT")]
    [InlineData("GET", "/v4/bitlinks/go.example.org/here/clicks/summary?units=0", null, 400, "INVALID_ARG_UNITS")]
    [InlineData("PATCH", "/v4/bitlinks/go.example.org/here", "{\"long_url\":\"http://localhost/\"}", 400, "INVALID_ARG_LONG_URL")]
    public async Task What_is_wrong_is_said_in_bitly_s_words(string method, string path, string? body, int status, string message)
    {
        await using var site = await StartAsync();
        await site.LinkAsync(new { url = "https://www.example.org/here", slug = "here", domain = Domain });
        var (answered, said) = await CallAsync(site, new HttpMethod(method), path, body);
        (answered, said.GetProperty("message").GetString(), said.GetProperty("resource").GetString()).ShouldBe((status, message, "bitlinks"));
        said.ToString().ShouldNotContain("169.254");
    }

    [Fact]
    public async Task Another_organisation_s_link_is_not_there_and_a_key_without_the_scope_is_refused()
    {
        await using var site = await StartAsync();
        await site.LinkAsync(new { url = "https://www.example.org/here", slug = "here", domain = Domain });
        var stranger = await ApiTests.KeyAsync(site.Host, 2, [], Scopes.LinksWrite);
        var reader = await ApiTests.KeyAsync(site.Host, 1, [1], Scopes.ReportsRead);
        foreach (var (method, path, body) in new (HttpMethod, string, string?)[]
                 {
                     (HttpMethod.Get, "/v4/bitlinks/go.example.org/here", null), (HttpMethod.Get, "/v4/bitlinks/go.example.org/here/clicks/summary", null),
                     (HttpMethod.Patch, "/v4/bitlinks/go.example.org/here", "{\"title\":\"mine\"}"),
                 })
        {
            (await CallAsync(site, method, path, body, stranger)).Status.ShouldBe(404, path);
            (await CallAsync(site, method, path, body, reader)).Status.ShouldBe(403, path);
            (await CallAsync(site, method, path, body, "mur_nobody")).Status.ShouldBe(403, path);
            (await CallAsync(site, method, path, body)).Status.ShouldBe(200, path);
        }
    }

    [Fact]
    public async Task The_doors_answer_under_link_domains_and_the_server_s_own_names_and_under_no_other()
    {
        await using var site = await StartAsync();
        foreach (var path in (string[])["/v4/bitlinks/x/y", "/yourls-api.php?action=db-stats"])
        {
            foreach (var (host, status) in new (string, int)[] { (Domain, 403), ("localhost", 403), ("evil.example", 400) })
            {
                using var answer = await site.GetAsync(path, host);
                ((int)answer.StatusCode).ShouldBe(status, $"{host}{path}");
            }
        }
    }

    internal static async Task<LinkSite> StartAsync()
    {
        var site = await LinkSite.StartAsync();
        await site.LinkAsync(new { url = "https://www.example.org/first", slug = "first", domain = Domain });
        return site;
    }

    private static async Task<(int Status, JsonElement Body)> CallAsync(LinkSite site, HttpMethod method, string path, string? body = null, string? key = null)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        var (status, said, _) = await site.SendAsync(method, path, content, request =>
        {
            request.Headers.Host = Domain;
            if (key is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        });
        return (status, said);
    }
}
