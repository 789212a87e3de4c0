using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>What every store says of itself as a whole, and how it is copied.</summary>
public abstract partial class EventStoreContract
{
    [Fact]
    public async Task A_backup_opens_as_a_store_and_holds_what_it_says_while_the_other_goes_on()
    {
        var folder = Directory.CreateTempSubdirectory("murmure-backup-");
        try
        {
            await using var store = Empty();
            await store.AppendAsync(Batch("1", View("/a", 0), View("/b", 1)) with { Machines = [new(Monday, "crawler", "google", 5, 2)] }, None);
            await store.DeriveVisitsAsync(Site, DayRange.All, None);
            await store.CloseDayAsync(Site, Monday, new CloseRules("test", 1), None);
            await store.PutPagesAsync(Site, [new PageCard("/a", "Un titre", null, null, null)], None);

            var path = Path.Combine(folder.FullName, "events.duckdb");
            var counts = await store.BackupAsync(path, None);
            (await store.AppendAsync(Batch("2", View("/c", 0, day: Monday.AddDays(1))), None)).Added.ShouldBe(1);

            counts.ShouldBe(new StoreCounts(1, counts.ClosedDays, 2, 1, 5));
            var examined = await EventStores.ExamineAsync($"duckdb:{path}", None);
            (examined.Counts, examined.Problems.Count, examined.OpenDays.Count).ShouldBe((counts, 0, 0));
            EventStores.VersionsOf($"duckdb:{path}").ShouldAllBe(version => !version.IsNewer);
            await using var copy = EventStores.Open($"duckdb:{path}", TimeProvider.System);
            (await copy.QueryAsync(Ask(Metric.Hits, Metric.Visits, Metric.MachineHits), None)).Rows.ShouldHaveSingleItem().Counts.ShouldBe([2L, 1L, 5L]);
            (await copy.PagesAsync(Site, ["/a"], None))["/a"].Title.ShouldBe("Un titre");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_store_that_was_read_through_has_no_problems_and_says_what_it_keeps()
    {
        await using var store = Empty();
        await store.AppendAsync(Batch("1", View("/a", 0), View("/b", 1, day: Monday.AddDays(1)).Live()), None);
        var before = await store.ExamineAsync(None);
        before.Problems.ShouldBeEmpty();
        before.OpenDays.Select(day => day.Day).ShouldBe([Monday, Monday.AddDays(1)]);
        before.SetAside.ShouldBeEmpty();
        before.Bytes.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_backup_to_where_there_is_a_file_already_fails_and_leaves_it()
    {
        await using var store = Empty();
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "somebody's");
        await Should.ThrowAsync<IOException>(() => store.BackupAsync(path, None));
        (await File.ReadAllTextAsync(path)).ShouldBe("somebody's");
        File.Delete(path);
        (await store.ExamineAsync(None)).Problems.ShouldBeEmpty("the store itself is as it was");
    }
}
