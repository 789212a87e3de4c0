using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>What is set apart and what was refused.</summary>
public abstract partial class EventStoreContract
{
    private static readonly Metric[] Counted = [Metric.Pageviews, Metric.Visits, Metric.Goals];

    [Fact]
    public async Task What_a_rule_set_apart_is_in_no_report_until_the_site_counts_it_and_after_it_no_longer_does()
    {
        await using var store = Empty();
        await store.AppendAsync(Batch("1", View("/a", 0).Live(), Doubted("/b", 1, 2), Doubted("/c", 2, 2), Doubted("/c", 3, 2).Live(EventKind.Goal)), None);
        await store.DeriveVisitsAsync(Site, DayRange.All, None);
        (await CountsAsync(store)).ShouldBe([1L, 1L, 0L]);
        (await store.SuspectsAsync(Site, DayRange.All, None)).ShouldBe([new SuspectCount(Monday, "hosting-network", 2, 1)]);
        (await store.ReadAsync(Site, DayRange.All, None).ToListAsync()).Sum(batch => batch.Events.ToArray().Count(e => e.Suspicion == "hosting-network")).ShouldBe(3);

        for (var again = 0; again < 2; again++)
        {
            await store.CountAsPeopleAsync(Site, ["hosting-network", "burst"], None);
            (await CountsAsync(store)).ShouldBe([3L, 2L, 1L]);
        }

        await store.AppendAsync(Batch("2", Doubted("/d", 4, 3)), None);
        await store.DeriveVisitsAsync(Site, DayRange.All, None);
        (await CountsAsync(store)).ShouldBe([4L, 3L, 1L]);
        await store.CountAsPeopleAsync(Site, ["burst"], None);
        (await CountsAsync(store)).ShouldBe([1L, 1L, 0L]);
        (await store.SuspectsAsync(Site, DayRange.All, None)).ShouldBe([new SuspectCount(Monday, "hosting-network", 3, 2)]);
    }

    [Fact]
    public async Task One_view_that_is_set_apart_sets_its_whole_visit_apart_unless_somebody_read_in_it()
    {
        await using var store = Empty();
        await store.AppendAsync(Batch("1", View("/a", 0).Live(), View("/b", 1).Live(), Doubted("/c", 2, 1), View("/d", 50).Live()), None);
        await store.DeriveVisitsAsync(Site, DayRange.All, None);
        (await CountsAsync(store)).ShouldBe([3L, 1L, 0L]);
        await store.AppendAsync(Batch("2", View("/a", 3).Live(EventKind.Engagement)), None);
        await store.DeriveVisitsAsync(Site, DayRange.All, None);
        (await CountsAsync(store)).ShouldBe([3L, 2L, 0L]);
    }

    [Fact]
    public async Task What_one_site_counts_as_people_another_does_not()
    {
        await using var store = Empty();
        await store.AppendAsync(Batch("1", Doubted("/a", 0, 1)), None);
        await store.AppendAsync(new EventBatch("2", "other.example", new[] { Doubted("/a", 0, 1) }), None);
        await store.CountAsPeopleAsync("other.example", ["hosting-network"], None);
        (await CountsAsync(store)).ShouldBe([0L, 0L, 0L]);
        (await store.QueryAsync(Ask(Metric.Pageviews) with { Site = "other.example" }, None)).Rows.ShouldHaveSingleItem().Counts.ShouldBe([1L]);
    }

    [Fact]
    public async Task Refusals_add_up_by_day_and_reason_and_go_with_the_days_that_are_erased()
    {
        await using var store = Empty();
        var tuesday = Monday.AddDays(1);
        await store.AppendAsync(Batch("1", View("/a", 0)), None);
        await store.AddRefusedAsync(Site, [new(Monday, "blocked", 2), new(Monday, "limit", 1)], None);
        await store.AddRefusedAsync(Site, [new(Monday, "blocked", 3), new(tuesday, "blocked", 4)], None);
        (await store.RefusedAsync(Site, DayRange.All, None)).ShouldBe([new(Monday, "blocked", 5), new(Monday, "limit", 1), new(tuesday, "blocked", 4)]);
        await store.EraseAsync(Site, DayRange.Of(Monday), None);
        (await store.RefusedAsync(Site, DayRange.All, None)).ShouldBe([new RefusedCount(tuesday, "blocked", 4)]);
    }

    private static StoredEvent Doubted(string page, int minute, ulong visitor) => View(page, minute, visitor).Live() with { Suspicion = "hosting-network" };

    private static async Task<IReadOnlyList<long>> CountsAsync(IEventStore store) => (await store.QueryAsync(Ask(Counted), None)).Rows.ShouldHaveSingleItem().Counts;
}
