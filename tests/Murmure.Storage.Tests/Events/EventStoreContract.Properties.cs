using CsCheck;
using Murmure.Attribution;
using Murmure.Storage.Events;
using static Murmure.Storage.Tests.Events.SomeEvents;

namespace Murmure.Storage.Tests.Events;

/// <summary>What holds for any events. One store serves all tries, each under a site of its own: what a store remembers must not show.</summary>
public abstract partial class EventStoreContract
{
    /// <summary>How many sets of events each property is tried with.</summary>
    protected virtual int Tries => 15;

    private static readonly Dimension[] VisitDimensions = [.. Dimension.All.Where(dimension => dimension.In(ReportSource.Visits))];
    private static readonly Dimension[] EventDimensions = [.. Dimension.All.Where(dimension => dimension.In(ReportSource.Events))];
    private int _site;

    [Fact]
    public async Task Neither_the_order_of_arrival_nor_the_batches_show_in_the_visits()
    {
        await using var store = Empty();
        await Gen.Select(SomeEvents.Any.Array[0, 40], Gen.Int[0, 1_000_000], Gen.Int[1, 7]).SampleAsync(async (events, seed, size) =>
        {
            var one = await Kept(store, [events]);
            var shuffled = events.ToArray();
            new Random(seed).Shuffle(shuffled);
            var other = await Kept(store, shuffled.Chunk(size));

            (await Visits(store, other)).ShouldBe(await Visits(store, one));
        }, iter: Tries, threads: 1);
    }

    [Fact]
    public async Task Visits_are_those_that_a_plain_reading_of_the_rule_finds()
    {
        await using var store = Empty();
        await SomeEvents.Any.Array[0, 60].SampleAsync(async events =>
        {
            var site = await Kept(store, events.Chunk(11));
            var table = await store.QueryAsync(
                On(site, Metric.Visits, Metric.Visitors, Metric.Bounces, Metric.VisitTime, Metric.VisitViews), None);

            var visits = events.Where(e => e.Verdict is Verdict.Person or Verdict.Unknown && IsStep(e.Kind))
                .GroupBy(e => (e.Day, e.Visitor)).SelectMany(group => Runs([.. group.OrderBy(e => e.Time)]))
                .Where(run => run.Exists(IsView)).ToList();
            table[0].Counts.ShouldBe(
            [
                visits.Count,
                visits.Select(run => (run[0].Day, run[0].Visitor)).Distinct().Count(),
                visits.Count(run => run.Count(IsView) == 1 && run.TrueForAll(e => e.Kind is EventKind.Pageview or EventKind.Engagement)),
                visits.Sum(run => (long)(run[^1].Time - run.Find(IsView).Time).TotalSeconds),
                visits.Sum(run => run.Count(IsView)),
            ]);
        }, iter: Tries, threads: 1);
    }

    [Fact]
    public async Task Events_read_back_are_the_events_appended()
    {
        await using var store = Empty();
        await SomeEvents.Any.Array[0, 60].SampleAsync(async events =>
        {
            var site = await Kept(store, events.Chunk(7));
            var read = new List<StoredEvent>();
            await foreach (var batch in store.ReadAsync(site, DayRange.All, None))
                read.AddRange(batch.Events.ToArray());
            read.Select(e => e.Told()).Order(StringComparer.Ordinal).ShouldBe(events.Select(e => e.Told()).Order(StringComparer.Ordinal));
        }, iter: Tries, threads: 1);
    }

    [Fact]
    public async Task Additive_metrics_equal_the_sum_of_their_parts_over_any_dimension()
    {
        await using var store = Empty();
        await SomeEvents.Any.Array[1, 60].SampleAsync(async events =>
        {
            var site = await Kept(store, [events]);
            foreach (var source in new[] { ReportSource.Events, ReportSource.Visits })
            {
                Metric[] metrics = [.. Metric.All.Where(metric => metric.Source == source && metric.Additive && metric != Metric.Revenue)];
                var whole = await store.QueryAsync(On(site, metrics), None);
                foreach (var dimension in Dimension.All.Where(dimension => dimension.In(source)))
                {
                    var parts = await store.QueryAsync(On(site, metrics) with { Dimensions = [dimension] }, None);
                    metrics.Select(parts.Sum).ShouldBe(whole[0].Counts, dimension.Name);
                }
            }
        }, iter: Math.Min(8, Tries), threads: 1);
    }

    [Fact]
    public async Task Visitors_add_up_over_days()
    {
        await using var store = Empty();
        await SomeEvents.Any.Array[1, 60].SampleAsync(async events =>
        {
            var site = await Kept(store, [events]);
            var whole = await store.QueryAsync(On(site, Metric.Visitors), None);
            var days = await store.QueryAsync(On(site, Metric.Visitors) with { Dimensions = [Dimension.Day] }, None);
            days.Sum(Metric.Visitors).ShouldBe(whole[0][Metric.Visitors]);
        }, iter: Tries, threads: 1);
    }

    [Fact]
    public async Task Every_text_and_number_of_an_event_comes_back_as_it_went_in()
    {
        await using var store = Empty();
        // Each of a reader of its own: an act that shares a visit is counted under the visit's origin, not under the one it came with.
        await SomeEvents.Any.Array[1, 30].Select(some => some.Select((e, place) => e with { Visitor = (ulong)place + 1 }).ToArray()).SampleAsync(async events =>
        {
            var site = await Kept(store, [events]);
            var table = await store.QueryAsync(On(site, Metric.Hits) with { Dimensions = EventDimensions }, None);

            var found = table.Rows.SelectMany(row => Enumerable.Repeat(string.Join('|', row.Keys), (int)row[Metric.Hits]));
            found.Order(StringComparer.Ordinal).ShouldBe(events.Select(Keys).Order(StringComparer.Ordinal));
        }, iter: Tries, threads: 1);
    }

