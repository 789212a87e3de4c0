using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors;
using Murmure.Connectors.Tests;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>The outbox: each post goes out at most once, whatever ends in between, and where nobody knows a person is asked.</summary>
[WholeServer]
public sealed class OutboxTests
{
    [Theory]
    [InlineData("telegram")]
    [InlineData("discord")]
    public async Task What_is_due_is_handed_over_once_in_its_order_and_what_is_not_waits(string kind)
    {
        await using var site = await OutboxSite.StartAsync(kind);
        var later = await site.PlanAsync("Demain", TimeSpan.FromHours(20));
        var second = await site.PlanAsync("Ensuite", TimeSpan.FromMinutes(-1));
        var first = await site.PlanAsync("D'abord", TimeSpan.FromMinutes(-2));
        await site.RoundAsync();
        await site.RoundAsync();
        site.Handed.ShouldBe(["D'abord", "Ensuite"]);
        foreach (var post in new[] { first, second })
        {
            var found = await site.FindAsync(post);
            (found.State, found.Answer, found.Tries, found.NextTry, found.PublishedAt).ShouldBe((PostState.Published, "", 1, null, site.Host.Clock.GetUtcNow().UtcDateTime));
            found.Remote.ShouldContain('/');
        }
        (await site.StateAsync(later)).ShouldBe("Scheduled");
        (await OutboxSite.Book(site.Host).SendNowAsync(site.Campaign, first, default)).ShouldBeFalse();
        site.Host.Clock.Advance(TimeSpan.FromHours(21));
        await site.RoundAsync();
        site.Handed.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("telegram")]
    [InlineData("discord")]
    public async Task A_server_that_is_killed_before_the_call_hands_it_over_after_it_and_not_again(string kind)
    {
        await using var site = await OutboxSite.StartAsync(kind);
        var post = await site.PlanAsync("Une seule fois");
        await using (var before = await site.Host.AsKilledNowAsync())
        {
            await OutboxSite.RoundAsync(before);
            (await site.StateAsync(post, before)).ShouldBe("Published");
            site.Handed.ShouldHaveSingleItem();
            await using var after = await before.AsKilledNowAsync();
            await OutboxSite.RoundAsync(after);
            (await site.StateAsync(post, after)).ShouldBe("Published");
        }
        site.Handed.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("telegram")]
    [InlineData("discord")]
    public async Task A_server_that_is_killed_during_the_call_asks_a_person_who_has_it_sent_again_or_not(string kind)
    {
        await using var site = await OutboxSite.StartAsync(kind);
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        site.Service.Faults.Enqueue(site.Service.Hold(asked, answer.Task));
        var post = await site.PlanAsync("Pendant");
        var round = site.RoundAsync();
        await asked.Task;
        await using (var killed = await site.Host.AsKilledNowAsync())
        {
            (await site.StateAsync(post, killed)).ShouldBe("Unsure interrupted");
            killed.Clock.Advance(TimeSpan.FromMinutes(1));
            await OutboxSite.RoundAsync(killed);
            site.Handed.ShouldHaveSingleItem("nobody sends it again but a person");
            (await OutboxSite.Book(killed).SendNowAsync(site.Campaign, post, default)).ShouldBeFalse("it may be out");
            (await OutboxSite.Book(killed).CallUnpublishedAsync(site.Campaign, post, default)).ShouldBeTrue();
            (await OutboxSite.Book(killed).SendNowAsync(site.Campaign, post, default)).ShouldBeTrue();
            await OutboxSite.RoundAsync(killed);
            (await site.StateAsync(post, killed), site.Handed.Count).ShouldBe(("Published", 2));
        }
        await using (var other = await site.Host.AsKilledNowAsync())
        {
            (await OutboxSite.Book(other).CallPublishedAsync(site.Campaign, post, default)).ShouldBeTrue();
            await OutboxSite.RoundAsync(other);
            (await site.StateAsync(post, other)).ShouldBe("Published interrupted");
        }
        answer.SetResult();
        await round;
        (await site.StateAsync(post), site.Handed.Count).ShouldBe(("Published", 2));
    }

