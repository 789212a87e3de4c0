using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Links;

[WholeServer]
public sealed class BulkTests
{
    private const string Links = "/api/v1/links";

    [Fact]
    public async Task The_same_call_with_one_key_makes_one_link_and_answers_it_twice()
    {
        await using var site = await LinkSite.StartAsync();
        var first = await site.CallAsync(HttpMethod.Post, Links, new { url = "https://example.com/" }, "order-17");
        var again = await site.CallAsync(HttpMethod.Post, Links, new { url = "https://example.com/" }, "order-17");
        (again.Status, again.Body.GetRawText(), again.Type).ShouldBe((201, first.Body.GetRawText(), first.Type));
        (await CountAsync(site)).ShouldBe(1);
    }

    [Fact]
    public async Task A_key_with_another_body_or_another_address_is_refused_and_nothing_done()
    {
        await using var site = await LinkSite.StartAsync();
        await site.CallAsync(HttpMethod.Post, Links, new { url = "https://example.com/" }, "order-17");
        foreach (var (path, body) in new (string, object)[] { (Links, new { url = "https://example.com/other" }), (Links + "/bulk", new[] { new { url = "https://example.com/" } }) })
        {
            var (status, said, _) = await site.CallAsync(HttpMethod.Post, path, body, "order-17");
            (status, said.GetProperty("type").GetString()).ShouldBe((422, "urn:murmure:idempotency-reused"));
        }
        (await CountAsync(site)).ShouldBe(1);
    }

    [Fact]
    public async Task A_key_is_forgotten_after_a_day_and_a_refusal_is_remembered_like_a_success()
    {
        await using var site = await LinkSite.StartAsync();
        (await site.CallAsync(HttpMethod.Post, Links, new { url = "javascript:alert(1)" }, "k")).Status.ShouldBe(400);
        (await site.CallAsync(HttpMethod.Post, Links, new { url = "javascript:alert(1)" }, "k")).Status.ShouldBe(400);
        await site.CallAsync(HttpMethod.Post, Links, new { url = "https://example.com/" }, "order-17");
        await site.Host.RestartAsync();
        await site.CallAsync(HttpMethod.Post, Links, new { url = "https://example.com/" }, "order-17");
        (await CountAsync(site)).ShouldBe(1, "a restart forgets no key");
        site.Host.Clock.Advance(TimeSpan.FromHours(24));
        (await site.CallAsync(HttpMethod.Post, Links, new { url = "https://example.com/" }, "order-17")).Status.ShouldBe(201);
        (await CountAsync(site)).ShouldBe(2);
    }

    [Fact]
    public async Task Of_calls_at_once_with_one_key_one_is_done()
    {
        await using var site = await LinkSite.StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => site.CallAsync(HttpMethod.Post, Links, new { url = "https://example.com/" }, "at-once")));
        answers.Select(answer => answer.Status).Distinct().Except([201, 409]).ShouldBeEmpty();
        (await CountAsync(site)).ShouldBe(1);
    }

    [Fact]
    public async Task Neither_key_nor_body_of_a_call_can_be_read_in_the_metadata()
    {
        await using var site = await LinkSite.StartAsync();
        await site.CallAsync(HttpMethod.Post, Links, new { url = "https://example.com/", password = "canary-password" }, "canary-key");
        await site.Host.StopAsync();
        foreach (var file in Directory.EnumerateFiles(site.Host.Folder, "metadata*"))
        {
            var text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            text.ShouldNotContain("canary-key");
            text.ShouldNotContain("canary-password");
        }
        await site.Host.StartAgainAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789-")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        await using var site = await LinkSite.StartAsync();
        var (status, said, _) = await site.CallAsync(HttpMethod.Post, Links, new { url = "https://example.com/" }, key);
        (status, said.GetProperty("type").GetString()).ShouldBe((400, "urn:murmure:idempotency-key"));
    }

    [Fact]
    public async Task A_change_in_bulk_reaches_every_link_and_every_redirect()
    {
        await using var site = await LinkSite.StartAsync();
        var ids = await MakeAsync(site, "a", "b", "c");
        var (status, said, _) = await site.CallAsync(HttpMethod.Patch, Links + "/bulk", new { ids = ids[..2], change = new { url = "https://example.com/new", folder = "Autumn" } });
        (status, said.GetProperty("made").GetInt32()).ShouldBe((200, 2), said.ToString());
        (await site.FollowAsync("/a")).Location.ShouldBe("https://example.com/new");
        (await site.FollowAsync("/b")).Location.ShouldBe("https://example.com/new");
        (await site.FollowAsync("/c")).Location.ShouldBe("https://example.com/c");
    }

    [Fact]
    public async Task A_bulk_call_with_one_number_that_is_not_there_changes_nothing_and_names_it()
    {
        await using var site = await LinkSite.StartAsync();
        var ids = await MakeAsync(site, "a", "b");
        foreach (var (method, body) in new (HttpMethod, object)[] { (HttpMethod.Patch, new { ids = (long[])[.. ids, 99], change = new { url = "https://example.com/new" } }), (HttpMethod.Delete, new { ids = (long[])[.. ids, 99] }) })
        {
            var (status, said, _) = await site.CallAsync(method, Links + "/bulk", body);
            (status, said.GetProperty("missing").EnumerateArray().Select(id => id.GetInt64()).ShouldHaveSingleItem()).ShouldBe((404, 99));
        }
        (await site.FollowAsync("/a")).Location.ShouldBe("https://example.com/a");
    }

    [Fact]
    public async Task A_change_that_one_link_cannot_take_reaches_none()
    {
        await using var site = await LinkSite.StartAsync();
        var ids = await MakeAsync(site, "a", "b");
        await site.CallAsync(HttpMethod.Patch, $"{Links}/{ids[1]}", new { validFrom = "2026-12-01T00:00:00Z" });
        var (status, said, _) = await site.CallAsync(HttpMethod.Patch, Links + "/bulk", new { ids, change = new { validUntil = "2026-11-30T00:00:00Z" } });
        (status, said.GetProperty("made").GetInt32()).ShouldBe((422, 0));
        said.GetProperty("rows")[0].GetProperty("problem").ValueKind.ShouldBe(JsonValueKind.Null);
        said.GetProperty("rows")[1].GetProperty("type").GetString().ShouldBe("urn:murmure:link-days");
        (await site.CallAsync(HttpMethod.Get, $"{Links}/{ids[0]}")).Body.GetProperty("validUntil").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_deletion_in_bulk_leaves_nothing_behind_those_addresses()
    {
        await using var site = await LinkSite.StartAsync();
        var ids = await MakeAsync(site, "a", "b", "c");
        (await site.CallAsync(HttpMethod.Delete, Links + "/bulk", new { ids = ids[..2] })).Status.ShouldBe(204);
        ((int)(await site.FollowAsync("/a")).Status).ShouldBe(404);
        ((int)(await site.FollowAsync("/c")).Status).ShouldBe(302);
        (await CountAsync(site)).ShouldBe(1);
    }

    private static async Task<long[]> MakeAsync(LinkSite site, params string[] slugs)
    {
        var (status, said, _) = await site.CallAsync(HttpMethod.Post, Links + "/bulk", slugs.Select(slug => new { url = "https://example.com/" + slug, slug }).ToArray());
        status.ShouldBe(201, said.ToString());
        return [.. said.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("link").GetProperty("id").GetInt64())];
    }

    private static async Task<int> CountAsync(LinkSite site)
    {
        await using var db = await site.Host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        return await db.Links.CountAsync();
    }
}