    [Fact]
    public async Task Erasing_removes_exactly_its_days()
    {
        await using var store = Empty();
        await Gen.Select(SomeEvents.Any.Array[1, 40], Gen.Int[0, 2], Gen.Int[0, 2]).SampleAsync(async (events, first, length) =>
        {
            var site = await Kept(store, [events]);
            var neighbour = await Kept(store, [events]);
            var untouched = await Visits(store, neighbour);
            var range = new DayRange(Monday.AddDays(first), Monday.AddDays(first + length));

            (await store.EraseAsync(site, range, None)).Events.ShouldBe(events.Count(e => range.Contains(e.Day)));

            var left = await store.QueryAsync(On(site, Metric.Hits, Metric.Visits) with { Dimensions = [Dimension.Day] }, None);
            left.Sum(Metric.Hits).ShouldBe(events.Count(e => !range.Contains(e.Day)));
            left.Rows.ShouldAllBe(row => !range.Contains(row.Day));
            (await Visits(store, neighbour)).ShouldBe(untouched);

            // The vocabulary was swept: what comes next must find its texts.
            var after = await Kept(store, [events]);
            (await Visits(store, after)).ShouldBe(untouched);
        }, iter: Tries, threads: 1);
    }

    private static bool IsView(StoredEvent e) => e.Kind == EventKind.Pageview;

    private static bool IsStep(EventKind kind) =>
        kind is EventKind.Pageview or EventKind.Engagement or EventKind.Share or EventKind.Copy or EventKind.Goal or EventKind.Answer;

    /// <summary>Cuts a reader's day at every silence of more than 30 minutes.</summary>
    private static List<List<StoredEvent>> Runs(List<StoredEvent> day)
    {
        var runs = new List<List<StoredEvent>>();
        foreach (var e in day)
        {
            if (runs.Count == 0 || e.Time - runs[^1][^1].Time > TimeSpan.FromMinutes(30))
                runs.Add([]);
            runs[^1].Add(e);
        }

        return runs;
    }

    private static string Keys(StoredEvent e) => string.Join('|', EventDimensions.Select(object? (dimension) => dimension.Name switch
    {
        "day" => e.Day,
        "hour" => (int)e.Hour,
        "kind" => Lower(e.Kind),
        "verdict" => Lower(e.Verdict),
        "family" => Lower(e.Family),
        "channel" => e.Channel,
        "source" => e.Source,
        "grade" => Lower(e.Grade),
        "sender" => Lower(e.Sender),
        "paid" => e.Paid ? "yes" : "no",
        "page" => e.Page,
        "section" => e.Page.Split('?')[0].Split('/')[1],
        "referrer_host" => e.ReferrerHost,
        "campaign" => e.UtmCampaign,
        "utm_source" => e.UtmSource,
        "utm_medium" => e.UtmMedium,
        "app" => e.App,
        "platform" => e.Platform,
        "fetched_by" => e.Kind != EventKind.Preview ? "" : Dimension.FetchedOnDevices.Contains(e.Platform) ? "device" : "server",
        "rule" => e.Rule,
        "browser" => e.Browser,
        "os" => e.Os,
        "device" => e.Device,
        "country" => e.Country,
        "region" => e.Region ?? "",
        "city" => e.City ?? "",
        "event" => e.Detail?.Name ?? "",
        "target" => e.Detail?.Target ?? "",
        "currency" => e.Detail?.Currency ?? "",
        "navigation" => Lower(e.Detail?.Navigation ?? Navigation.Unknown),
        "link" => e.Detail is { Link: not 0 and var link } ? $"{link}" : "",
        "variant" => e.Detail?.Variant ?? "",
        "generation" => e.Detail is { Generation: not 0 and var generation } ? $"{generation}" : "",
        "scan" => e.Detail is { Scan: true } ? "yes" : "no",
        "orphan" => e.Detail is { Orphan: not Orphan.None and var orphan } ? Lower(orphan) : "",
        _ => throw new ArgumentOutOfRangeException(nameof(e), dimension.Name, "A new dimension needs its place here."),
    }));

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>Stores events under a new site, each batch with an id of its own, and derives its visits.</summary>
    private async Task<string> Kept(IEventStore store, IEnumerable<StoredEvent[]> batches)
    {
        var site = $"site-{_site++}.example";
        foreach (var (index, events) in batches.Index())
            (await store.AppendAsync(new EventBatch($"{site}/{index}", site, events), None)).Known.ShouldBeFalse();
        await store.DeriveVisitsAsync(site, DayRange.All, None);
        return site;
    }

    private static async Task<IEnumerable<string>> Visits(IEventStore store, string site)
    {
        Metric[] metrics = [.. Metric.All.Where(metric => metric.Source == ReportSource.Visits)];
        var table = await store.QueryAsync(On(site, metrics) with { Dimensions = VisitDimensions }, None);
        return table.Rows.Select(row => string.Join('|', row.Keys) + "=" + string.Join('|', row.Counts));
    }

    private static ReportQuery On(string site, params Metric[] metrics) => new(site, DayRange.All, metrics);
}
