using Murmure.Attribution;
using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>Kept events under a newer catalogue.</summary>
public sealed class ReclassifyTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Classifier Classifier = new(Catalogue.Load());
    private static readonly DateOnly Tuesday = Monday.AddDays(1);

    [Fact]
    public async Task A_closed_days_people_are_read_again_its_counts_with_them_and_a_second_time_changes_nothing()
    {
        await using var store = await Closed();
        (await Channels(store, Monday)).ShouldBe(["direct=1", "limited=1", "referral=2"]);

        (await store.Events.ReclassifyAsync(Site, Monday, Classifier, None)).ShouldBe(3, "two views and the goal of one of them");

        (await Channels(store, Monday)).ShouldBe(["direct=1", "limited=1", "whatsapp=2"]);
        (await store.AskAsync(Site, [Metric.Goals, Metric.EvidenceVisits], Dimension.Channel, Dimension.Day)).Rows.Where(row => row[Metric.Goals] > 0)
            .Select(row => row.Told()).ShouldBe(["referral|11/24/2026=1|0", "whatsapp|11/23/2026=1|2"]);
        (await store.Events.QueryAsync(new ReportQuery(Site, DayRange.Of(Monday), [Metric.Previews]) { Dimensions = [Dimension.Channel] }, None))
            .Rows.Single(row => row[Metric.Previews] > 0).Text(Dimension.Channel).ShouldBe("telegram", "its agent is gone");
        (await Channels(store, Tuesday)).ShouldBe(["direct=1", "limited=1", "referral=2"], "another day is read on its own");
        (await store.Events.ClosedDaysAsync(Site, None)).Select(day => day.Catalogue).ShouldBe([Classifier.Version, "test-catalogue"]);
        (await store.Events.ReclassifyAsync(Site, Monday, Classifier, None)).ShouldBe(0);
        (await store.Events.ReclassifyAsync(Site, Monday.AddDays(9), Classifier, None)).ShouldBe(0);
    }

    [Fact]
    public async Task A_visit_that_a_click_led_to_keeps_the_clicks_origin()
    {
        await using var store = ServerStore.New();
        var click = View("/k", 0).From(Family.Messaging, "signal", Grade.Measured, Sender.Readers).Live(EventKind.Click, new EventDetail { Link = 7, Variant = "signal" }) with { Rule = "link.variant" };
        await store.AppendAsync("1", click, View("/a", 1).Live());
        await store.CloseAsync(Monday);
        (await store.Events.ReclassifyAsync(Site, Monday, Classifier, None)).ShouldBe(0);
        (await store.AskAsync(Site, [Metric.Visits], Dimension.Channel, Dimension.Link)).Rows.Where(row => row[Metric.Visits] > 0).Select(row => row.Told()).ShouldBe(["signal|7=1"]);
    }

    [Fact]
    public async Task Days_whose_events_are_gone_keep_the_counts_and_the_catalogue_they_were_made_with()
    {
        await using var store = await Closed();
        await store.Events.PurgeAsync(Site, new PurgeRules(Tuesday, DateOnly.MinValue), None);
        (await store.Events.ReclassifyAsync(Site, Monday, Classifier, None)).ShouldBe(0);
        (await Channels(store, Monday)).ShouldBe(["direct=1", "limited=1", "referral=2"]);
        (await store.Events.ClosedDaysAsync(Site, None)).Select(day => (day.Purged, day.Catalogue)).ShouldBe([(true, "test-catalogue"), (false, "test-catalogue")]);
    }

    private static async Task<List<string>> Channels(ServerStore store, DateOnly day) =>
        [.. (await store.Events.QueryAsync(new ReportQuery(Site, DayRange.Of(day), [Metric.Visits]) { Dimensions = [Dimension.Channel], Order = [Order.Along(Dimension.Channel)] }, None))
            .Rows.Select(row => row.Told())];

    /// <summary>Two days as an older catalogue read them: one that did not know whose host <c>web.whatsapp.com</c> is.</summary>
    private static async Task<ServerStore> Closed()
    {
        var store = ServerStore.New();
        foreach (var day in new[] { Monday, Tuesday })
        {
            StoredEvent Unknown(int minute, ulong visitor) => View("/a", minute, visitor, day) with
            {
                Family = Family.Referral, Channel = "referral", Source = "web.whatsapp.com", Rule = "referrer.other", Clue = "web.whatsapp.com",
                ReferrerHost = "web.whatsapp.com", Grade = Grade.Observed,
            };
            await store.AppendAsync($"{day}",
                Unknown(0, 1), Unknown(0, 2).Live(), View("/a", 1, 2, day).Live(EventKind.Goal, new EventDetail { Name = "subscribe" }),
                View("/b", 0, 3, day) with { Rule = "none" },
                Unknown(0, 4) with { Channel = "limited", Rule = "limited", Clue = "" },
                Preview("/a", "telegram", 2, day));
            await store.DeriveAsync();
            await store.CloseAsync(day);
        }

        return store;
    }
}
