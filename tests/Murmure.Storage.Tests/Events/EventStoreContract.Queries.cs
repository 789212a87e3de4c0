using Murmure.Attribution;
using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>Questions and answers over a seeded store.</summary>
public abstract partial class EventStoreContract
{
    [Fact]
    public async Task Every_metric_runs_by_every_dimension_that_keeps_it_and_is_refused_by_the_others()
    {
        await using var store = await Seeded();
        foreach (var metric in Metric.All)
        {
            foreach (var dimension in Dimension.All)
            {
                var query = Ask(metric) with { Dimensions = [dimension], Filters = [new(dimension, FilterOperator.AnyOf, [Sample(dimension)])] };
                if (metric == Metric.Revenue && dimension != Dimension.Currency)
                    query.Problems().ShouldContain(problem => problem.Slug == "currency");
                else if (dimension.In(metric.Source))
                    await store.QueryAsync(query, None);
                else
                    query.Problems().ShouldContain(problem => problem.Slug == "not-kept");
            }
        }
    }

    [Fact]
    public async Task Filters_keep_what_they_say()
    {
        await using var store = await Seeded();
        async Task<long> Count(Dimension dimension, FilterOperator filter, params string[] values) =>
            (await store.QueryAsync(Ask(Metric.Hits) with { Filters = [new(dimension, filter, values)] }, None))[0][Metric.Hits];

        (await Count(Dimension.Page, FilterOperator.Is, "/sport/finale")).ShouldBe(2);
        (await Count(Dimension.Page, FilterOperator.IsNot, "/sport/finale")).ShouldBe(4);
        (await Count(Dimension.Page, FilterOperator.Contains, "SPORT")).ShouldBe(3);
        (await Count(Dimension.Page, FilterOperator.ContainsNot, "SPORT")).ShouldBe(3);
        (await Count(Dimension.Family, FilterOperator.AnyOf, "messaging", "search")).ShouldBe(4);
        (await Count(Dimension.Family, FilterOperator.Is, "no such family")).ShouldBe(0);
        (await Count(Dimension.Day, FilterOperator.Is, "2026-11-24")).ShouldBe(1);
        (await Count(Dimension.Hour, FilterOperator.Is, "8")).ShouldBe(5);
        (await Count(Dimension.Section, FilterOperator.Is, "sport")).ShouldBe(3);
        (await Count(Dimension.ReferrerHost, FilterOperator.Is, "")).ShouldBe(4);
        (await Count(Dimension.Page, FilterOperator.Is, "'; DROP TABLE event_rows; --")).ShouldBe(0);
    }

    [Fact]
    public async Task Visits_are_filtered_by_a_goal_that_they_reached_open_or_closed_and_nothing_is_counted_by_it()
    {
        await using var store = Empty();
        StoredEvent Goal(ulong visitor, int minute, string name) => View("/", minute, visitor).Live(EventKind.Goal, new EventDetail { Name = name });
        await store.AppendAsync(Batch("1",
            View("/a", 0, 1).Live(), Goal(1, 1, "Sign-up"), View("/a", 90, 1).Live(), // a second visit, without it
            View("/b", 0, 2).Live(), Goal(2, 1, "Sign-up"), Goal(2, 2, "Gift"), View("/a", 0, 3).Live(),
            View("/a", 0, 4).Live(EventKind.Pageview, new EventDetail { Limited = true }), Goal(4, 1, "Sign-up") with { Detail = new EventDetail { Name = "Sign-up", Limited = true } }), None);
        await store.DeriveVisitsAsync(Site, DayRange.Of(Monday), None);
        async Task<long> Count(FilterOperator filter, params string[] values) =>
            (await store.QueryAsync(Ask(Metric.Visits) with { Filters = [new(Dimension.Reached, filter, values)] }, None))[0][Metric.Visits];

        for (var closed = false; ; closed = true)
        {
            (await Count(FilterOperator.Is, "Sign-up")).ShouldBe(2, "what is limited is nobody's visit");
            (await Count(FilterOperator.IsNot, "Sign-up")).ShouldBe(3);
            (await Count(FilterOperator.Contains, "GI")).ShouldBe(1);
            (await Count(FilterOperator.ContainsNot, "gi")).ShouldBe(4);
            (await Count(FilterOperator.AnyOf, "Gift", "Sign-up")).ShouldBe(2);
            var both = Ask(Metric.Visits) with { Dimensions = [Dimension.Page], Filters = [Filter.Is(Dimension.Reached, "Sign-up"), Filter.Is(Dimension.Reached, "Gift")] };
            (await store.QueryAsync(both, None)).Rows.ShouldHaveSingleItem().Text(Dimension.Page).ShouldBe("/b");
            if (closed)
                break;
            await store.CloseDayAsync(Site, Monday, new CloseRules("2026-11-23") { DeclaredNames = ["Sign-up", "Gift"] }, None);
        }

        (Ask(Metric.Visits) with { Dimensions = [Dimension.Reached] }).Problems().ShouldContain(problem => problem.Slug == "not-kept");
        (Ask(Metric.Goals) with { Filters = [Filter.Is(Dimension.Reached, "Sign-up")] }).Problems().ShouldContain(problem => problem.Slug == "not-kept");
    }

