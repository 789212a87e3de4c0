using System.Net;
using System.Text;
using Murmure.Connectors;
using Murmure.Connectors.Tests;
using Murmure.Connectors.Tests.Telegram;
using Murmure.Server.Tests.Campaigns;
using Murmure.Server.Tests.Exports;

namespace Murmure.Server.Tests.Connections;

/// <summary>Telegram's updates through the real door, and asked for.</summary>
[WholeServer]
public sealed class TelegramDoorTests
{
    private const string Header = "X-Telegram-Bot-Api-Secret-Token";

    [Fact]
    public async Task What_Telegram_tells_is_counted_once_however_often_it_is_told()
    {
        await using var site = await ConnectedSite.StartAsync("telegram", Values());
        var post = await site.PostedAsync("-1001234567890/41");
        foreach (var said in new[] { "counted", "nothing new" })
        {
            foreach (var update in new[] { Update.Reactions(1), Update.Member(2, link: Update.Invitation()), Update.Member(3), Update.Member(4, "member", "left"), Update.Forward(5), Update.Answer(6) })
                (await TellAsync(site, update)).ShouldBe((HttpStatusCode.OK, said));
        }
        List<string> expected = [$"0 joined  1", "0 joined spring-sale 1", "0 left  1", $"{post} forward  1", $"{post} reaction ❤ 2", $"{post} reaction 👍 7", $"{post} reply  1"];
        (await site.CountsAsync()).ShouldBe(expected, ignoreOrder: true);
        // The process dies, and Telegram repeats itself.
        await using var killed = await site.Host.AsKilledNowAsync();
        (await site.CountsAsync(killed)).ShouldBe(expected, ignoreOrder: true);
        (await site.ReadAsync()).LastEvent.ShouldBe(site.Host.Clock.GetUtcNow().UtcDateTime);
    }

    [Fact]
    public async Task Reactions_that_are_gone_are_gone_and_those_of_other_messages_are_not_mixed_in()
    {
        await using var site = await ConnectedSite.StartAsync("telegram", Values());
        await TellAsync(site, Update.Reactions(1));
        (await site.CountsAsync()).ShouldBeEmpty();
        var post = await site.PostedAsync("-1001234567890/41");
        await TellAsync(site, Update.Reactions(2));
        await TellAsync(site, Update.Reactions(3, """{"type":{"type":"emoji","emoji":"👍"},"total_count":6}"""));
        (await site.CountsAsync()).ShouldBe([$"{post} reaction ❤ 0", $"{post} reaction 👍 6"], ignoreOrder: true);
        // What was told before changes nothing when it comes late.
        (await TellAsync(site, Update.Reactions(2))).Said.ShouldBe("nothing new");
        (await site.CountsAsync()).ShouldBe([$"{post} reaction ❤ 0", $"{post} reaction 👍 6"], ignoreOrder: true);
    }

    [Fact]
    public async Task Reactions_that_come_before_the_answer_to_our_own_post_are_the_posts()
    {
        await using var site = await OutboxSite.StartAsync("telegram");
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        site.Service.Faults.Enqueue(site.Service.Hold(asked, answer.Task));
        var post = await site.PlanAsync("Réagissez");
        var round = site.RoundAsync();
        await asked.Task;
        (await TellAsync(site.Site, Update.Reactions(1))).Status.ShouldBe(HttpStatusCode.OK);
        (await site.Site.CountsAsync()).ShouldBeEmpty();
        answer.SetResult();
        await round;
        (await site.FindAsync(post)).Remote.ShouldBe("-1001234567890/41");
        (await site.Site.CountsAsync()).ShouldBe([$"{post} reaction ❤ 2", $"{post} reaction 👍 7"], ignoreOrder: true);
    }

