using System.Text.Json;
using Murmure.Attribution;
using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>Clicks on links, and the visits that they lead to.</summary>
public abstract partial class EventStoreContract
{
    private static readonly string[] Exported = ["kind", "link", "variant", "orphan"];
    private static readonly Metric[] OfClicks = [Metric.Clicks, Metric.Clickers, Metric.Orphans, Metric.Pageviews, Metric.Visits];

    [Fact]
    public async Task A_click_is_no_page_view_starts_no_visit_and_changes_none()
    {
        await using var store = await Derived(View("/a", 0), Click(20, 1, 7), Click(25, 2, 7), Click(26, 2, 8), Lost(27, 2, Orphan.Unknown), Click(28, 0, 7) with { Verdict = Verdict.Automated });
        (await store.QueryAsync(Ask(OfClicks), None))[0].Counts.ShouldBe([3L, 2L, 1L, 1L, 1L]);
        (await store.QueryAsync(Ask(Metric.Bounces, Metric.VisitTime, Metric.VisitViews), None))[0].Counts.ShouldBe([1L, 0L, 1L]);
        (await store.QueryAsync(Ask(Metric.Clicks, Metric.Clickers) with { Dimensions = [Dimension.Link] }, None)).Rows.Where(row => row[Metric.Clicks] > 0).Select(row => row.Told())
            .ShouldBe(["7=2|2", "8=1|1"]);
        (await store.QueryAsync(Ask(Metric.Orphans) with { Dimensions = [Dimension.Orphan], Filters = [Filter.Is(Dimension.Link, "")] }, None)).Rows[0].Told().ShouldBe("unknown=1");
    }

    [Fact]
    public async Task From_click_to_goal_a_link_and_its_channel_go_along_in_one_row()
    {
        await using var store = await Derived(
            Click(0, 1, 7, "signal"), View("/a", 1).Live(), View("/b", 9).Live(),
            View("/b", 10).Live(EventKind.Goal, new EventDetail { Name = "subscribe", Revenue = 5, Currency = "EUR" }), View("/c", 0, 2).Live());

        var all = Ask(Metric.Clicks, Metric.Clickers, Metric.Visits, Metric.Visitors, Metric.Goals, Metric.Revenue, Metric.EvidenceVisits) with
        {
            Dimensions = [Dimension.Link, Dimension.Variant, Dimension.Channel, Dimension.Grade, Dimension.Rule],
            Filters = [new(Dimension.Link, FilterOperator.IsNot, [""])],
        };
        var counted = all with { Metrics = [.. all.Metrics.Where(metric => metric != Metric.Revenue)] };
        (await store.QueryAsync(counted, None)).Rows.Select(row => row.Told()).ShouldBe(["7|signal|signal|measured|link.variant=1|1|1|1|1|1"]);
        (await store.QueryAsync(Ask(Metric.Revenue) with { Dimensions = [Dimension.Link, Dimension.Currency], Filters = [Filter.Is(Dimension.Currency, "EUR")] }, None))
            .Rows.ShouldHaveSingleItem().Told().ShouldBe("7|EUR=50000");
        (await store.QueryAsync(Ask(Metric.BareVisits, Metric.DirectVisits), None))[0].Counts.ShouldBe([2L, 1L], "a tool that knows the referrer only calls both direct");
    }

    [Fact]
    public async Task A_visit_that_comes_from_a_public_page_stays_public_and_its_link_is_known()
    {
        StoredEvent Tagged(StoredEvent view) => view.Live(detail: new EventDetail { Link = 7 }) with { UtmSource = "lettre" };
        await using var store = await Derived(
            Click(0, 1, 7, "signal"), View("/a", 1, 1).From(Family.Search, "google", Grade.Observed, Sender.Unknown, "www.google.com"),
            Click(0, 2, 7, "signal"), Tagged(View("/a", 1, 2).From(Family.Social, "facebook", Grade.Observed, Sender.Unknown, "www.facebook.com")),
            Click(0, 3, 7, "signal"), Tagged(View("/a", 1, 3).From(Family.Campaign, "campaign", Grade.Measured, Sender.Ours)),
            Tagged(View("/a", 1, 4).From(Family.Campaign, "campaign", Grade.Measured, Sender.Ours)));
        (await ByLink(store)).ShouldBe(["campaign|7=1", "facebook|7=1", "google|7=1", "signal|7=1"]);
    }

    [Fact]
    public async Task Campaign_tags_of_the_link_itself_leave_the_channel_to_the_click_and_others_do_not()
    {
        StoredEvent WithTag(StoredEvent one, string source) => one with { UtmSource = source };
        await using var store = await Derived(
            WithTag(Click(0, 1, 7, "signal"), "une"), WithTag(View("/a", 1, 1).From(Family.Campaign, "campaign", Grade.Measured, Sender.Ours), "une"),
            WithTag(Click(0, 2, 7, "signal"), "une"), WithTag(View("/a", 1, 2).From(Family.Campaign, "campaign", Grade.Measured, Sender.Ours), "autre"));
        (await ByLink(store)).ShouldBe(["campaign|7=1", "signal|7=1"]);
    }