    [Fact]
    public async Task Evidence_is_readers_through_a_private_channel_with_a_proof()
    {
        await using var store = await Seeded();
        var table = await store.QueryAsync(Ask(
            Metric.Visits, Metric.EvidenceVisits, Metric.OursVisits, Metric.DirectVisits, Metric.BareVisits, Metric.DeepDirectVisits), None);
        table[0].Counts.ShouldBe([5L, 1L, 1L, 2L, 3L, 1L]);
    }

    [Fact]
    public async Task A_limit_keeps_the_largest_and_an_order_is_followed()
    {
        await using var store = await Seeded();
        var query = Ask(Metric.Hits) with { Dimensions = [Dimension.Page], Limit = 2 };
        (await store.QueryAsync(query, None)).Rows.Select(row => row.Text(Dimension.Page)).ShouldBe(["/", "/sport/finale"]);
        query = query with { Order = [new("page", Descending: true)] };
        (await store.QueryAsync(query, None)).Rows.Select(row => row.Text(Dimension.Page)).ShouldBe(["/sport/finale", "/sport"]);
    }

    [Fact]
    public async Task Machines_are_counted_by_day_reason_and_platform_over_all_batches()
    {
        await using var store = Empty();
        await store.AppendAsync(Batch("1") with { Machines = [new(Monday, "crawler", "google", 5, 1), new(Monday, "monitor", "", 3, 3)] }, None);
        await store.AppendAsync(Batch("2") with { Machines = [new(Monday, "crawler", "google", 2, 2)] }, None);
        var table = await store.QueryAsync(
            Ask(Metric.MachineHits, Metric.BareMachineHits) with { Dimensions = [Dimension.Day, Dimension.Reason, Dimension.Platform] }, None);
        table.Rows.Select(row => (row.Day, row.Text(Dimension.Reason), row.Text(Dimension.Platform), row.Counts[0], row.Counts[1]))
            .ShouldBe([(Monday, "crawler", "google", 7L, 3L), (Monday, "monitor", "", 3L, 3L)]);
    }

    [Fact]
    public async Task Sites_tell_what_they_hold_and_settings_replace_settings()
    {
        await using var store = await Seeded();
        var settings = new SiteSettings(Site, "Europe/Paris", "fr", Simulated: true, new DateTime(2026, 11, 1, 10, 0, 0, DateTimeKind.Utc));
        await store.PutSiteAsync(settings, None);
        await store.PutSiteAsync(settings with { Host = "empty.example" }, None);
        await store.EraseAsync("never-seen.example", DayRange.All, None);

        (await store.SitesAsync(None)).ShouldBe(
        [
            new SiteSummary(settings with { Host = "empty.example" }, null, null, 0, 0, 0),
            new SiteSummary(settings, Monday, Monday.AddDays(2), 6, 5, 4),
        ]);
    }