    [Fact]
    public async Task Whoever_is_not_Telegram_is_turned_away_without_a_word_of_what_was_sent()
    {
        await using var site = await ConnectedSite.StartAsync("telegram", Values());
        var body = Encoding.UTF8.GetBytes(Update.Forward());
        foreach (var (status, slug, answer) in new[]
        {
            (HttpStatusCode.Unauthorized, "webhook-signature", await site.TellAsync(body)),
            (HttpStatusCode.Unauthorized, "webhook-signature", await site.TellAsync(body, (Header, TelegramServer.Secret[..^1]))),
            (HttpStatusCode.BadRequest, "webhook-unreadable", await site.TellAsync(body[..^1], (Header, TelegramServer.Secret))),
            (HttpStatusCode.BadRequest, "webhook-unreadable", await site.TellAsync([], (Header, TelegramServer.Secret))),
        })
        {
            answer.Status.ShouldBe(status);
            answer.Said.ShouldContain(slug);
            answer.Said.ShouldNotContain("canary", Case.Insensitive);
        }
        using var asked = await site.Host.Client.GetAsync(new Uri(site.Host.Client.BaseAddress!, $"/webhooks/telegram/{site.Kept.Address}"));
        asked.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await site.CountsAsync()).ShouldBeEmpty();
        // An update of last week could not be told from one that was counted.
        site.Host.Clock.Advance(TimeSpan.FromDays(8));
        (await TellAsync(site, Update.Member())).ShouldBe((HttpStatusCode.OK, "nothing new"));
    }

    [Fact]
    public async Task Without_a_webhook_updates_are_asked_for_counted_once_and_go_on_after_a_restart()
    {
        await using var telegram = await TelegramServer.OpenAsync();
        await using var site = await ConnectedSite.StartAsync("telegram", Values("polling"), telegram.Options(new ConnectorOptions()));
        for (var number = 1; number <= 230; number++)
            telegram.Wait(Update.Json(Update.Member(number)));
        await site.AskAsync();
        (await site.CountsAsync()).ShouldBe(["0 joined  230", "0 members  4321"], ignoreOrder: true);
        (await site.ReadAsync()).Cursor.ShouldStartWith("231 ");
        await site.Host.RestartAsync();
        telegram.Wait(Update.Json(Update.Member(231)));
        await site.AskAsync();
        (await site.CountsAsync()).ShouldBe(["0 joined  231", "0 members  4321"], ignoreOrder: true);
        telegram.Calls("getUpdates")[^1]["offset"]!.GetValue<long>().ShouldBe(231);
        telegram.Faults.Enqueue(StandIn.Status(429, """{"ok":false,"error_code":429,"parameters":{"retry_after":600}}"""));
        await site.AskAsync();
        var kept = await site.ReadAsync();
        (kept.Problem, kept.RestsUntil).ShouldBe(("limit 429", site.Host.Clock.GetUtcNow().UtcDateTime.AddMinutes(10)));
    }

    [Fact]
    public async Task Every_update_that_others_have_seen_is_taken()
    {
        await using var site = await ConnectedSite.StartAsync("telegram", Values());
        foreach (var file in Shared.Files("webhooks/telegram"))
            (await site.TellAsync(await File.ReadAllBytesAsync(file), (Header, TelegramServer.Secret))).Status.ShouldBe(HttpStatusCode.OK, Path.GetFileName(file));
    }

    [Fact]
    public async Task Names_numbers_and_texts_are_written_nowhere()
    {
        await using var site = await ConnectedSite.StartAsync("telegram", Values());
        var post = await site.PostedAsync("-1001234567890/41");
        foreach (var update in Update.All)
        {
            await TellAsync(site, update);
            await site.TellAsync(Encoding.UTF8.GetBytes(update)[..^2], (Header, TelegramServer.Secret));
            await site.TellAsync(Encoding.UTF8.GetBytes(update), (Header, "canary secret"));
        }
        (await site.CountsAsync()).Count.ShouldBeGreaterThan(5);
        await site.ReadAsync();
        // What is there is found: the search itself works.
        Stored.Holds(site.Host.Folder, "spring-sale").ShouldBeTrue();
        var exported = await Exported.AllAsync(site.Host);
        exported.ShouldContain("Printemps");
        foreach (var canary in (string[])[.. Update.Canaries, TelegramServer.Token, TelegramServer.Secret])
        {
            exported.ShouldNotContain(canary, Case.Sensitive);
            Stored.Holds(site.Host.Folder, canary).ShouldBeFalse(canary);
            site.Log.ShouldNotContain(canary, Case.Sensitive);
        }
        post.ShouldBeGreaterThan(0);
    }

    private static Dictionary<string, string> Values(string mode = "webhook") =>
        new() { ["token"] = TelegramServer.Token, ["chat"] = "@murmure_news", ["mode"] = mode, ["secret"] = TelegramServer.Secret };

    private static Task<(HttpStatusCode Status, string Said)> TellAsync(ConnectedSite site, string update) => site.TellAsync(Encoding.UTF8.GetBytes(update), (Header, TelegramServer.Secret));
}
