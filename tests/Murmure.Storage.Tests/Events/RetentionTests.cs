using Murmure.Storage.Events;
using Murmure.Storage.Events.DuckDb;
using Murmure.Storage.Events.DuckDb.Parts;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>The end of what is kept: what a purge and an erasure take, and what they leave.</summary>
public sealed class RetentionTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateOnly Wednesday = Monday.AddDays(2);
    private static readonly PurgeRules EventsBeforeWednesday = new(Wednesday, Monday.AddDays(-700));

    [Fact]
    public async Task A_purge_deletes_events_leaves_their_counts_and_proves_it()
    {
        await using var store = await Closed(3);
        var before = await RollupTests.Answers(store);

        var purge = await store.Events.PurgeAsync(Site, EventsBeforeWednesday, None);

        purge.ShouldBe(new PurgeResult(store.Clock.GetUtcNow().UtcDateTime, EventsBeforeWednesday, 2, 8, 4, 0, 0));
        (await RollupTests.Answers(store)).ShouldBe(before);
        (await store.Events.ReadAsync(Site, DayRange.All, None).SelectMany(batch => batch.Events.ToArray().ToAsyncEnumerable()).Select(e => e.Day).Distinct().ToListAsync()).ShouldBe([Wednesday]);
        (await store.Events.PurgesAsync(Site, None)).ShouldBe([purge]);
        (await store.Events.PurgeAsync(Site, EventsBeforeWednesday, None)).Days.ShouldBe(0);
        (await store.Events.PurgesAsync(Site, None)).ShouldBe([purge], "a purge that found nothing is not kept");
        (await store.ReadFileAsync("SELECT count(*) AS n FROM event_rows WHERE day < DATE '2026-11-25' UNION ALL SELECT count(*) FROM live_rows WHERE day < DATE '2026-11-25'"))
            .ShouldAllBe(row => Equals(row["n"], 0L));
    }

    [Fact]
    public async Task A_question_that_needs_purged_events_is_refused_and_told_from_when_on_it_can_be_asked()
    {
        await using var store = await Closed(3);
        await store.Events.PurgeAsync(Site, EventsBeforeWednesday, None);
        var query = new ReportQuery(Site, DayRange.All, [Metric.Visits]) { Dimensions = [Dimension.Country, Dimension.Device] };

        var problem = (await store.Events.ProblemsAsync(query, None)).ShouldHaveSingleItem();
        problem.Slug.ShouldBe("range-needs-events");
        problem.Detail.ShouldContain("2026-11-25");
        (await Should.ThrowAsync<ArgumentException>(() => store.Events.QueryAsync(query, None))).Message.ShouldContain(problem.Detail);

        var later = query with { Range = new DayRange(Wednesday, Wednesday) };
        (await store.Events.ProblemsAsync(later, None)).ShouldBeEmpty();
        (await store.Events.QueryAsync(later, None)).Sum(Metric.Visits).ShouldBe(2);
        (await store.Events.ProblemsAsync(query with { Dimensions = [Dimension.Country] }, None)).ShouldBeEmpty();
        (await store.Events.ProblemsAsync(query with { Limit = 0 }, None)).ShouldHaveSingleItem().Slug.ShouldBe("limit");
    }

    [Fact]
    public async Task Counts_that_are_too_old_go_as_well_and_the_day_stays_closed()
    {
        await using var store = await Closed(3);
        var purge = await store.Events.PurgeAsync(Site, new PurgeRules(Wednesday, Monday.AddDays(1)), None);

        purge.Counts.ShouldBeGreaterThan(50);
        purge.Left.ShouldBe(0);
        (await store.Events.ClosedDaysAsync(Site, None)).Select(day => (day.Purged, day.Gone)).ShouldBe([(true, true), (true, false), (false, false)]);
        (await store.AskAsync(Site, [Metric.Hits, Metric.MachineHits], Dimension.Day)).Rows.Select(row => row.Day).ShouldBe([Monday.AddDays(1), Wednesday]);
        (await store.Events.SitesAsync(None)).Single().First.ShouldBe(Monday.AddDays(1));
        (await store.Events.AppendAsync(Batch("late", View("/late", 1)), None)).ClosedEvents.ShouldBe(1);
        (await store.Events.ProblemsAsync(new ReportQuery(Site, DayRange.Of(Monday), [Metric.Visits]) { Dimensions = [Dimension.Country, Dimension.Device] }, None))
            .ShouldBeEmpty("nothing is left of that day, of which nothing can be asked");
    }

    [Fact]
    public async Task A_purge_that_is_killed_between_two_days_is_finished_by_the_next()
    {
        await using var store = await Closed(3);
        var before = await RollupTests.Answers(store);
        var killed = new List<ServerStore>();
        ((DuckDbEventStore)store.Events).Purging = _ => killed.Add(store.AsKilledNow());
        await store.Events.PurgeAsync(Site, EventsBeforeWednesday, None);

        killed.Count.ShouldBe(2);
        foreach (var (copy, left) in killed.Zip([1, 0]))
        {
            await using var _ = copy;
            (await RollupTests.Answers(copy)).ShouldBe(before);
            (await copy.Events.PurgeAsync(Site, EventsBeforeWednesday, None)).Days.ShouldBe(left);
            (await RollupTests.Answers(copy)).ShouldBe(before);
        }
    }

    [Fact]
    public async Task A_day_without_counts_is_counted_before_its_events_go()
    {
        await using var store = await Closed(2);
        var before = await RollupTests.Answers(store);
        await store.ReopenAsync(() => store.Change("UPDATE closed_days SET rollups = 0; DELETE FROM event_rollups; DELETE FROM visit_rollups"));
        (await store.Events.PurgeAsync(Site, EventsBeforeWednesday, None)).Events.ShouldBe(8);
        (await RollupTests.Answers(store)).ShouldBe(before);
    }

    [Fact]
    public async Task A_day_of_which_nothing_counts_does_not_keep_others_from_being_counted()
    {
        await using var store = ServerStore.New();
        await store.AppendAsync("1", View("/a", 0));
        await store.AppendAsync("2", View("/b", 0, day: Monday.AddDays(1)) with { Suspicion = "burst" });
        await store.DeriveAsync();
        await store.CloseAsync(Monday);
        await store.CloseAsync(Monday.AddDays(1));
        await store.Events.CountAsPeopleAsync(Site, ["hosting-network"], None);
        (await store.Events.RollUpAsync(None)).ShouldBe(2);
        (await store.AskAsync(Site, [Metric.Visits]))[0][Metric.Visits].ShouldBe(1);
    }

    [Fact]
    public async Task An_erasure_takes_open_and_closed_days_counts_machines_and_cards_and_nothing_else()
    {
        await using var store = await Closed(2);
        await RollupTests.Fill(store, 3);
        await store.AppendAsync("kept", View("/kept", 9, day: Wednesday.AddDays(1)));
        await store.Events.PutPagesAsync(Site, [new("/a", "A"), new("/kept", "Kept")], None);
        await store.Events.PurgeAsync(Site, new PurgeRules(Monday.AddDays(1), DateOnly.MinValue), None);

        var erased = await store.Events.EraseAsync(Site, new DayRange(Monday, Wednesday), None);

        erased.ShouldSatisfyAllConditions(
            one => one.Days.ShouldBe(3),
            one => one.Events.ShouldBe(8, "Monday's were purged, Tuesday's closed, Wednesday's open"),
            one => one.Visits.ShouldBe(4),
            one => one.MachineHits.ShouldBe(9),
            one => one.Counts.ShouldBeGreaterThan(100),
            one => one.Pages.ShouldBe(1));
        (await store.AskAsync(Site, [Metric.Hits, Metric.MachineHits], Dimension.Day)).Rows.ShouldHaveSingleItem().Day.ShouldBe(Wednesday.AddDays(1));
        (await store.Events.PagesAsync(Site, ["/a", "/kept"], None)).Keys.ShouldBe(["/kept"]);
        (await store.Events.SitesAsync(None)).Single().First.ShouldBe(Wednesday.AddDays(1));
        (await store.Events.AppendAsync(Batch("late", View("/late", 1)), None)).ClosedEvents.ShouldBe(1);
        (await store.ReadFileAsync("SELECT path AS text FROM paths UNION SELECT a FROM event_rollups UNION SELECT a FROM visit_rollups")).ShouldBeEmpty("a path can itself be personal");
    }

    [Fact]
    public async Task A_file_of_which_much_was_deleted_is_written_anew_when_the_store_opens_and_answers_as_before()
    {
        await using var store = ServerStore.New();
        for (var day = 0; day < 3; day++)
            await store.AppendAsync($"{day}", [.. Enumerable.Range(0, 20_000).Select(n => View($"/page-{day}-{n * 7919}", n % 600, (ulong)n + 1, Monday.AddDays(day)))]);
        for (var day = 0; day < 3; day++)
            await store.CloseAsync(Monday.AddDays(day));
        await store.Events.EraseAsync(Site, new DayRange(Monday, Monday.AddDays(1)), None);
        var before = await RollupTests.Answers(store);
        var (large, compacted) = (0L, false);

        await store.ReopenAsync(() =>
        {
            large = new FileInfo(store.File).Length;
            System.IO.File.WriteAllText(store.File + ".compact", "what a killed compaction left");
            compacted = Compaction.RunIfDue(store.File, new DuckDbOptions(), smallest: 0);
        });

        compacted.ShouldBeTrue();
        new FileInfo(store.File).Length.ShouldBeLessThan(large * 2 / 3);
        System.IO.File.Exists(store.File + ".compact").ShouldBeFalse();
        (await RollupTests.Answers(store)).ShouldBe(before);
        (await store.Events.AppendAsync(Batch("late", View("/late", 1)), None)).ClosedEvents.ShouldBe(1);
        await store.AppendAsync("more", View("/more", 1, day: Monday.AddDays(7)));
        (await store.CloseAsync(Monday.AddDays(7))).Events.ShouldBe(1);
        await store.ReopenAsync(() => Compaction.RunIfDue(store.File, new DuckDbOptions(), smallest: 0).ShouldBeFalse("nothing is to gain"));
    }

    private static async Task<ServerStore> Closed(int days)
    {
        var store = ServerStore.New();
        await RollupTests.Fill(store, days);
        for (var day = 0; day < days; day++)
            await store.CloseAsync(Monday.AddDays(day));
        return store;
    }
}
