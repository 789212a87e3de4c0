using System.Security.Cryptography;
using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>A server's store that nobody has open, and its backup: what is found, what goes along, and that nothing is changed.</summary>
public sealed class StoppedStoreTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateOnly Tuesday = Monday.AddDays(1);

    [Fact]
    public async Task A_backup_made_while_serving_answers_for_closed_days_and_holds_no_pseudonym_of_open_ones()
    {
        await using var store = await ClosedDaysTests.Filled();
        await store.AppendAsync("live", View("/secret-page", 0, 0xC0FFEE_C0FFEE, Tuesday));
        await store.CloseAsync(Monday);
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(store.Folder, "copies")).FullName, "events.duckdb");
        (await store.Events.BackupAsync(path, None)).ClosedDays.ShouldBe(1);
        await using var copy = EventStores.Open($"duckdb:{path}", TimeProvider.System);
        var query = new ReportQuery(Site, DayRange.All, [Metric.Hits, Metric.Visits]) { Dimensions = [Dimension.Day, Dimension.Channel] };
        (await copy.QueryAsync(query, None)).Rows.Select(row => row.Told())
            .ShouldBe((await store.Events.QueryAsync(query with { Range = DayRange.Of(Monday) }, None)).Rows.Select(row => row.Told()));
        File.ReadAllBytes(path).AsSpan().IndexOf("/secret-page"u8).ShouldBe(-1);
    }

    [Fact]
    public async Task Looking_at_a_stopped_store_finds_its_days_and_changes_nothing()
    {
        await using var store = await ClosedDaysTests.Filled();
        await store.CloseAsync(Monday);
        // As a kill leaves it: with logs beside the files.
        await store.AppendAsync("late", View("/b", 0, 4, Tuesday));
        await using var killed = store.AsKilledNow();
        await killed.ReopenAsync(() =>
        {
            var before = Sums(killed.Folder);
            var found = EventStores.ExamineAsync($"duckdb:{killed.File}", None).GetAwaiter().GetResult();
            (found.Counts.ClosedDays, found.Counts.Events, found.OpenDays.Single().Events, found.Problems.Count).ShouldBe((1L, 8L, 2L, 0));
            found.EventsPerDay.ShouldBe(8);
            EventStores.VersionsOf($"duckdb:{killed.File}").ShouldAllBe(version => !version.IsNewer && !version.IsOlder);
            Sums(killed.Folder).ShouldBe(before);
        });
    }

    [Fact]
    public async Task A_damaged_open_day_and_a_damaged_block_of_closed_ones_are_found()
    {
        await using var store = await ClosedDaysTests.Filled();
        await store.CloseAsync(Monday);
        await store.ReopenAsync(() =>
        {
            File.WriteAllBytes(Path.Combine(store.OpenFolder, store.OpenFiles()[0]), [1, 2, 3]);
            EventStores.ExamineAsync($"duckdb:{store.File}", None).GetAwaiter().GetResult().Problems.ShouldHaveSingleItem().ShouldContain("the next start sets it aside");
        });
        (await store.Events.ExamineAsync(None)).SetAside.ShouldNotBeEmpty();

        // Every block but the headers and the first: DuckDB finds by its sums what it reads.
        await store.ReopenAsync(() =>
        {
            var whole = File.ReadAllBytes(store.File);
            var harmed = whole.ToArray();
            for (var at = 12_288 + 262_144; at < harmed.Length; at += 4096)
                harmed[at + 100] ^= 0xFF;
            File.WriteAllBytes(store.File, harmed);
            string[] problems;
            try
            {
                problems = [.. EventStores.ExamineAsync($"duckdb:{store.File}", None).GetAwaiter().GetResult().Problems];
            }
            catch (System.Data.Common.DbException)
            {
                problems = ["cannot be opened"];
            }

            problems.ShouldNotBeEmpty();
            File.WriteAllBytes(store.File, whole);
        });
    }

    [Fact]
    public async Task A_later_version_of_an_open_day_is_seen_before_anything_is_opened()
    {
        await using var store = await ClosedDaysTests.Filled();
        await store.CloseAsync(Monday);
        await store.ReopenAsync(() =>
        {
            var file = Path.Combine(store.OpenFolder, store.OpenFiles()[0]);
            Run(file, "UPDATE meta SET value = '9999' WHERE key = 'schema'");
            var events = EventStores.VersionsOf($"duckdb:{store.File}").Single(version => version.Part == "events");
            (events.IsNewer, events.Highest).ShouldBe((true, 9999));
            events.Refusal.ShouldNotContain("\n");
            Run(file, $"UPDATE meta SET value = '{events.Known}' WHERE key = 'schema'");
        });
    }

    private static void Run(string file, string sql)
    {
        using var connection = new DuckDB.NET.Data.DuckDBConnection($"DataSource={file}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static List<string> Sums(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")];
}
