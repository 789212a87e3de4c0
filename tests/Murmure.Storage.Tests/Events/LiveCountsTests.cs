using Murmure.Attribution;
using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>What happens just now: half an hour made by hand.</summary>
public sealed class LiveCountsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    // 08:40:30; the window begins with the minute 08:11.
    private static readonly LiveWindow Window = new(Monday.ToDateTime(new TimeOnly(8, 40, 30), DateTimeKind.Utc));

    [Fact]
    public async Task Half_an_hour_by_hand_comes_out_as_counted_by_hand()
    {
        await using var store = ServerStore.New();
        await store.AppendAsync("1",
            // Before the window, and of a clock that runs ahead.
            View("/early", 10, 1), Preview("/early", "signal", 10), View("/late", 41, 2),
            // Its first minute, and the last five.
            View("/a", 11, 3).From(Family.Messaging, "whatsapp", Grade.Observed, Sender.Readers, "web.whatsapp.com"),
            View("/a", 36, 3), View("/b", 40, 4).Live(), View("/b", 40, 5) with { Verdict = Verdict.Unknown },
            // Neither people nor a machine that an agent told of.
            View("/b", 40, 6) with { Verdict = Verdict.Automated }, View("/b", 40, 7) with { Suspicion = "burst" },
            Preview("/b", "whatsapp", 30), Preview("/b", "whatsapp", 31).Live(EventKind.Preview), Preview("go.example/x", "telegram", 32).Live(EventKind.Preview, new EventDetail { Link = 7 }),
            View("/b", 40, 4).Live(EventKind.Share).From(Family.Messaging, "signal", Grade.Measured, Sender.Readers) with { Rule = StoredEvent.ShareRule },
            View("/b", 40, 4).Live(EventKind.Copy), View("/b", 40, 4).Live(EventKind.Goal, new EventDetail { Name = "Newsletter" }));
        await store.DeriveAsync();

        (await CountedAsync(store, Window)).ShouldBe(
        [
            "Channel direct = 2", "Channel whatsapp = 1", "Copy /b = 1", "Goal Newsletter = 1", "Minute 0 = 1", "Minute 25 = 1", "Minute 29 = 2", "Page /a = 2", "Page /b = 2",
            "Preview telegram go.example/x = 1", "Preview whatsapp /b = 2", "Recent = 3", "Share signal /b = 1", "Visitors = 3",
        ]);
        await store.Events.CountAsPeopleAsync(Site, ["burst"], None);
        (await CountedAsync(store, Window)).ShouldContain("Visitors = 4");
    }

    [Fact]
    public async Task Across_midnight_somebody_is_one_visitor_and_the_day_before_is_not_lost()
    {
        await using var store = ServerStore.New();
        var tuesday = Monday.AddDays(1);
        await store.AppendAsync("1", View("/a", 15 * 60 + 50, 1));
        await store.AppendAsync("2", View("/b", -8 * 60 + 5, 11, tuesday).Live(detail: new EventDetail { VisitorYesterday = 1 }), View("/b", -8 * 60 + 6, 12, tuesday));
        await store.DeriveAsync();

        var window = new LiveWindow(tuesday.ToDateTime(new TimeOnly(0, 7), DateTimeKind.Utc));
        (await CountedAsync(store, window)).ShouldBe(["Channel direct = 2", "Minute 12 = 1", "Minute 27 = 1", "Minute 28 = 1", "Page /a = 1", "Page /b = 2", "Recent = 2", "Visitors = 2"]);
    }

    [Fact]
    public async Task Nobody_and_another_s_site_are_nothing()
    {
        await using var store = ServerStore.New();
        (await CountedAsync(store, Window)).ShouldBeEmpty();
        await store.Events.AppendAsync(new EventBatch("1", "other.example", new[] { View("/a", 40) }), None);
        (await CountedAsync(store, Window)).ShouldBeEmpty();
        await store.AppendAsync("2", View("/a", 0));
        (await CountedAsync(store, Window)).ShouldBe(["Recent = 0", "Visitors = 0"]);
    }

    private static async Task<List<string>> CountedAsync(ServerStore store, LiveWindow window) =>
        [.. (await store.Events.LiveAsync(Site, window, None)).Select(Told).Order(StringComparer.Ordinal)];

    private static string Told(LiveCount count)
    {
        var parts = new[] { $"{count.Kind}", count.Name, count.Page, count.Kind == LiveKind.Minute ? $"{count.Minute}" : "", $"= {count.Count}" };
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }
}
