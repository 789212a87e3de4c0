using Murmure.Attribution;
using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>What every event store does alike. A store joins by deriving from this class; its answers are equal, not similar.</summary>
public abstract partial class EventStoreContract
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>A new, empty store.</summary>
    protected abstract IEventStore Empty();

    [Fact]
    public async Task A_batch_sent_twice_is_kept_once_and_the_store_says_so()
    {
        await using var store = Empty();
        var batch = Batch("log-1/0", View("/a", 0), View("/b", 1)) with { Machines = [new(Monday, "crawler", "google", 5, 2)] };

        (await store.AppendAsync(batch, None)).Added.ShouldBe(batch.Events.Length);
        (await store.AppendAsync(batch, None)).ShouldBe(new AppendResult(0, batch.Events.Length, 0) { Known = true });

        var table = await store.QueryAsync(Ask(Metric.Hits, Metric.MachineHits, Metric.BareMachineHits), None);
        table.Rows.ShouldHaveSingleItem().Counts.ShouldBe([2L, 5L, 2L]);
    }

    [Fact]
    public async Task Thirty_minutes_of_silence_end_a_visit_and_less_does_not()
    {
        await using var store = Empty();
        await store.AppendAsync(Batch("1", View("/a", 0), View("/b", 30), View("/c", 61), View("/d", 62)), None);

        (await store.DeriveVisitsAsync(Site, DayRange.All, None)).ShouldBe(2);

        var table = await store.QueryAsync(Ask(Metric.Visits) with { Dimensions = [Dimension.Page, Dimension.ExitPage] }, None);
        table.Rows.Select(row => (row.Text(Dimension.Page), row.Text(Dimension.ExitPage))).ShouldBe([("/a", "/b"), ("/c", "/d")]);
    }

    [Fact]
    public async Task A_pseudonym_means_nothing_on_another_day()
    {
        await using var store = Empty();
        await store.AppendAsync(Batch("1", View("/a", 0), View("/b", 1, day: Monday.AddDays(1))), None);
        await store.DeriveVisitsAsync(Site, DayRange.All, None);

        var table = await store.QueryAsync(Ask(Metric.Visits, Metric.Visitors), None);
        table.Rows.ShouldHaveSingleItem().Counts.ShouldBe([2L, 2L]);
    }

    [Fact]
    public async Task A_visit_keeps_the_origin_of_its_landing()
    {
        await using var store = Empty();
        await store.AppendAsync(Batch("1",
            View("/b", 5).From(Family.Internal, "internal", Grade.Observed, Sender.Unknown, Site),
            View("/a", 0).From(Family.Messaging, "whatsapp", Grade.Observed, Sender.Readers, "web.whatsapp.com")), None);
        await store.DeriveVisitsAsync(Site, DayRange.All, None);

        var table = await store.QueryAsync(
            Ask(Metric.Visits, Metric.EvidenceVisits, Metric.BareVisits) with { Dimensions = [Dimension.Family, Dimension.ReferrerHost] }, None);
        var row = table.Rows.ShouldHaveSingleItem();
        row.Keys.ShouldBe(["messaging", "web.whatsapp.com"]);
        row.Counts.ShouldBe([1L, 1L, 0L]);
    }

    [Fact]
    public async Task Of_two_views_in_one_second_the_one_from_elsewhere_is_the_landing()
    {
        await using var store = Empty();
        await store.AppendAsync(Batch("1",
            View("/a", 0).From(Family.Internal, "internal", Grade.Observed, Sender.Unknown, Site),
            View("/z", 0).From(Family.Search, "google", Grade.Observed, Sender.Unknown, "www.google.com")), None);
        await store.DeriveVisitsAsync(Site, DayRange.All, None);

        var table = await store.QueryAsync(Ask(Metric.Visits) with { Dimensions = [Dimension.Family, Dimension.Page, Dimension.ExitPage] }, None);
        table.Rows.ShouldHaveSingleItem().Keys.ShouldBe(["search", "/z", "/a"]);
    }

    [Fact]
    public async Task Previews_and_machines_are_no_visits()
    {
        await using var store = Empty();
        await store.AppendAsync(Batch("1", View("/a", 0), Preview("/a", "telegram", 1), View("/a", 2, 9) with { Verdict = Verdict.Automated }), None);
        await store.DeriveVisitsAsync(Site, DayRange.All, None);

        var table = await store.QueryAsync(Ask(Metric.Visits, Metric.Previews, Metric.Pageviews, Metric.Hits), None);
        table.Rows.ShouldHaveSingleItem().Counts.ShouldBe([1L, 1L, 1L, 3L]);
    }

    [Fact]
    public async Task Metrics_of_several_tables_meet_in_one_row()
    {
        await using var store = Empty();
        await store.AppendAsync(Batch("1",
            View("/a", 0), View("/b", 1), Preview("/b", "signal", 2), Preview("/c", "signal", 3)), None);
        await store.DeriveVisitsAsync(Site, DayRange.All, None);

        var table = await store.QueryAsync(Ask(Metric.Visits, Metric.Previews) with { Dimensions = [Dimension.Page], Order = [Order.Along(Dimension.Page)] }, None);
        table.Rows.Select(row => (row.Text(Dimension.Page), row[Metric.Visits], row[Metric.Previews]))
            .ShouldBe([("/a", 1L, 0L), ("/b", 0L, 1L), ("/c", 0L, 1L)]);
    }

    [Fact]
    public async Task Nothing_kept_is_one_row_of_zeros_or_no_rows()
    {
        await using var store = Empty();
        var all = await store.QueryAsync(Ask([.. Metric.All.Where(metric => metric != Metric.Revenue)]), None);
        all.Rows.ShouldHaveSingleItem().Counts.ShouldAllBe(count => count == 0);
        (await store.QueryAsync(Ask(Metric.Visits, Metric.Hits) with { Dimensions = [Dimension.Day] }, None)).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_sites_events_are_not_seen()
    {
        await using var store = Empty();
        await store.AppendAsync(new EventBatch("1", "other.example", new[] { View("/a", 0) }), None);
        await store.DeriveVisitsAsync("other.example", DayRange.All, None);

        (await store.QueryAsync(Ask(Metric.Visits, Metric.Hits), None)).Rows.ShouldHaveSingleItem().Counts.ShouldBe([0L, 0L]);
    }

    private static ReportQuery Ask(params Metric[] metrics) => new(Site, DayRange.All, metrics);
}
