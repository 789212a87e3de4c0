using Murmure.Attribution;
using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>What estimates are made of: a day made by hand, open and closed.</summary>
public sealed class HourlyCountsTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly EventDetail Typed = new() { Navigation = Navigation.Navigate, FetchSite = FetchSite.None };

    [Fact]
    public async Task A_day_by_hand_comes_out_as_counted_by_hand_before_and_after_its_close()
    {
        await using var store = ServerStore.New();
        await store.AppendAsync("1", ADay());
        await store.DeriveAsync();
        string[] expected =
        [
            "Answer 0h public|first|search -desktop crosssite = 1",
            "Answer 0h direct|first|invited gecko-desktop none = 2",
            "Direct /a 8h webkit-ios unknown = 1",
            "Direct /b 8h -in-app none = 1",
            "Direct /b 8h gecko-desktop none = 2",
            "Direct /c 10h gecko-desktop returning none = 1",
            "Preview /a 8h signal = 1",
            "Preview /a 9h whatsapp = 2",
            "Preview 8h whatsapp link 7 = 1",
            "Share /b 8h = 1",
            "Share /b 8h copied-link = 1",
            "Share /b 8h whatsapp = 1",
            "Tagged /a 8h blink-android unknown = 1",
            "Visible /a 8h search blink-desktop crosssite = 1",
            "Visible /b 8h social blink-in-app unknown = 1",
        ];
        var sorted = expected.Order(StringComparer.Ordinal).ToList();

        (await CountedAsync(store)).ShouldBe(sorted);
        await store.CloseAsync(Monday, declared: [.. SurveyNames.All]);
        (await CountedAsync(store)).ShouldBe(sorted);
    }

    [Fact]
    public async Task What_is_set_apart_is_counted_only_where_the_site_counts_it()
    {
        await using var store = ServerStore.New();
        await store.AppendAsync("1", View("/a", 0), View("/b", 0, 2) with { Suspicion = "burst" });
        await store.DeriveAsync();
        (await CountedAsync(store)).ShouldBe(["Direct /a 8h -desktop unknown = 1"]);
        await store.Events.CountAsPeopleAsync(Site, ["burst"], None);
        (await CountedAsync(store)).ShouldBe(["Direct /a 8h -desktop unknown = 1", "Direct /b 8h -desktop unknown = 1"]);
        await store.CloseAsync(Monday);
        (await CountedAsync(store)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_day_that_never_was_and_one_whose_events_are_gone_have_nothing()
    {
        await using var store = ServerStore.New();
        (await store.Events.HourlyCountsAsync(Site, Monday, None)).ShouldBeEmpty();
        await store.AppendAsync("1", View("/a", 0));
        await store.DeriveAsync();
        await store.CloseAsync(Monday);
        (await store.Events.HourlyCountsAsync(Site, Monday.AddDays(1), None)).ShouldBeEmpty();
        await store.Events.PurgeAsync(Site, new PurgeRules(Monday.AddDays(1), Monday), None);
        (await store.Events.HourlyCountsAsync(Site, Monday, None)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/sport")]
    [InlineData("/sport/")]
    [InlineData("/sport/rugby")]
    [InlineData("/a?p=1")]
    [InlineData("/2026")]
    [InlineData("/été")]
    [InlineData("/une-page-au-nom-bien-trop-long-pour-etre-tapee")]
    [InlineData("/12-345-67")]
    [InlineData("/twenty-letters-long")]
    [InlineData("")]
    public async Task A_page_in_hand_is_as_deep_as_the_store_finds_it(string page)
    {
        await using var store = ServerStore.New();
        await store.AppendAsync("1", View(page, 0));
        await store.DeriveAsync();
        var deep = (await store.AskAsync(Site, [Metric.DeepDirectVisits])).Rows[0].Counts[0] == 1;
        Typeability.IsDeep(page).ShouldBe(deep);
    }

    private static StoredEvent[] ADay()
    {
        static StoredEvent Firefox(StoredEvent one) => one with { Browser = "Firefox", Os = "Linux", Device = "desktop" };
        static StoredEvent Chrome(StoredEvent one, string os = "Windows", string device = "desktop") => one with { Browser = "Chrome", Os = os, Device = device };
        static StoredEvent Tag(StoredEvent one) => one.From(Family.Messaging, "whatsapp", Grade.Measured, Sender.Readers) with { Rule = "share.tag" };
        static StoredEvent Asked(string name, FetchSite from) => View("", -8 * 60, 0).Live(EventKind.Answer, new EventDetail { Name = name, FetchSite = from });
        return
        [
            // Direct: two of one cell, one in an application, one of a phone's log, and the second visit of somebody's day.
            Firefox(View("/b", 0, 1).Live(detail: Typed)), Firefox(View("/b", 1, 2).Live(detail: Typed)),
            View("/b", 2, 3).Live(detail: Typed) with { App = "someapp" },
            View("/a", 3, 4) with { Browser = "Mobile Safari", Os = "iOS", Device = "mobile" },
            Firefox(View("/c", 120, 1).Live(detail: Typed)),
            // Not direct: gone back to, loaded again, without consent, by one of our links, by our own newsletter.
            View("/b", 4, 5).Live(detail: Typed with { Navigation = Navigation.BackForward }), View("/b", 4, 6).Live(detail: Typed with { Navigation = Navigation.Reload }),
            View("/b", 4, 7).Live(detail: new EventDetail { Limited = true }), View("/b", 4, 8).Live(detail: new EventDetail { Link = 7 }),
            View("/b", 4, 9).Live().From(Family.Campaign, "campaign", Grade.Measured, Sender.Ours),
            // Public, and what a messenger's referrer shows, which is neither.
            Chrome(View("/a", 5, 10).Live(detail: Typed with { FetchSite = FetchSite.CrossSite }).From(Family.Search, "google", Grade.Observed, Sender.Unknown, "www.google.com")),
            View("/b", 5, 11).From(Family.Social, "facebook", Grade.Observed, Sender.Unknown, "m.facebook.com") with { App = "facebook", Os = "Android", Device = "mobile" },
            View("/b", 5, 12).From(Family.Messaging, "whatsapp", Grade.Observed, Sender.Readers, "web.whatsapp.com"),
            // Tagged.
            Tag(Chrome(View("/a", 6, 13).Live(detail: new EventDetail { Generation = 2 }), "Android", "mobile")),
            // Previews: of pages, and of a short link.
            Preview("/a", "signal", 7), Preview("/a", "whatsapp", 60), Preview("/a", "whatsapp", 61).Live(EventKind.Preview),
            Preview("go.example/x", "whatsapp", 8).Live(EventKind.Preview, new EventDetail { Link = 7 }),
            // Acts of the first reader: a passage that was copied is no share.
            Tag(View("/b", 9, 1).Live(EventKind.Share, new EventDetail { Generation = 1 })) with { Rule = StoredEvent.ShareRule },
            View("/b", 9, 1).Live(EventKind.Share), View("/b", 9, 1).Live(EventKind.Copy, new EventDetail { Generation = 1 }), View("/b", 9, 1).Live(EventKind.Copy),
            Firefox(Asked(SurveyNames.Of("direct", false, SurveyNames.Invited), FetchSite.None)), Firefox(Asked(SurveyNames.Of("direct", false, SurveyNames.Invited), FetchSite.None)),
            Asked(SurveyNames.Of("public", false, "search"), FetchSite.CrossSite),
        ];
    }

    private static async Task<List<string>> CountedAsync(ServerStore store) =>
        [.. (await store.Events.HourlyCountsAsync(Site, Monday, None)).Select(Told).Order(StringComparer.Ordinal)];

    private static string Told(HourlyCount count)
    {
        var cell = count.Cell.Device.Length == 0 ? "" : $"{count.Cell.Engine}-{count.Cell.Device}{(count.Cell.Returning ? " returning" : "")} {count.Cell.FetchSite.ToString().ToLowerInvariant()}";
        var parts = new[] { $"{count.Kind}", count.Page, $"{count.Hour}h", count.Label, cell, count.Link == 0 ? "" : $"link {count.Link}", $"= {count.Count}" };
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }
}