    [Fact]
    public async Task Pages_are_known_by_the_last_card_given()
    {
        await using var store = Empty();
        var published = new DateTime(2026, 11, 20, 5, 30, 0, DateTimeKind.Utc);
        await store.PutPagesAsync(Site, [new("/a", "Un"), new("/b", "B", "Sport", "Anne", published), new("/a", "L'été")], None);
        await store.PutPagesAsync(Site, [new("/c", "C")], None);
        await store.PutPagesAsync("other.example", [new("/a", "Autre")], None);

        var cards = await store.PagesAsync(Site, ["/a", "/b", "/b", "/none"], None);
        cards.Values.OrderBy(card => card.Page, StringComparer.Ordinal)
            .ShouldBe([new PageCard("/a", "L'été"), new PageCard("/b", "B", "Sport", "Anne", published)]);
        (await store.PagesAsync(Site, [], None)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ExportFormat.JsonLines)]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Parquet)]
    public async Task An_export_holds_every_event_of_its_days_and_no_pseudonym(ExportFormat format)
    {
        await using var store = Empty();
        await store.AppendAsync(Batch("1", View("/b", 2, 987654321), View("/a", 0, 987654321) with { Clue = "=cmd()" }, View("/c", 0, 3, Monday.AddDays(1))), None);
        var folder = Directory.CreateTempSubdirectory("murmure-l'été-");
        try
        {
            var file = Path.Combine(folder.FullName, "events");
            (await store.ExportAsync(Site, DayRange.Of(Monday), format, file, None)).ShouldBe(2);

            if (format == ExportFormat.Parquet)
                return;
            var lines = await File.ReadAllLinesAsync(file);
            lines.Length.ShouldBe(format == ExportFormat.Csv ? 3 : 2);
            lines[^1].ShouldContain("/b");
            lines.ShouldAllBe(line => !line.Contains("987654321", StringComparison.Ordinal));
            lines[^2].ShouldContain(format == ExportFormat.Csv ? ",'=cmd()," : "\"clue\":\"=cmd()\"");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("/", false)]
    [InlineData("", false)]
    [InlineData("/sport", false)]
    [InlineData("/sport/", false)]
    [InlineData("/?p=1", false)]
    [InlineData("/of-nineteen-letter", false)]
    [InlineData("/of-twenty-character", true)]
    [InlineData("/2026", false)]
    [InlineData("/page-2026-1", true)]
    [InlineData("/a?p=1", false)]
    [InlineData("/article?p=1", true)]
    [InlineData("/a/b", true)]
    public async Task A_page_that_nobody_types_is_deep(string page, bool deep)
    {
        await using var store = Empty();
        await store.AppendAsync(Batch("1", View(page, 0)), None);
        await store.DeriveVisitsAsync(Site, DayRange.All, None);
        (await store.QueryAsync(Ask(Metric.DeepDirectVisits), None))[0][Metric.DeepDirectVisits].ShouldBe(deep ? 1 : 0);
    }

    [Fact]
    public async Task A_cancelled_write_adds_nothing_and_can_be_sent_again()
    {
        await using var store = Empty();
        var batch = Batch("1", View("/a", 0));
        await Should.ThrowAsync<OperationCanceledException>(() => store.AppendAsync(batch, new CancellationToken(canceled: true)));
        (await store.AppendAsync(batch, None)).Added.ShouldBe(batch.Events.Length);
    }

    [Fact]
    public async Task Questions_run_beside_writes()
    {
        await using var store = Empty();
        var writes = Enumerable.Range(0, 20).Select(i => store.AppendAsync(Batch($"{i}", View("/a", 0, (ulong)i), View($"/{i}", 1, (ulong)i)), None));
        var reads = Enumerable.Range(0, 20).Select(async _ => (await store.QueryAsync(Ask(Metric.Hits), None))[0][Metric.Hits]);
        var seen = Task.WhenAll(reads.ToList());
        (await Task.WhenAll(writes.ToList())).ShouldAllBe(result => result.Added == 2);

        (await seen).ShouldAllBe(hits => hits % 2 == 0, "a batch is seen whole or not at all");
        (await store.QueryAsync(Ask(Metric.Hits), None))[0][Metric.Hits].ShouldBe(40);
    }

    private async Task<IEventStore> Seeded()
    {
        var store = Empty();
        await store.AppendAsync(Batch("seed",
            View("/", 0, 1),
            View("/sport/finale", 1, 2),
            View("/sport/finale", 2, 3).From(Family.Messaging, "whatsapp", Grade.Observed, Sender.Readers, "web.whatsapp.com"),
            View("/", 3, 4).From(Family.Messaging, "telegram", Grade.Measured, Sender.Ours),
            View("/sport", 4, 5, Monday.AddDays(2)).From(Family.Search, "google", Grade.Observed, Sender.Unknown, "www.google.com"),
            Preview("/autre", "signal", 60, Monday.AddDays(1))) with { Machines = [new(Monday, "crawler", "google", 4, 4)] }, None);
        await store.DeriveVisitsAsync(Site, DayRange.All, None);
        return store;
    }

    private static string Sample(Dimension dimension) => dimension.Type switch
    {
        DimensionType.Day => "2026-11-23",
        DimensionType.Hour => "8",
        _ => "x",
    };
}
