using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>What a store says of its days and of how far the journal has reached.</summary>
public abstract partial class EventStoreContract
{
    [Fact]
    public async Task A_day_takes_nothing_at_or_below_the_position_that_it_has_reached()
    {
        await using var store = Empty();
        var tuesday = Monday.AddDays(1);
        await store.AppendAsync(Batch("j/1", View("/a", 0)) with { Position = 100 }, None);
        await store.AppendAsync(Batch("j/2", View("/b", 0), View("/c", 0, day: tuesday)) with { Position = 250 }, None);

        // The same stretch of the journal cut into other batches, as after a restart.
        var again = await store.AppendAsync(Batch("j/other", View("/b", 0), View("/c", 0, day: tuesday)) with { Position = 250 }, None);
        again.ShouldBe(new AppendResult(0, 2, 0) { Known = true });
        (await store.AppendAsync(Batch("j/3", View("/d", 1)) with { Position = 260 }, None)).ShouldBe(new AppendResult(1, 0, 0));
        (await store.AppendAsync(Batch("log/1", View("/e", 1)), None)).Added.ShouldBe(1, "a batch from elsewhere has no position");

        (await store.PositionsAsync(None)).ShouldBe([new DayPosition(Site, Monday, 260), new DayPosition(Site, tuesday, 250)]);
        (await store.QueryAsync(Ask(Metric.Hits), None))[0][Metric.Hits].ShouldBe(5);
    }

    [Fact]
    public async Task Of_a_batch_over_two_days_a_day_that_has_it_is_left_out_and_the_other_takes_it()
    {
        await using var store = Empty();
        var tuesday = Monday.AddDays(1);
        await store.AppendAsync(Batch("j/1", View("/a", 0)) with { Position = 9 }, None);
        var result = await store.AppendAsync(
            Batch("j/2", View("/a", 0), View("/b", 0, day: tuesday)) with { Position = 9, Machines = [new(Monday, "crawler", "", 7, 7)] }, None);

        result.ShouldBe(new AppendResult(1, 1, 0) { Known = true });
        (await store.QueryAsync(Ask(Metric.Hits, Metric.MachineHits), None))[0].Counts.ShouldBe([2L, 0L]);
    }

    [Fact]
    public async Task Open_days_tell_what_they_hold()
    {
        await using var store = Empty();
        await store.AppendAsync(Batch("1", View("/a", 0), View("/b", 5)) with { Machines = [new(Monday.AddDays(1), "crawler", "", 3, 1)] }, None);
        await store.AppendAsync(Batch("2", View("/c", -10)) with { Machines = [new(Monday, "crawler", "", 4, 1)] }, None);

        var days = await store.OpenDaysAsync(None);
        days.Select(day => (day.Site, day.Day, day.First, day.Last, day.Events, day.MachineHits)).ShouldBe(
        [
            (Site, Monday, View("", -10).Time, View("", 5).Time, 3L, 4L),
            (Site, Monday.AddDays(1), null, null, 0L, 3L),
        ]);
        days.ShouldAllBe(day => day.LastAppended > DateTime.UnixEpoch && day.LastAppended.Kind == DateTimeKind.Utc);
        (await store.ClosedDaysAsync(Site, None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_keys_of_an_open_day_are_those_of_its_events()
    {
        await using var store = Empty();
        StoredEvent Keyed(ulong key, DateOnly day) => View("/a", 0, day: day) with { Detail = new EventDetail { Key = key } };
        await store.AppendAsync(Batch("1", Keyed(7, Monday), Keyed(ulong.MaxValue, Monday), Keyed(0, Monday), Keyed(8, Monday.AddDays(1)), View("/b", 0)), None);

        async Task<List<ulong>> Keys(string site, DateOnly day)
        {
            var keys = new List<ulong>();
            await foreach (var key in store.EventKeysAsync(site, day, None))
                keys.Add(key);
            keys.Sort();
            return keys;
        }

        (await Keys(Site, Monday)).ShouldBe([7UL, ulong.MaxValue]);
        (await Keys(Site, Monday.AddDays(1))).ShouldBe([8UL]);
        (await Keys(Site, Monday.AddDays(2))).ShouldBeEmpty();
        (await Keys("other.example", Monday)).ShouldBeEmpty();
    }
}
