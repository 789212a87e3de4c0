using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>Previews of the last hours, counted back from now.</summary>
public sealed class RecentPreviewsTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTime First = View("/a", 0).Time;

    [Fact]
    public async Task Hours_are_counted_back_from_now_and_a_preview_on_their_edge_is_in_one_of_them()
    {
        await using var store = ServerStore.New();
        await store.AppendAsync(
            "1", Preview("/a", "whatsapp", 0), Preview("/a", "whatsapp", 1), Preview("/a", "whatsapp", 60).Live(EventKind.Preview), Preview("/a", "signal", 60), Preview("/b", "whatsapp", -60),
            Preview("go.example/x", "whatsapp", 60).Live(EventKind.Preview, new EventDetail { Link = 7 }), Preview("/a", "whatsapp", 60) with { Suspicion = "burst" }, View("/a", 60));
        (await ReadAsync(store, First.AddMinutes(60), 6)).ShouldBe(["#7 whatsapp 0: 1", "/a signal 0: 1", "/a whatsapp 0: 2", "/a whatsapp 1: 1", "/b whatsapp 2: 1"]);
        (await ReadAsync(store, First.AddMinutes(60), 1)).ShouldBe(["#7 whatsapp 0: 1", "/a signal 0: 1", "/a whatsapp 0: 2"]);
        (await ReadAsync(store, First.AddMinutes(30), 1)).ShouldContain("/a signal 0: 1", "a clock that runs ahead is now");
        (await ReadAsync(store, First.AddDays(3), 6)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_day_that_is_closed_tells_no_minute()
    {
        await using var store = ServerStore.New();
        await store.AppendAsync("1", Preview("/a", "whatsapp", 0));
        await store.DeriveAsync();
        await store.CloseAsync(Monday);
        (await ReadAsync(store, First.AddMinutes(10), 6)).ShouldBeEmpty();
        (await store.Events.RecentPreviewsAsync("nobody.example", First, 6, None)).ShouldBeEmpty();
    }

    private static async Task<List<string>> ReadAsync(ServerStore store, DateTime now, int hours) =>
        [.. (await store.Events.RecentPreviewsAsync(Site, now, hours, None)).Select(one => $"{(one.Link == 0 ? one.Page : $"#{one.Link}")} {one.Platform} {one.HoursAgo}: {one.Previews}")];
}