    [Fact]
    public async Task Only_a_click_of_the_same_reader_and_day_in_the_thirty_minutes_before_leads_to_a_visit()
    {
        var limited = new EventDetail { Limited = true };
        await using var store = await Derived(
            Click(0, 1, 7), View("/late", 31, 1),
            Click(0, 2, 7), View("/in-time", 30, 2),
            Click(2, 3, 7), View("/before", 1, 3),
            Click(0, 4, 7), View("/other", 1, 5),
            Click(0, 6, 7), View("/no-consent", 1, 6).Live(detail: limited),
            Click(0, 7, 7), View("/inside", 1, 7).From(Family.Internal, "internal", Grade.Observed, Sender.Unknown, Site),
            Click(0, 8, 7), View("/next-day", 1, 8, Monday.AddDays(1)),
            Lost(0, 9, Orphan.Root), View("/lost", 1, 9),
            Click(0, 10, 7, day: Monday), Click(1, 10, 8), View("/last-click", 1, 10));
        (await store.QueryAsync(Ask(Metric.Visits) with { Dimensions = [Dimension.Page, Dimension.Link], Filters = [new(Dimension.Link, FilterOperator.IsNot, [""])] }, None))
            .Rows.Select(row => row.Told()).ShouldBe(["/in-time|7=1", "/last-click|8=1"]);
    }

    [Fact]
    public async Task Previews_shares_and_copies_are_counted_by_the_link_they_name_and_scans_apart()
    {
        await using var store = await Derived(
            Click(0, 1, 7, "signal"), View("/a", 1).Live(),
            View("/a", 2).Live(EventKind.Share, new EventDetail { Link = 9, Variant = "whatsapp", Generation = 2 }), View("/a", 3).Live(EventKind.Copy),
            Preview("/a", "signal", 4).Live(EventKind.Preview, new EventDetail { Link = 9 }),
            Click(5, 2, 9) with { Detail = new EventDetail { Link = 9, Scan = true } });
        (await store.QueryAsync(Ask(Metric.Shares, Metric.Copies, Metric.Previews, Metric.Clicks) with { Dimensions = [Dimension.Link, Dimension.Scan] }, None))
            .Rows.Where(row => row.Counts.Any(count => count > 0)).Select(row => row.Told()).Order(StringComparer.Ordinal)
            .ShouldBe(["7|no=0|1|0|1", "9|no=1|0|1|0", "9|yes=0|0|0|1"]);
        (await store.QueryAsync(Ask(Metric.Shares) with { Dimensions = [Dimension.Generation, Dimension.Variant] }, None)).Rows[0].Told().ShouldBe("2|whatsapp=1");
    }

    [Fact]
    public async Task An_export_says_of_each_event_by_which_link_it_came()
    {
        await using var store = await Derived(Click(0, 1, long.MaxValue, "signal"), View("/a", 1).Live(), View("/a", 2).Live(EventKind.Goal), Lost(3, 1, Orphan.Expired));
        var file = Path.GetTempFileName();
        try
        {
            await store.ExportAsync(Site, DayRange.All, ExportFormat.JsonLines, file, None);
            var told = File.ReadLines(file).Select(line => JsonDocument.Parse(line).RootElement)
                .Select(line => string.Join(' ', Exported.Select(name => line.GetProperty(name).GetString()))).Order(StringComparer.Ordinal);
            told.ShouldBe(["click   expired", $"click {long.MaxValue} signal ", $"goal {long.MaxValue} signal ", "pageview   "]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static StoredEvent Click(int minute, ulong visitor, long link, string variant = "", DateOnly? day = null)
    {
        var click = View("/k", minute, visitor, day).Live(EventKind.Click, new EventDetail { Link = link, Variant = variant });
        return variant.Length == 0 ? click : click.From(Family.Messaging, variant, Grade.Measured, Sender.Readers) with { Rule = "link.variant" };
    }

    private static StoredEvent Lost(int minute, ulong visitor, Orphan orphan) =>
        View("/no-such", minute, visitor).Live(EventKind.Click, new EventDetail { Orphan = orphan });

    private async Task<IEventStore> Derived(params StoredEvent[] events)
    {
        var store = Empty();
        await store.AppendAsync(Batch("1", events), None);
        await store.DeriveVisitsAsync(Site, DayRange.All, None);
        return store;
    }

    private static async Task<IEnumerable<string>> ByLink(IEventStore store) =>
        (await store.QueryAsync(Ask(Metric.Visits) with { Dimensions = [Dimension.Channel, Dimension.Link] }, None)).Rows.Select(row => row.Told()).Order(StringComparer.Ordinal);
}
