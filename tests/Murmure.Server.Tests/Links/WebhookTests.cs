using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Links;
using Murmure.Server.Tests.Live;

namespace Murmure.Server.Tests.Links;

[WholeServer]
public sealed class WebhookTests
{
    private const string Webhooks = "/api/v1/webhooks";

    [Fact]
    public async Task Clicks_arrive_signed_counted_once_and_with_nothing_about_readers()
    {
        await using var site = await LinkSite.StartAsync(local: true);
        using var receiver = new Receiver();
        var link = (await site.LinkAsync(new { url = "https://example.com/", slug = "a" })).GetProperty("id").GetInt64();
        var (_, made, _) = await site.CallAsync(HttpMethod.Post, Webhooks, new { url = receiver.Root + "/hook" });
        await site.FollowAsync("/a~w");
        await site.FollowAsync("/a~w");
        await site.FollowAsync("/a", agent: "WhatsApp/2.24.20.83 A");
        await RoundAsync(site);
        await RoundAsync(site);
        var (headers, body) = receiver.Requests.ShouldHaveSingleItem();
        var signed = HMACSHA256.HashData(
            Convert.FromBase64String(made.GetProperty("secret").GetString()!["whsec_".Length..]), Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{headers["webhook-timestamp"]}.{body}"));
        headers["webhook-signature"].ShouldBe("v1," + Convert.ToBase64String(signed));
        headers["webhook-timestamp"].ShouldBe(site.Host.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var message = JsonDocument.Parse(body);
        message.RootElement.GetProperty("type").GetString().ShouldBe("link.clicked");
        message.RootElement.GetProperty("id").GetString().ShouldBe(headers["webhook-id"]);
        var click = message.RootElement.GetProperty("data").GetProperty("clicks").EnumerateArray().ShouldHaveSingleItem();
        click.GetRawText().ShouldBe($$"""{"link":{{link}},"variant":"whatsapp","channel":"whatsapp","verdict":"person","day":"2026-11-25","hour":9,"clicks":2}""");
        await site.FollowAsync("/a~w");
        await RoundAsync(site);
        receiver.Requests.Last().Body.ShouldContain("\"clicks\":1}");
    }

    [Fact]
    public async Task What_is_not_taken_is_sent_again_with_the_same_id_later_and_later_and_given_up_after_a_day()
    {
        await using var site = await LinkSite.StartAsync(local: true);
        using var receiver = new Receiver { Status = "503 Busy" };
        await site.LinkAsync(new { url = "https://example.com/", slug = "a" });
        var (_, made, _) = await site.CallAsync(HttpMethod.Post, Webhooks, new { url = receiver.Root });
        await site.FollowAsync("/a");
        await RoundAsync(site);
        for (var hours = 0.0; hours < 25; hours += 0.25)
        {
            site.Host.Clock.Advance(TimeSpan.FromMinutes(15));
            await SendAsync(site);
        }
        receiver.Requests.Select(request => request.Headers["webhook-id"]).Distinct().ShouldHaveSingleItem();
        receiver.Requests.Count.ShouldBeInRange(10, 16);
        var delivery = (await DeliveriesAsync(site, made)).ShouldHaveSingleItem();
        (delivery.GetProperty("answer").GetString(), delivery.GetProperty("nextTry").ValueKind, delivery.GetProperty("taken").ValueKind).ShouldBe(("503", JsonValueKind.Null, JsonValueKind.Null));
    }

    [Fact]
    public async Task A_receiver_that_comes_back_gets_everything_in_order()
    {
        await using var site = await LinkSite.StartAsync(local: true);
        using var receiver = new Receiver { Status = "500 Oops" };
        await site.LinkAsync(new { url = "https://example.com/", slug = "a" });
        var (_, made, _) = await site.CallAsync(HttpMethod.Post, Webhooks, new { url = receiver.Root });
        await site.FollowAsync("/a");
        await RoundAsync(site);
        await site.FollowAsync("/a~t");
        await RoundAsync(site);
        receiver.Status = "204 Good";
        site.Host.Clock.Advance(TimeSpan.FromHours(5));
        await SendAsync(site);
        receiver.Requests.TakeLast(2).Select(request => request.Body.Contains("telegram", StringComparison.Ordinal)).ShouldBe([false, true]);
        (await DeliveriesAsync(site, made)).ShouldAllBe(delivery => delivery.GetProperty("answer").GetString() == "204");
    }

    [Fact]
    public async Task A_restart_neither_loses_nor_repeats_a_click()
    {
        await using var site = await LinkSite.StartAsync(local: true);
        using var receiver = new Receiver();
        await site.LinkAsync(new { url = "https://example.com/", slug = "a" });
        await site.CallAsync(HttpMethod.Post, Webhooks, new { url = receiver.Root });
        await site.FollowAsync("/a");
        await site.Host.RestartAsync();
        await RoundAsync(site);
        await site.Host.RestartAsync();
        await RoundAsync(site);
        receiver.Requests.ShouldHaveSingleItem().Body.ShouldContain("\"clicks\":1}");
    }

    [Theory]
    [InlineData("http://example.com/hook")]
    [InlineData("https://127.0.0.1/hook")]
    [InlineData("https://localhost/hook")]
    [InlineData("https://user:password@example.com/")]
    [InlineData("ftp://example.com/")]
    [InlineData("myapp://open")]
    [InlineData("")]
    public async Task An_address_that_is_not_for_messages_is_refused(string url)
    {
        await using var site = await LinkSite.StartAsync();
        var (status, said, _) = await site.CallAsync(HttpMethod.Post, Webhooks, new { url });
        (status, said.GetProperty("type").GetString()).ShouldBe((400, "urn:murmure:link-url"));
    }

    [Fact]
    public async Task The_secret_is_told_once_and_lies_encrypted()
    {
        await using var site = await LinkSite.StartAsync(local: true);
        var (status, made, _) = await site.CallAsync(HttpMethod.Post, Webhooks, new { url = "https://example.com/hook" }, "hook-1");
        var secret = made.GetProperty("secret").GetString()!;
        (status, secret.Length).ShouldBe((201, 50));
        (await site.CallAsync(HttpMethod.Get, Webhooks)).Body.GetRawText().ShouldNotContain("whsec_");
        await site.Host.StopAsync();
        foreach (var file in Directory.EnumerateFiles(site.Host.Folder, "metadata*"))
            Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).ShouldNotContain(secret);
        await site.Host.StartAgainAsync();
    }

    private static async Task<List<JsonElement>> DeliveriesAsync(LinkSite site, JsonElement made) =>
        [.. (await site.CallAsync(HttpMethod.Get, $"{Webhooks}/{made.GetProperty("id").GetInt64()}/deliveries")).Body.GetProperty("deliveries").EnumerateArray()];

    private static async Task RoundAsync(LinkSite site)
    {
        await site.Host.SettleAsync();
        await SendAsync(site);
    }

    private static Task SendAsync(LinkSite site) => site.Host.Services.GetRequiredService<WebhookRounds>().RunOnceAsync(default);
}
