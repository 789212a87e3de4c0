using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors;
using Murmure.Connectors.Tests.WhatsApp;
using Murmure.Server.Links;
using Murmure.Server.Campaigns.Sends;
using Murmure.Server.Connections;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>Sends, from the list to what became of it.</summary>
[WholeServer]
public sealed class SendTests
{
    [Fact]
    public async Task A_list_is_sent_to_once_each_with_the_tagged_link_and_is_destroyed_at_the_end()
    {
        await using var site = await SendSite.StartAsync();
        await site.Host.Services.GetRequiredService<Refusals>().KeepAsync(SendSite.SiteOf(site.Host), new Person("33600000009"), true, DateTimeOffset.UnixEpoch, default);
        var post = await site.BeginAsync("+33600000001", "+33600000002", "+33 6 00 00 00 01", "+33600000009", "+33600000003");
        File.Exists(Path.Combine(site.Host.Folder, "sends", $"{post}.list")).ShouldBeTrue();
        await site.RoundAsync();
        site.Written.Order(StringComparer.Ordinal).ShouldBe(["+33600000001", "+33600000002", "+33600000003"]);
        site.Graph.Log.Last().Json.GetProperty("template").GetProperty("components")[0].GetProperty("parameters")[0].GetProperty("text").GetString().ShouldBe("concert~w");
        (site.State(post), (await site.FindAsync(post)).State, await site.CountsAsync(post)).ShouldBe(("", PostState.Published, "sent 3"));
        Directory.EnumerateFiles(Path.Combine(site.Host.Folder, "sends"), "*.list").ShouldBeEmpty();
        Directory.EnumerateFiles(Path.Combine(site.Host.Folder, "keys", "sends")).ShouldBeEmpty();
        await site.SecondsAsync(3);
        site.Written.Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_the_service_tells_of_the_messages_is_counted_once_and_of_their_post()
    {
        await using var site = await SendSite.StartAsync();
        var post = await site.BeginAsync("+33600000001", "+33600000002");
        await site.RoundAsync();
        foreach (var _ in new[] { 1, 2 })
        {
            await site.TellAsync(site.Status("wamid.STANDIN1=", "sent"));
            await site.TellAsync(site.Status("wamid.STANDIN1=", "read"));
            await site.TellAsync(site.Status("wamid.STANDIN1=", "delivered"));
            await site.TellAsync(site.Status("wamid.STANDIN2=", "delivered"));
            await site.TellAsync(site.Change("messages", "\"id\":\"wamid.IN1=\",\"from\":\"33600000001\",\"type\":\"reaction\",\"reaction\":{\"message_id\":\"wamid.STANDIN1=\",\"emoji\":\"👍\"}"));
        }
        (await site.CountsAsync(post)).ShouldBe("delivered 2, reaction 👍 1, read 1, sent 2");
    }

    [Fact]
    public async Task A_killed_server_writes_to_nobody_twice_until_a_person_says_so()
    {
        await using var site = await SendSite.StartAsync();
        var numbers = Enumerable.Range(1, 12).Select(i => $"+336000000{i:00}").ToArray();
        // The first two waves are answered, one and two; the third is asked and hears nothing.
        using var held = new SemaphoreSlim(0);
        var asked = 0;
        site.Graph.Instead = async (http, _) =>
        {
            if (Interlocked.Increment(ref asked) > 3)
                await held.WaitAsync(http.RequestAborted);
            return false;
        };
        var post = await site.BeginAsync(numbers);
        var round = site.RoundAsync();
        while (Volatile.Read(ref asked) < 7)
            await Task.Yield();
        await using (var killed = await site.Host.AsKilledNowAsync())
        {
            site.State(post, killed).ShouldBe("Going 5 waiting 3 sent 4 unsure");
            site.Graph.Instead = null;
            await site.RoundAsync(killed);
            site.State(post, killed).ShouldBe("Going 8 sent 4 unsure");
            (await site.FindAsync(post, killed)).State.ShouldBe(PostState.Unsure);
            site.Written.Count.ShouldBe(12);
            site.Written.Distinct().Count().ShouldBe(12, "those who were asked for when it was killed are not asked for again");
            killed.Clock.Advance(TimeSpan.FromMinutes(1));
            await site.RoundAsync(killed);
            site.Written.Count.ShouldBe(12);
            (await killed.Services.GetRequiredService<SendBook>().DecideAsync(SendSite.SiteOf(killed), site.Caller, post, again: true, default)).ShouldBeTrue();
            await site.RoundAsync(killed);
            (site.Written.Count, site.Written.Distinct().Count(), site.State(post, killed)).ShouldBe((16, 12, ""));
        }
        held.Release(100);
        await round;
    }

    [Fact]
    public async Task Who_is_unsure_can_be_left_out()
    {
        await using var site = await SendSite.StartAsync();
        site.Graph.Instead = (http, _) => GraphServer.ErrorAsync(http, 500, 131000);
        var post = await site.BeginAsync("+33600000001");
        await site.RoundAsync();
        (await site.FindAsync(post)).State.ShouldBe(PostState.Unsure);
        await site.Host.Services.GetRequiredService<SendBook>().DecideAsync(SendSite.SiteOf(site.Host), site.Caller, post, again: false, default);
        await site.RoundAsync();
        (site.State(post), (await site.FindAsync(post)).State).ShouldBe(("", PostState.Failed));
    }

    [Fact]
    public async Task A_second_has_so_many_messages_and_a_day_so_many_people_over_a_restart_too()
    {
        await using var site = await SendSite.StartAsync(rate: "20", tier: "30");
        var post = await site.BeginAsync([.. Enumerable.Range(1, 70).Select(i => $"+336000000{i:00}")]);
        await site.RoundAsync();
        await site.RoundAsync();
        site.State(post).ShouldBe("Going 50 waiting 20 sent");
        await site.SecondsAsync(1);
        site.State(post).ShouldBe("Going 40 waiting 30 sent");
        await site.SecondsAsync(3);
        await site.Host.RestartAsync();
        await site.SecondsAsync(3);
        site.State(post).ShouldBe("Going 40 waiting 30 sent");
        site.Host.Clock.Advance(TimeSpan.FromHours(25));
        await site.SecondsAsync(3);
        site.State(post).ShouldBe("Going 10 waiting 60 sent");
        site.Written.Distinct().Count().ShouldBe(60);
    }

    [Fact]
    public async Task The_same_person_is_written_to_once_in_six_seconds()
    {
        await using var site = await SendSite.StartAsync();
        var first = await site.BeginAsync("+33600000001");
        var second = await site.BeginAsync("+33600000001", "+33600000002");
        await site.RoundAsync();
        site.Written.Order(StringComparer.Ordinal).ShouldBe(["+33600000001", "+33600000002"]);
        await site.SecondsAsync(5);
        site.Written.Count.ShouldBe(2);
        await site.SecondsAsync(1);
        (site.Written.Count, site.State(first), site.State(second)).ShouldBe((3, "", ""));
    }

    [Fact]
    public async Task Who_writes_STOP_during_a_send_gets_nothing_more_of_it_or_of_any_other()
    {
        await using var site = await SendSite.StartAsync(rate: "1");
        var post = await site.BeginAsync("+33600000001", "+525512345678", "+33600000003");
        await site.RoundAsync();
        // WhatsApp writes this number in its own way.
        (await site.TellAsync(site.Text("5215512345678", "wamid.IN1=", "Arrêt"))).Said.ShouldBe("counted");
        await site.SecondsAsync(2);
        site.Written.ShouldBe(["+33600000001", "+33600000003"]);
        (await site.FindAsync(post)).State.ShouldBe(PostState.Published);
        var next = await site.BeginAsync("+525512345678");
        await site.SecondsAsync(2);
        (site.State(next), site.Written.Count).ShouldBe(("", 2));
    }

    [Fact]
    public async Task Who_told_WhatsApp_to_be_left_alone_is_not_asked_again()
    {
        await using var site = await SendSite.StartAsync();
        site.Graph.Instead = (http, _) => GraphServer.ErrorAsync(http, 400, 131050);
        var post = await site.BeginAsync("+33600000001");
        await site.RoundAsync();
        (await site.CountsAsync(post)).ShouldBe("failed 131050 1, refusal 1");
        site.Graph.Instead = null;
        await site.BeginAsync("+33600000001");
        await site.SecondsAsync(10);
        site.Written.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(400, 131026, "", "Failed", "")]
    [InlineData(400, 131047, "", "Failed", "")]
    [InlineData(401, 190, "Halted 3 waiting", "Sending", "credentials 190")]
    [InlineData(400, 132001, "Halted 3 waiting", "Sending", "missing 132001")]
    [InlineData(400, 131042, "Halted 3 waiting", "Sending", "off 131042")]
    [InlineData(400, 130429, "Going 3 waiting", "Sending", "")]
    [InlineData(500, 131000, "Going 2 waiting 1 unsure", "Sending", "")]
    [InlineData(400, 100, "Halted 3 waiting", "Sending", "refused 100")]
    [InlineData(400, 33, "Halted 3 waiting", "Sending", "missing 33")]
    [InlineData(400, 131008, "Halted 3 waiting", "Sending", "refused 131008")]
    [InlineData(400, 131009, "Halted 3 waiting", "Sending", "refused 131009")]
    [InlineData(400, 131051, "Halted 3 waiting", "Sending", "refused 131051")]
    public async Task An_answer_is_of_one_recipient_or_of_all(int status, int code, string state, string postState, string answer)
    {
        await using var site = await SendSite.StartAsync();
        site.Graph.Instead = (http, _) => GraphServer.ErrorAsync(http, status, code);
        var post = await site.BeginAsync("+33600000001", "+33600000002", "+33600000003");
        await site.RoundAsync();
        var kept = await site.FindAsync(post);
        (site.State(post), kept.State.ToString(), kept.Answer).ShouldBe((state, postState, answer));
        if (state.Length == 0)
            (await site.CountsAsync(post)).ShouldBe($"failed {code} 3");
    }

    [Fact]
    public async Task An_outage_makes_three_unsure_and_halts_until_somebody_lets_it_go_on()
    {
        await using var site = await SendSite.StartAsync();
        site.Graph.Instead = (http, _) => GraphServer.ErrorAsync(http, 503, 131016);
        var post = await site.BeginAsync([.. Enumerable.Range(1, 40).Select(i => $"+336000000{i:00}")]);
        await site.SecondsAsync(120);
        (site.State(post), (await site.FindAsync(post)).Answer).ShouldBe(("Halted 37 waiting 3 unsure", "fault 131016"));
        site.Graph.Instead = null;
        (await site.Host.Services.GetRequiredService<SendBook>().StartAsync(SendSite.SiteOf(site.Host), site.Caller, post, default)).ShouldBeTrue();
        await site.SecondsAsync(1);
        (site.State(post), site.Written.Distinct().Count(), site.Written.Count).ShouldBe(("Going 37 sent 3 unsure", 40, 40));
    }

    [Fact]
    public async Task A_limit_is_waited_for_and_then_everybody_is_written_to()
    {
        await using var site = await SendSite.StartAsync();
        var asked = 0;
        site.Graph.Instead = (http, _) => Interlocked.Increment(ref asked) == 2 ? GraphServer.ErrorAsync(http, 400, 130429) : Task.FromResult(false);
        var post = await site.BeginAsync("+33600000001", "+33600000002", "+33600000003");
        await site.RoundAsync();
        await site.SecondsAsync(1);
        site.State(post).ShouldStartWith("Going");
        // Six seconds on, for the one who was asked for when the limit spoke.
        await site.SecondsAsync(8);
        (site.State(post), await site.CountsAsync(post)).ShouldBe(("", "sent 3"));
    }

    [Fact]
    public async Task A_list_is_destroyed_after_three_days_whatever_became_of_it()
    {
        await using var site = await SendSite.StartAsync();
        var idle = await site.PostAsync();
        await site.KeepAsync(idle, "+33600000001");
        site.Graph.Instead = (http, _) => GraphServer.ErrorAsync(http, 401, 190);
        var halted = await site.BeginAsync("+33600000002");
        await site.RoundAsync();
        site.Host.Clock.Advance(TimeSpan.FromHours(71.9));
        await site.RoundAsync();
        (site.State(idle), site.State(halted)).ShouldBe(("Ready 1 waiting", "Halted 1 waiting"));
        site.Host.Clock.Advance(TimeSpan.FromHours(0.2));
        await site.RoundAsync();
        (site.State(idle), site.State(halted), (await site.FindAsync(idle)).Answer).ShouldBe(("", "", "cut-off"));
        Directory.EnumerateFiles(Path.Combine(site.Host.Folder, "keys", "sends")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_send_begins_at_its_time_and_keeps_to_quiet_hours()
    {
        await using var site = await SendSite.StartAsync(quiet: (9, 11)); // it is nine o'clock
        var due = await site.PostAsync(site.Host.Clock.GetUtcNow().UtcDateTime.AddHours(1));
        await site.KeepAsync(due, "+33600000001");
        await site.RoundAsync();
        (site.State(due), (await site.FindAsync(due)).State).ShouldBe(("Ready 1 waiting", PostState.Scheduled));
        site.Host.Clock.Advance(TimeSpan.FromMinutes(61));
        await site.RoundAsync();
        (site.State(due), site.Written.Count).ShouldBe(("Going 1 waiting", 0));
        site.Host.Clock.Advance(TimeSpan.FromHours(1));
        await site.RoundAsync();
        (site.State(due), site.Written.Count).ShouldBe(("", 1));
    }

    [Fact]
    public async Task Cancelling_destroys_the_list_and_so_does_the_end_of_its_connection()
    {
        await using var site = await SendSite.StartAsync(rate: "1");
        var book = site.Host.Services.GetRequiredService<SendBook>();
        var post = await site.BeginAsync("+33600000001", "+33600000002");
        var other = await site.PostAsync();
        await site.KeepAsync(other, "+33600000003");
        await site.RoundAsync();
        (await book.CancelAsync(SendSite.SiteOf(site.Host), site.Caller, post, default)).ShouldBeTrue();
        (await book.CancelAsync(SendSite.SiteOf(site.Host), site.Caller, post, default)).ShouldBeFalse();
        (site.State(post), (await site.FindAsync(post)).State).ShouldBe(("", PostState.Published));
        await site.Host.Services.GetRequiredService<ConnectionBook>().RemoveAsync(SendSite.SiteOf(site.Host), site.Connection.Id, Maker.Of(site.Caller), default);
        await site.SecondsAsync(3);
        (site.State(other), site.Written.Count).ShouldBe(("", 1));
        Directory.EnumerateFiles(Path.Combine(site.Host.Folder, "sends"), "*.list").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_list_needs_somebodys_word_that_everybody_on_it_agreed_and_a_post_of_the_site()
    {
        await using var site = await SendSite.StartAsync();
        var book = site.Host.Services.GetRequiredService<SendBook>();
        var (own, foreign) = (SendSite.SiteOf(site.Host), LiveHost.Rules("elsewhere.example", id: 2));
        var post = await site.PostAsync();
        var asked = new RecipientsRequest("+33600000001", "", true);
        (await book.KeepAsync(own, site.Caller, post, asked with { OptIn = false }, default)).Problem.ShouldBe("send.opt-in");
        (await book.KeepAsync(foreign, site.Caller, post, asked, default)).Problem.ShouldBe("send.gone");
        (await book.KeepAsync(own, site.Caller, 999, asked, default)).Problem.ShouldBe("send.gone");
        (await book.KeepAsync(own, site.Caller, post, asked, default)).Problem.ShouldBe("");
        (await book.KeepAsync(own, site.Caller, post, asked, default)).Problem.ShouldBe("send.list.there");
        var late = await site.PostAsync(site.Host.Clock.GetUtcNow().UtcDateTime.AddHours(73));
        (await book.KeepAsync(own, site.Caller, late, asked, default)).Problem.ShouldBe("send.list.early");
        (await book.StartAsync(foreign, site.Caller, post, default)).ShouldBeFalse();
        (await book.DecideAsync(foreign, site.Caller, post, true, default)).ShouldBeFalse();
        (await book.CancelAsync(foreign, site.Caller, post, default)).ShouldBeFalse();
        await using var db = await SendSite.DbAsync(site.Host);
        (await db.Audit.AsNoTracking().Where(entry => entry.Action == "recipients-listed").ToListAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            entry => entry.Subject.ShouldBe("Concert"), entry => entry.Who.ShouldBe("anna@courrier.example"));
    }
}
