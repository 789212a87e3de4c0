using CsCheck;
using Murmure.Attribution;
using Murmure.Storage.Events;
using Murmure.Storage.Events.DuckDb;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>Daily counts say what the events say, and stand in for them.</summary>
public sealed class RollupTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateOnly Tuesday = Monday.AddDays(1);
    private static readonly ReportSource[] Sources = [ReportSource.Events, ReportSource.Visits];

    [Fact]
    public async Task What_a_roll_up_answers_is_what_the_events_answer()
    {
        await SomeEvents.Any.Array[1, 60].SampleAsync(async events =>
        {
            await using var store = ServerStore.New();
            await store.AppendAsync("1", events);
            await store.CloseAsync(Monday, k: 2);
            await store.CloseAsync(Tuesday, exempt: true);
            foreach (var query in Answerable())
            {
                Rollup.Answering(query, query.Metrics[0].Source, Rollup.Version).ShouldNotBeNull(Told(query));
                var counted = await store.Events.QueryAsync(query, None);
                counted.Rows.Select(row => row.Told()).ShouldBe(await FromEvents(store, query), Told(query));
            }
        }, iter: 3, threads: 1);
    }

    [Fact]
    public void A_question_beyond_the_roll_ups_reads_events()
    {
        Rollup? For(ReportQuery query) => Rollup.Answering(query, ReportSource.Visits, Rollup.Version);
        For(Ask(Metric.Visits) with { Dimensions = [Dimension.Country, Dimension.Device] }).ShouldBeNull();
        For(Ask(Metric.Visits) with { Dimensions = [Dimension.Channel], Filters = [Filter.Is(Dimension.Country, "FR")] }).ShouldBeNull();
        For(Ask(Metric.Visits) with { Dimensions = [Dimension.Channel], Filters = [Filter.Is(Dimension.Page, "/a")] })!.Name.ShouldBe("page,channel");
        For(Ask(Metric.Visits) with { Filters = [Filter.Is(Dimension.Sender, "ours"), Filter.Is(Dimension.Family, "email")] })!.Name.ShouldBe("channel,family,sender");
        For(Ask(Metric.Visits) with { Dimensions = [Dimension.Day] })!.Name.ShouldBe("all");

        // A visitor of two channels stands in both rows.
        For(Ask(Metric.Visitors) with { Filters = [new(Dimension.Channel, FilterOperator.AnyOf, ["gmail", "google"])] }).ShouldBeNull();
        For(Ask(Metric.Visitors) with { Filters = [new(Dimension.Channel, FilterOperator.IsNot, ["gmail"])] }).ShouldBeNull();
        For(Ask(Metric.Visitors) with { Dimensions = [Dimension.Family, Dimension.Sender] }).ShouldBeNull();
        For(Ask(Metric.Visitors) with { Filters = [Filter.Is(Dimension.Channel, "gmail")] })!.Name.ShouldBe("channel");
        For(Ask(Metric.Visitors) with { Dimensions = [Dimension.Channel], Filters = [new(Dimension.Channel, FilterOperator.Contains, ["g"])] })!.Name.ShouldBe("channel");
    }

    [Fact]
    public void A_day_that_was_never_counted_answers_nothing_from_counts()
    {
        foreach (var query in Answerable())
            Rollup.Answering(query, query.Metrics[0].Source, version: 0).ShouldBeNull(Told(query));
    }

    [Fact]
    public async Task Open_days_closed_days_and_days_without_roll_ups_add_up()
    {
        await using var store = ServerStore.New();
        await Fill(store, 4);
        foreach (var day in new[] { Monday, Tuesday, Monday.AddDays(2) })
            await store.CloseAsync(day);
        var before = await Answers(store);
        await store.ReopenAsync(() => store.Change("UPDATE closed_days SET rollups = 0 WHERE day = DATE '2026-11-24'; DELETE FROM event_rollups WHERE day = DATE '2026-11-24'; DELETE FROM visit_rollups WHERE day = DATE '2026-11-24'"));

        (await Answers(store)).ShouldBe(before);
        (await store.Events.RollUpAsync(None)).ShouldBe(1);
        (await Answers(store)).ShouldBe(before);
        (await store.Events.RollUpAsync(None)).ShouldBe(0);
        before.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task What_a_site_counts_as_people_later_changes_the_counts_of_days_whose_events_are_kept()
    {
        await using var store = ServerStore.New();
        await store.AppendAsync("1", View("/a", 0).Live(), View("/b", 1, 2).Live() with { Suspicion = "hosting-network" });
        await store.CloseAsync(Monday);
        (await Views()).ShouldBe(1);
        foreach (var (people, views) in new (string[], long)[] { (["hosting-network"], 2), ([], 1) })
        {
            await store.Events.CountAsPeopleAsync(Site, people, None);
            (await Views()).ShouldBe(views, "read from the events");
            (await store.Events.RollUpAsync(None)).ShouldBe(1);
            (await Views()).ShouldBe(views, "read from the counts");
        }

        async Task<long> Views() => (await store.Events.QueryAsync(Ask(Metric.Pageviews), None)).Sum(Metric.Pageviews);
    }

    [Fact]
    public async Task A_close_says_how_many_rows_its_counts_take()
    {
        await using var store = ServerStore.New();
        await Fill(store, 1);
        var rows = (await store.CloseAsync(Monday)).Rollups;
        var kept = await store.ReadFileAsync("SELECT (SELECT count(*) FROM event_rollups) + (SELECT count(*) FROM visit_rollups) AS n");
        kept[0]["n"].ShouldBe(rows);
        rows.ShouldBeGreaterThan(Sources.Sum(source => Rollup.All(source).Count) - 1);
    }

    [Fact]
    public void Each_metric_of_events_and_visits_has_a_column_in_its_table()
    {
        foreach (var source in Sources)
            Rollup.Metrics(source).Count.ShouldBe(source == ReportSource.Events ? 15 : 11, "a new metric needs a step in DuckDbSchema.ClosedDays, and a new Rollup.Version");
        Sources.SelectMany(Rollup.All).ShouldAllBe(rollup => rollup.Dimensions.Count <= Rollup.MostKeys);
    }

    /// <summary>All the roll-ups are for: by each, by each and day, and filtered on each.</summary>
    private static IEnumerable<ReportQuery> Answerable()
    {
        foreach (var source in Sources)
        {
            IReadOnlyList<Metric> metrics = [.. Rollup.Metrics(source).Where(metric => metric != Metric.Revenue)];
            foreach (var rollup in Rollup.All(source))
            {
                yield return Ask([.. metrics]) with { Dimensions = rollup.Dimensions };
                yield return Ask([.. metrics]) with { Dimensions = [.. rollup.Dimensions, Dimension.Day], Filters = [Filter.Is(Dimension.Day, "2026-11-23")] };
                if (rollup.Dimensions.Count == 0)
                    continue;
                yield return Ask([.. metrics]) with { Filters = [.. rollup.Dimensions.Select(dimension => Filter.Is(dimension, Sample(dimension)))] };
                yield return Ask([.. metrics.Where(metric => metric.Additive)]) with { Filters = [.. rollup.Dimensions.Select(dimension => new Filter(dimension, FilterOperator.IsNot, [Sample(dimension)]))] };
            }
        }

        yield return Ask(Metric.Revenue, Metric.Goals) with { Dimensions = [Dimension.Currency] };
        yield return Ask(Metric.Visits) with { Dimensions = [Dimension.Family], Filters = [Filter.Is(Dimension.Sender, "readers")], Limit = 2 };
    }

    private static string Sample(Dimension dimension) => dimension.Name switch
    {
        "hour" => "8",
        "channel" => "whatsapp",
        "page" => "/sport",
        "family" => "messaging",
        "sender" => "ours",
        "country" => "FR",
        _ => "",
    };

    internal static async Task Fill(ServerStore store, int days)
    {
        for (var day = 0; day < days; day++)
        {
            await store.AppendAsync($"{day}",
                View("/a", 0, 1, Monday.AddDays(day)).Live().From(Family.Messaging, "signal", Grade.Observed, Sender.Readers),
                View("/sport/b", 3, 1, Monday.AddDays(day)).Live(EventKind.Goal, new EventDetail { Name = "subscribe", Currency = "EUR", Revenue = 2 }),
                View("/c", 100, 2, Monday.AddDays(day)), Preview("/a", "signal", 4, Monday.AddDays(day)));
            await store.Events.AppendAsync(Batch($"m{day}") with { Machines = [new(Monday.AddDays(day), "crawler", "google", 3, 1)] }, None);
        }

        await store.DeriveAsync();
    }

    internal static async Task<List<string>> Answers(ServerStore store)
    {
        var answers = new List<string>();
        foreach (var query in Answerable())
            answers.AddRange((await store.Events.QueryAsync(query, None)).Rows.Select(row => $"{Told(query)}: {row.Told()}"));
        return answers;
    }

    private static async Task<List<string>> FromEvents(ServerStore store, ReportQuery query)
    {
        var events = (DuckDbEventStore)store.Events;
        events.ReadsEventsOnly = true;
        try
        {
            return [.. (await events.QueryAsync(query, None)).Rows.Select(row => row.Told())];
        }
        finally
        {
            events.ReadsEventsOnly = false;
        }
    }

    private static ReportQuery Ask(params Metric[] metrics) => new(Site, DayRange.All, metrics);

    private static string Told(ReportQuery query) =>
        $"{query.Metrics[0].Source} by {string.Join(',', query.Dimensions)} where {string.Join(' ', query.Filters.Select(filter => $"{filter.Dimension} {filter.Operator}"))}";
}
