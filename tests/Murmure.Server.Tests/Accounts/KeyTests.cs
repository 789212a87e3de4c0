using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Tests.Dashboard;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Accounts;

[WholeServer]
public sealed partial class KeyTests
{
    private const string Site = "{\"host\":\"by-key.example\"}";

    [Fact]
    public async Task A_key_is_shown_once_and_kept_as_a_hash()
    {
        await using var host = await PagesHost.StartAsync();
        var key = await host.KeyAsync("admin");
        key.ShouldStartWith("mur_");
        (await host.Client.GetStringAsync("/app/keys")).ShouldNotContain(key);
        Stored.All(host.Folder).ShouldNotContain(key);
        (await AskAsync(host, key)).ShouldBe(HttpStatusCode.OK);
        (await host.Client.GetStringAsync("/app/keys")).ShouldNotContain("Never used");
        (await host.Client.GetAsync("/app/sites/by-key.example")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_opens_what_its_scopes_say_for_its_own_organisation()
    {
        await using var host = await PagesHost.StartAsync();
        (await AskAsync(host, null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await AskAsync(host, "mur_" + new string('x', 43))).ShouldBe(HttpStatusCode.Unauthorized);
        var reader = await host.KeyAsync("reports:read");
        (await AskAsync(host, reader)).ShouldBe(HttpStatusCode.Forbidden);
        (await AskAsync(host, reader[..^1] + (reader[^1] == 'A' ? 'B' : 'A'))).ShouldBe(HttpStatusCode.Unauthorized, "the same beginning, another key");
        using var session = await host.Client.PostAsync("/api/v1/sites", new StringContent(Site, null, "application/json"));
        session.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "a cookie is no key");
        using var page = new HttpRequestMessage(HttpMethod.Get, "/app/team") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", await host.KeyAsync("admin")) } };
        using var browser = host.Browser();
        (await browser.SendAsync(page)).StatusCode.ShouldBe(HttpStatusCode.Redirect, "a key is no session");
    }

    [Fact]
    public async Task An_expired_or_revoked_key_opens_nothing()
    {
        await using var host = await PagesHost.StartAsync();
        var (expiring, revoked) = (await host.KeyAsync("admin"), await host.KeyAsync("admin"));
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<MurmureDb>();
            await db.Keys.Where(k => k.Prefix == expiring.Substring(4, 8)).ExecuteUpdateAsync(k => k.SetProperty(r => r.Expires, DateTime.UnixEpoch));
            await scope.ServiceProvider.GetRequiredService<KeyDirectory>().ReadAsync(default);
        }

        (await AskAsync(host, expiring)).ShouldBe(HttpStatusCode.Unauthorized);
        (await AskAsync(host, revoked)).ShouldBe(HttpStatusCode.OK);
        foreach (var form in Revoke().Matches(await host.Client.GetStringAsync("/app/keys")).Select(m => m.Groups["form"].Value))
            (await PagesHost.SendAsync(host.Client, "/app/keys", form)).Dispose();
        (await AskAsync(host, revoked)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_key_without_name_or_scope_is_not_made()
    {
        await using var host = await PagesHost.StartAsync();
        using var answer = await PagesHost.SendAsync(host.Client, "/app/keys", "make", ("name", ""), ("scope", "everything"));
        var html = await answer.Content.ReadAsStringAsync();
        html.ShouldContain("Choose at least one.");
        html.ShouldNotContain("mur_");
    }

    [Fact]
    public async Task An_owner_s_key_cannot_take_over_accounts_of_another_organisation()
    {
        await using var host = await PagesHost.StartAsync();
        await host.AddAsync("eve@gazette.example", "owner", "La Gazette");
        var key = await host.KeyAsync("admin");
        (await AskAsync(host, key, "users/reset", "{\"email\":\"eve@gazette.example\"}")).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await AskAsync(host, key, "users/reset", $"{{\"email\":\"{PagesHost.Owner}\"}}")).ShouldBe(HttpStatusCode.OK);
        (await AskAsync(host, key, "sites", "not json")).ShouldBe(HttpStatusCode.BadRequest);
        (await AskAsync(host, key, "sites", "null")).ShouldBe(HttpStatusCode.BadRequest);
        (await AskAsync(host, key, "sites", "{}")).ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<HttpStatusCode> AskAsync(PagesHost host, string? key, string path = "sites", string body = Site)
    {
        using var client = new HttpClient { BaseAddress = host.Address };
        if (key is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await client.PostAsync("/api/v1/" + path, new StringContent(body, null, "application/json"));
        // The site is made at most once; that it is there already is an answer of the endpoint too.
        return answer.StatusCode == HttpStatusCode.UnprocessableEntity && path == "sites" ? HttpStatusCode.OK : answer.StatusCode;
    }

    [GeneratedRegex("value=\"(?<form>revoke-\\d+)\"", RegexOptions.None, 1000)]
    private static partial Regex Revoke();
}