    [Theory]
    [InlineData("telegram", "hang up")]
    [InlineData("discord", "hang up")]
    [InlineData("telegram", "lose")]
    [InlineData("telegram", "fault")]
    [InlineData("telegram", "garbage")]
    public async Task An_answer_that_does_not_come_leaves_it_unsure_and_it_is_not_sent_again(string kind, string what)
    {
        await using var site = await OutboxSite.StartAsync(kind);
        for (var again = 0; again < site.AskedOnce; again++)
        {
            site.Service.Faults.Enqueue(what switch
            {
                "lose" => site.Service.Lose,
                "fault" => StandIn.Status(502, "<html>"),
                "garbage" => StandIn.Status(200, "no such thing", headers: ("Content-Encoding", "gzip")),
                _ => StandIn.HangUp,
            });
        }
        var post = await site.PlanAsync("Peut-être");
        await site.RoundAsync();
        (await site.FindAsync(post)).State.ShouldBe(PostState.Unsure);
        site.Host.Clock.Advance(TimeSpan.FromHours(1));
        await site.RoundAsync();
        site.Handed.Count.ShouldBe(site.AskedOnce);
    }

    [Fact]
    public async Task Whatever_else_goes_wrong_while_it_is_handed_over_leaves_it_unsure_and_the_others_go_on()
    {
        await using var site = await OutboxSite.StartAsync("telegram");
        var (first, second) = (await site.PlanAsync("Peut-être"), await site.PlanAsync("Et après"));
        site.Host.Services.GetRequiredService<ForeignClient>().Dispose();
        await site.RoundAsync();
        (await site.StateAsync(first), await site.StateAsync(second)).ShouldBe(("Unsure internal", "Unsure internal"));
    }

    [Fact]
    public async Task What_could_not_be_written_down_afterwards_is_unsure_in_the_next_round()
    {
        await using var site = await OutboxSite.StartAsync("telegram");
        var post = await site.PlanAsync("Publié");
        await SqlAsync(site.Host, "CREATE TRIGGER no BEFORE UPDATE ON posts WHEN NEW.State = 'Published' BEGIN SELECT RAISE(ABORT, 'no'); END");
        await site.RoundAsync();
        (site.Handed.Count, await site.StateAsync(post)).ShouldBe((1, "Sending"));
        await SqlAsync(site.Host, "DROP TRIGGER no");
        await site.RoundAsync();
        (site.Handed.Count, await site.StateAsync(post)).ShouldBe((1, "Unsure interrupted"));
    }

