using System.Diagnostics;
using System.Globalization;
using Murmure.Attribution;
using Murmure.Server.Reports;
using Murmure.Storage.Events;
using Murmure.Storage.Events.DuckDb;

namespace Murmure.Benchmarks;

/// <summary>
/// Ten million events in the embedded store: what they take on disk, and how long each report of the product takes. The store is made once in a
/// folder and used again by the next run. Fails when a report takes longer than the product allows itself.
/// </summary>
internal static class StoreBench
{
    private const int Rounds = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(300);

    public static async Task<int> RunAsync(string[] args)
    {
        var events = Number(args, "--events", 10_000_000);
        var (total, open) = ((int)Number(args, "--days", 90), (int)Number(args, "--open", 1));
        var folder = Option(args, "--folder") ?? Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"murmure-store-{events}-{total}-{open}"));
        var options = Number(args, "--memory", 0) is > 0 and var memory ? new DuckDbOptions(MemoryMegabytes: (int)memory) : new DuckDbOptions();
        Directory.CreateDirectory(folder);
        var classifier = new Classifier(Catalogue.Load());
        await using var store = DuckDbEventStore.Open(Path.Combine(folder, "events.duckdb"), options, TimeProvider.System);
        await new StoreFill(store, classifier, total, open).RunAsync(events);
        var counted = Stopwatch.GetTimestamp();
        if (await store.RollUpAsync(default) is > 0 and var made)
            Console.WriteLine(Invariant($"{made} days rolled up, {Stopwatch.GetElapsedTime(counted).TotalMilliseconds / made:F0} ms a day"));
        if (args.Contains("--fill"))
            return 0;
        var kept = (await store.SitesAsync(default)).Single();
        var bytes = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        Console.WriteLine(Invariant($"{kept.Events:N0} events, {kept.Visits:N0} visits, {total - open} closed days and {open} open; {bytes / 1e6:N0} MB, {(double)bytes / kept.Events:F1} bytes an event"));
        if (Number(args, "--purge", 0) is > 0 and var keep)
            return await PurgeAsync(store, (int)keep);
        var missed = 0;
        foreach (var days in new[] { 30, total }.Where(days => days <= total).Distinct())
            missed += await MeasureAsync(store, classifier.Catalogue, new DayRange(StoreFill.Today.AddDays(1 - days), StoreFill.Today), Option(args, "--only"));
        await LiveAsync(store);
        Console.WriteLine(Invariant($"peak memory of the process {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB; {missed} over {Limit.TotalMilliseconds} ms"));
        return missed == 0 ? 0 : 1;
    }

    /// <summary>The last half hour of the open day, as the live view asks for it.</summary>
    private static async Task LiveAsync(DuckDbEventStore store)
    {
        if ((await store.OpenDaysAsync(default)) is not [.., { Last: { } last } day])
            return;
        var took = new List<double>();
        foreach (var until in new[] { last, last.AddHours(-10) }.SelectMany(until => Enumerable.Repeat(until, 5)))
        {
            var started = Stopwatch.GetTimestamp();
            await store.LiveAsync(StoreFill.Site, new LiveWindow(until), default);
            took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        Console.WriteLine(Invariant($"{Environment.NewLine}live view, {day.Events:N0} events in the open day: {string.Join(", ", took.Select(ms => ms.ToString("F0", CultureInfo.InvariantCulture)))} ms (five of its end, five of its busy hours)"));
    }

    /// <summary>Deletes events beyond so many days. What the file takes afterwards is seen by the next run, which opens it.</summary>
    private static async Task<int> PurgeAsync(DuckDbEventStore store, int keep)
    {
        var started = Stopwatch.GetTimestamp();
        var purge = await store.PurgeAsync(StoreFill.Site, new PurgeRules(StoreFill.Today.AddDays(-keep), DateOnly.MinValue), default);
        Console.WriteLine(Invariant($"{purge.Days} days purged, {purge.Events:N0} events, {purge.Left} left, {Stopwatch.GetElapsedTime(started).TotalMilliseconds / Math.Max(1, purge.Days):F0} ms a day"));
        return purge.Left == 0 ? 0 : 1;
    }

    private static async Task<int> MeasureAsync(DuckDbEventStore store, Catalogue catalogue, DayRange range, string? only)
    {
        var missed = 0;
        Console.WriteLine(Invariant($"{Environment.NewLine}{range.To.DayNumber - range.From.DayNumber + 1} days: median of {Rounds}, in ms"));
        foreach (var (label, queries) in await ReportsAsync(store, catalogue, range))
        {
            if (only is not null && !label.Contains(only, StringComparison.Ordinal))
                continue;
            var took = new List<double>();
            for (var round = 0; round <= Rounds; round++)
            {
                var started = Stopwatch.GetTimestamp();
                foreach (var query in queries)
                    await store.QueryAsync(query, default);
                if (round > 0)
                    took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
            var median = took.Order().ElementAt(Rounds / 2);
            missed += median > Limit.TotalMilliseconds ? 1 : 0;
            Console.WriteLine(Invariant($"{label,-64} {median,8:F0} {(median > Limit.TotalMilliseconds ? "MISSED" : "")}").TrimEnd());
        }
        return missed;
    }

    /// <summary>What the product asks: each question of the site's page, and of the API each metric and each dimension, and some that nothing is made ready for.</summary>
    private static async Task<List<(string Label, IReadOnlyList<ReportQuery> Queries)>> ReportsAsync(DuckDbEventStore store, Catalogue catalogue, DayRange range)
    {
        var asked = AskedStore.Over(store);
        await new ReportRunner(asked.Store, catalogue).RunAsync(StoreFill.Site, range.From, range.To, default);
        var reports = asked.Queries.Select(query => (Say("page", query), (IReadOnlyList<ReportQuery>)[query])).ToList();
        foreach (var metric in Metric.All)
        {
            foreach (var dimension in new[] { null, Dimension.Day, Dimension.Page, Dimension.Channel })
                Add([metric], dimension is null ? [] : [dimension]);
        }
        foreach (var dimension in Dimension.All)
            Add([dimension.In(ReportSource.Visits) ? Metric.Visits : dimension.In(ReportSource.Events) ? Metric.Hits : Metric.MachineHits], [dimension]);
        Add([Metric.Visits, Metric.Visitors, Metric.Pageviews, Metric.Goals, Metric.Previews], [Dimension.Day]);
        Add([Metric.Visits, Metric.Previews], [Dimension.Page, Dimension.Channel]);
        Add([Metric.Visits, Metric.Visitors], [Dimension.Channel, Dimension.Country]);
        Add([Metric.Visits], [Dimension.Hour, Dimension.Device]);
        Add([Metric.Pageviews, Metric.EngagedTime], [Dimension.Page], new Filter(Dimension.Country, FilterOperator.Is, ["FR"]));
        Add([Metric.Visits], [Dimension.ReferrerHost], new Filter(Dimension.Page, FilterOperator.Contains, ["politique"]));
        Add([Metric.Goals], [Dimension.Property("offer")]);
        return reports;

        void Add(IReadOnlyList<Metric> metrics, IReadOnlyList<Dimension> dimensions, params Filter[] filters)
        {
            var query = new ReportQuery(StoreFill.Site, range, metrics) { Dimensions = dimensions, Filters = filters, Limit = 1_000, Caller = "Api.Reports" };
            if (query.Problems().Count > 0)
                query = query with { Filters = [.. filters, Filter.Is(Dimension.Currency, "EUR")] };
            // As the endpoint does: the rows, then the totals.
            if (query.Problems().Count == 0)
                reports.Add((Say("api", query), dimensions.Count == 0 ? [query] : [query, query with { Dimensions = [], Limit = null }]));
        }
    }

    private static string Say(string face, ReportQuery query)
    {
        var metrics = query.Metrics.Count > 5 ? Invariant($"{query.Metrics.Count} metrics") : string.Join('+', query.Metrics.Select(metric => metric.Name));
        var dimensions = string.Join(',', query.Dimensions.Select(dimension => dimension.Name));
        var filters = string.Join(' ', query.Filters.Select(filter => $"{filter.Dimension} {filter.Operator} {filter.Values[0]}"));
        return $"{face}: {metrics} by {(dimensions.Length == 0 ? "nothing" : dimensions)}{(filters.Length == 0 ? "" : $", {filters}")}";
    }

    private static long Number(string[] args, string name, long otherwise) =>
        Option(args, name) is { } text ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;

    private static string? Option(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
