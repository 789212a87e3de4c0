using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors;
using Murmure.Connectors.Tests;
using Murmure.Connectors.Tests.WhatsApp;
using Murmure.Server.Campaigns.Sends;
using Murmure.Storage.Metadata;
using Murmure.Storage.Observations;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>What goes wrong here, and not at the service, uses up nobody of a list and loses no count.</summary>
[WholeServer]
public sealed class SendFaultTests
{
    private static readonly string[] Fifty = [.. Enumerable.Range(1, 50).Select(i => $"+336000000{i:00}")];

    [Fact]
    public async Task A_fault_while_they_are_asked_for_makes_few_unsure_and_halts()
    {
        await using var site = await SendSite.StartAsync();
        var post = await site.BeginAsync(Fifty);
        site.Host.Services.GetRequiredService<ForeignClient>().Dispose();
        await site.SecondsAsync(30);
        (site.State(post), (await site.FindAsync(post)).Answer).ShouldBe(("Halted 47 waiting 3 unsure", "internal"));
    }

    [Fact]
    public async Task A_file_of_counts_that_fails_leaves_nobody_handed_over_and_nobody_is_written_to_twice()
    {
        await using var site = await SendSite.StartAsync();
        await SqlAsync(site, "CREATE TRIGGER no BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'no'); END");
        var post = await site.BeginAsync("+33600000001", "+33600000002", "+33600000003");
        await site.SecondsAsync(3);
        await SqlAsync(site, "DROP TRIGGER no");
        await site.SecondsAsync(3);
        (site.Written.Count, site.Written.Distinct().Count()).ShouldBe((3, 3));
        (site.State(post), (await site.FindAsync(post)).State).ShouldBe(("", PostState.Published));
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_is_of_its_recipient_alone()
    {
        await using var site = await SendSite.StartAsync();
        site.Graph.Faults.Enqueue(StandIn.Status(200, "no such thing", headers: ("Content-Encoding", "gzip")));
        var post = await site.BeginAsync("+33600000001", "+33600000002", "+33600000003");
        await site.SecondsAsync(5);
        (site.State(post), site.Written.Count).ShouldBe(("Going 2 sent 1 unsure", 3));
    }

    [Fact]
    public async Task Ten_who_are_refused_for_the_same_reason_and_nobody_taken_halt_the_rest()
    {
        await using var site = await SendSite.StartAsync();
        site.Graph.Instead = (http, _) => GraphServer.ErrorAsync(http, 400, 131026);
        var post = await site.BeginAsync(Fifty);
        await site.SecondsAsync(3);
        (site.State(post), (await site.FindAsync(post)).Answer, site.Written.Count).ShouldBe(("Halted 40 waiting 10 failed", "refused 131026", 10));
        site.Graph.Instead = null;
        (await site.Host.Services.GetRequiredService<SendBook>().StartAsync(SendSite.SiteOf(site.Host), site.Caller, post, default)).ShouldBeTrue();
        await site.SecondsAsync(3);
        (site.State(post), await site.CountsAsync(post)).ShouldBe(("", "failed 131026 10, sent 40"));
    }

    [Fact]
    public async Task Where_somebody_was_taken_others_who_are_refused_halt_nothing()
    {
        await using var site = await SendSite.StartAsync();
        var asked = 0;
        site.Graph.Instead = (http, _) => Interlocked.Increment(ref asked) > 1 ? GraphServer.ErrorAsync(http, 400, 131026) : Task.FromResult(false);
        var post = await site.BeginAsync(Fifty);
        await site.SecondsAsync(3);
        (site.State(post), await site.CountsAsync(post)).ShouldBe(("", "failed 131026 49, sent 1"));
    }

    [Fact]
    public async Task A_status_that_overtakes_the_answer_to_its_message_is_counted_of_its_post()
    {
        await using var site = await SendSite.StartAsync();
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        site.Graph.Faults.Enqueue(site.Graph.Hold(asked, answer.Task));
        var post = await site.BeginAsync("+33600000001");
        var round = site.RoundAsync();
        await asked.Task;
        foreach (var status in new[] { "sent", "delivered", "read" })
            (await site.TellAsync(site.Status("wamid.STANDIN1=", status))).Said.ShouldBe("counted");
        await site.TellAsync(site.Status("wamid.OTHER=", "delivered"));
        answer.SetResult();
        await round;
        (await site.CountsAsync(post)).ShouldBe("delivered 1, read 1, sent 1");
        (await site.Host.Services.GetRequiredService<ObservationFile>().OfConnectionAsync(site.Connection.Id, default)).Where(one => one.Post == 0).Sum(one => one.Amount).ShouldBe(1);
    }

    private static async Task SqlAsync(SendSite site, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(site.Host.Folder, ObservationFile.Name)};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