    [Fact]
    public async Task A_limit_has_the_connections_posts_wait_for_as_long_as_the_service_says()
    {
        await using var site = await OutboxSite.StartAsync("telegram");
        site.Service.Faults.Enqueue(StandIn.Status(429, """{"ok":false,"error_code":429,"parameters":{"retry_after":600}}"""));
        var (first, second) = (await site.PlanAsync("Un"), await site.PlanAsync("Deux"));
        await site.RoundAsync();
        var found = await site.FindAsync(first);
        (found.State, found.Answer, found.NextTry).ShouldBe((PostState.Scheduled, "limit 429", site.Host.Clock.GetUtcNow().UtcDateTime.AddMinutes(10)));
        site.Host.Clock.Advance(TimeSpan.FromMinutes(9));
        await site.RoundAsync();
        (site.Handed.Count, await site.StateAsync(second)).ShouldBe((1, "Scheduled"));
        site.Host.Clock.Advance(TimeSpan.FromMinutes(2));
        await site.RoundAsync();
        (await site.StateAsync(first), await site.StateAsync(second), site.Handed.Count).ShouldBe(("Published", "Published", 3));
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_is_tried_again_after_longer_and_longer_pauses_for_a_day()
    {
        await using var site = await OutboxSite.StartAsync("telegram", options => options with { Telegram = new Uri("http://127.0.0.1:9/") });
        var post = await site.PlanAsync("Encore");
        var pauses = new List<double>();
        for (var tries = 0; tries < 100; tries++)
        {
            await site.RoundAsync();
            if ((await site.FindAsync(post)).NextTry is not { } next)
                break;
            var pause = next - site.Host.Clock.GetUtcNow().UtcDateTime;
            pauses.Add(pause.TotalSeconds);
            site.Host.Clock.Advance(pause);
        }
        pauses.Take(6).ShouldBe([30, 60, 120, 240, 480, 960]);
        pauses.ShouldBeInOrder();
        pauses[^1].ShouldBe(4 * 3600);
        (await site.StateAsync(post)).ShouldBe("Failed late");
    }

    [Fact]
    public async Task What_was_due_more_than_a_day_ago_does_not_go_out_by_itself()
    {
        await using var site = await OutboxSite.StartAsync("telegram");
        var (late, inTime) = (await site.PlanAsync("Trop tard", TimeSpan.FromHours(-25)), await site.PlanAsync("À temps", TimeSpan.FromHours(-23)));
        await site.RoundAsync();
        (await site.StateAsync(late), await site.StateAsync(inTime)).ShouldBe(("Failed late", "Published"));
        site.Handed.ShouldBe(["À temps"]);
        (await OutboxSite.Book(site.Host).SendNowAsync(site.Campaign, late, default)).ShouldBeTrue();
        await site.RoundAsync();
        (await site.StateAsync(late)).ShouldBe("Published");
    }

    [Fact]
    public async Task Quiet_hours_keep_a_post_until_they_are_over()
    {
        await using var site = await OutboxSite.StartAsync("telegram");
        await site.ChangeAsync(connection => (connection.QuietFrom, connection.QuietTo) = (9, 11)); // it is nine o'clock
        var post = await site.PlanAsync("Plus tard");
        await site.RoundAsync();
        site.Host.Clock.Advance(TimeSpan.FromMinutes(119));
        await site.RoundAsync();
        (site.Handed.Count, await site.StateAsync(post)).ShouldBe((0, "Scheduled"));
        site.Host.Clock.Advance(TimeSpan.FromMinutes(2));
        await site.RoundAsync();
        (site.Handed.Count, await site.StateAsync(post)).ShouldBe((1, "Published"));
    }

    [Fact]
    public async Task A_post_is_taken_back_while_others_are_handed_over_and_not_any_more_while_it_is_itself()
    {
        await using var site = await OutboxSite.StartAsync("telegram");
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        site.Service.Faults.Enqueue(site.Service.Hold(asked, answer.Task));
        var (first, second) = (await site.PlanAsync("Un", TimeSpan.FromMinutes(-1)), await site.PlanAsync("Deux"));
        var round = site.RoundAsync();
        await asked.Task;
        (await OutboxSite.Book(site.Host).CancelAsync(site.Campaign, first, default)).ShouldBeFalse();
        (await OutboxSite.Book(site.Host).CancelAsync(site.Campaign, second, default)).ShouldBeTrue();
        answer.SetResult();
        await round;
        (await site.StateAsync(first), await site.StateAsync(second)).ShouldBe(("Published", "Cancelled"));
        site.Handed.ShouldBe(["Un"]);
    }

    [Fact]
    public async Task Two_rounds_at_once_and_two_clicks_make_one_message()
    {
        await using var site = await OutboxSite.StartAsync("telegram");
        var post = await site.PlanAsync("Une fois", TimeSpan.FromDays(1));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OutboxSite.Book(site.Host).SendNowAsync(site.Campaign, post, default)));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => site.RoundAsync()));
        (await site.StateAsync(post), site.Handed.Count).ShouldBe(("Published", 1));
    }

    [Fact]
    public async Task A_change_of_a_post_that_was_handed_over_since_it_was_read_is_not_kept()
    {
        await using var site = await OutboxSite.StartAsync("telegram");
        var post = await site.PlanAsync("Publié");
        await using var db = await OutboxSite.DbAsync(site.Host);
        var read = await db.Posts.SingleAsync(one => one.Id == post);
        await site.RoundAsync();
        (read.State, read.Text, read.Tries) = (PostState.Scheduled, "Changé", 0);
        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
        await site.RoundAsync();
        (await site.StateAsync(post), site.Handed.Count).ShouldBe(("Published", 1));
    }

    [Fact]
    public async Task Three_troubles_in_a_row_have_the_connection_rest_before_its_other_posts_are_unsure_too()
    {
        await using var site = await OutboxSite.StartAsync("telegram");
        for (var fault = 0; fault < 4; fault++)
            site.Service.Faults.Enqueue(StandIn.HangUp);
        var posts = new List<long>();
        for (var i = 0; i < 6; i++)
            posts.Add(await site.PlanAsync($"Message {i}"));
        await site.RoundAsync();
        await site.RoundAsync();
        site.Handed.Count.ShouldBe(3);
        (await site.Site.ReadAsync()).RestsUntil.ShouldBe(site.Host.Clock.GetUtcNow().UtcDateTime.AddSeconds(30));
        // One more, and a longer rest; then it answers again.
        site.Host.Clock.Advance(TimeSpan.FromSeconds(31));
        await site.RoundAsync();
        site.Handed.Count.ShouldBe(4);
        site.Host.Clock.Advance(TimeSpan.FromSeconds(61));
        await site.RoundAsync();
        var states = new List<string>();
        foreach (var post in posts)
            states.Add(await site.StateAsync(post));
        states.ShouldBe(["Unsure unreachable", "Unsure unreachable", "Unsure unreachable", "Unsure unreachable", "Published", "Published"]);
    }

    [Fact]
    public async Task A_service_that_hangs_holds_up_no_other_connection()
    {
        await using var discord = await Murmure.Connectors.Tests.Discord.DiscordServer.OpenAsync();
        await using var site = await OutboxSite.StartAsync("telegram", options => options with { Discord = discord.Options().Discord });
        var other = await site.ConnectAsync("discord");
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        site.Service.Faults.Enqueue(site.Service.Hold(asked, answer.Task));
        var (hangs, goes) = (await site.PlanAsync("Attend", TimeSpan.FromMinutes(-1)), await site.PlanAsync("Part", connection: other));
        var round = site.RoundAsync();
        await asked.Task;
        for (var wait = 0; wait < 500 && await site.StateAsync(goes) != "Published"; wait++)
            await Task.Delay(10);
        (await site.StateAsync(hangs), await site.StateAsync(goes)).ShouldBe(("Sending", "Published"));
        answer.SetResult();
        await round;
        (await site.StateAsync(hangs)).ShouldBe("Published");
    }

    [Fact]
    public async Task A_post_goes_out_on_the_channel_of_its_connection_alone()
    {
        await using var site = await OutboxSite.StartAsync("telegram");
        var book = OutboxSite.Book(site.Host);
        (await book.KeepAsync(OutboxSite.Rules(site.Host), site.Campaign, null, site.Asked("x") with { Channel = "whatsapp" }, default)).Problem.ShouldBe("post.channel.connection");
        (await book.KeepAsync(OutboxSite.Rules(site.Host), site.Campaign, null, site.Asked("x") with { Channel = "telegram" }, default)).Problem.ShouldBe("");
    }

    [Theory]
    [InlineData("spring-7", "")]
    [InlineData("A_b.c:d-9", "")]
    [InlineData("spring+7", "post.remote.wrong")]
    [InlineData("spring/7", "post.remote.wrong")]
    [InlineData("printemps 7", "post.remote.wrong")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", "post.remote.wrong")]
    public async Task A_reference_is_taken_only_where_what_services_tell_will_find_it(string reference, string problem)
    {
        await using var site = await OutboxSite.StartAsync("telegram");
        (await OutboxSite.Book(site.Host).KeepAsync(OutboxSite.Rules(site.Host), site.Campaign, null, site.Asked("x") with { Remote = reference }, default)).Problem.ShouldBe(problem);
    }

    private static async Task SqlAsync(LiveHost host, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(host.Folder, "metadata.sqlite")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
