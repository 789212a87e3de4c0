using Murmure.Attribution;
using Murmure.Server.Analysis;
using Murmure.Server.Logs;
using Murmure.Server.Simulation;
using Murmure.Statistics.Simulation;
using Murmure.Storage.Events;
using Navigation = Murmure.Storage.Events.Navigation;

namespace Murmure.Benchmarks;

/// <summary>
/// Fills a store with a newspaper's quarter: 89 closed days and one open, unless told otherwise. The days are those of the simulated newspaper's log, read through the
/// analysis, told again as a tracker tells them (views with their details, engagement, acts), each copy under pseudonyms and pages of its own, and
/// go through the store's own append, derivation and close.
/// </summary>
internal sealed class StoreFill(IEventStore store, Classifier classifier, int days, int open)
{
    public const string Site = "lecourrierdelarive.example";
    private const int BatchSize = 20_000;

    /// <summary>The last day; open.</summary>
    public static readonly DateOnly Today = new(2026, 11, 25);

    private static readonly DateOnly Simulated = new(2026, 1, 5);

    /// <summary>Goes on where an earlier run stopped: a closed day is a finished one.</summary>
    public async Task RunAsync(long events)
    {
        await store.PutSiteAsync(new SiteSettings(Site, "Europe/Paris", "fr", true, DateTime.UnixEpoch), default);
        var closed = (await store.ClosedDaysAsync(Site, default)).Select(day => day.Day).ToHashSet();
        var filled = (await store.OpenDaysAsync(default)).Where(one => one.Events >= events / days).Select(one => one.Day).ToHashSet();
        var missing = Enumerable.Range(1 - days, days).Select(back => Today.AddDays(back)).Where(day => !closed.Contains(day) && !filled.Contains(day)).ToList();
        if (missing.Count == 0)
            return;
        var source = await SourceAsync();
        foreach (var day in missing)
        {
            await FillAsync(source[day.DayNumber % source.Count], day, events / days);
            await store.DeriveVisitsAsync(Site, DayRange.Of(day), default);
            if (day <= Today.AddDays(-open))
                await store.CloseDayAsync(Site, day, new CloseRules(classifier.Version), default);
            Console.Error.WriteLine($"{day:yyyy-MM-dd}");
        }
    }

    private async Task FillAsync(IReadOnlyList<StoredEvent> source, DateOnly day, long wanted)
    {
        var (batch, number, told) = (new List<StoredEvent>(BatchSize + 2), 0, 0L);
        for (var copy = 0; told < wanted; copy++)
        {
            foreach (var view in source)
            {
                var before = batch.Count;
                Tell(view, day, copy, told, batch);
                told += batch.Count - before;
                if (batch.Count >= BatchSize || told >= wanted)
                {
                    await store.AppendAsync(new EventBatch($"{day:yyyyMMdd}-{number++}", Site, batch.ToArray()), default);
                    batch.Clear();
                }
                if (told >= wanted)
                    break;
            }
        }
        await store.AppendAsync(new EventBatch($"{day:yyyyMMdd}-machines", Site, default) { Machines = [new(day, "crawler", "google", wanted / 10, wanted / 11), new(day, "monitor", "", wanted / 50, wanted / 50)] }, default);
    }

    /// <summary>An event of the log as a tracker tells it, and what a reader does next: two in five read on, one in fifty acts.</summary>
    private static void Tell(StoredEvent seen, DateOnly day, int copy, long number, List<StoredEvent> into)
    {
        var view = seen with
        {
            Day = day, Time = seen.Time.AddDays(day.DayNumber - seen.Day.DayNumber),
            Page = copy == 0 || seen.Page.Count('/') < 2 ? seen.Page : $"{seen.Page}-{copy}",
            Visitor = seen.Visitor == 0 ? 0 : (seen.Visitor ^ ((ulong)day.DayNumber << 20)) + ((ulong)copy * 0x9E3779B97F4A7C15),
        };
        if (view.Kind != EventKind.Pageview)
        {
            into.Add(view);
            return;
        }
        var detail = new EventDetail { Navigation = Navigation.Navigate, History = (byte)(1 + (number % 3)), FetchSite = view.Family == Family.Direct ? FetchSite.None : FetchSite.CrossSite };
        into.Add(view with { Detail = detail with { Key = (ulong)number | 1 } });
        if (number % 5 < 2)
            into.Add(Act(view, 20, EventKind.Engagement, detail with { EngagedMilliseconds = (int)(5_000 + (number % 90 * 1_000)), ScrollPercent = (byte)(10 + (number % 90)) }));
        if (number % 50 == 3)
        {
            into.Add((number / 50 % 3) switch
            {
                0 => Act(view, 25, EventKind.Share, detail),
                1 => Act(view, 25, EventKind.Copy, detail),
                _ => Act(view, 25, EventKind.Goal, detail with
                {
                    Name = number % 4 == 1 ? "subscribe" : "register", Currency = "EUR", Revenue = 9.9m, Properties = [new("offer", number % 8 < 4 ? "digital" : "paper")],
                }),
            });
        }
    }

    private static StoredEvent Act(in StoredEvent view, int seconds, EventKind kind, EventDetail detail) =>
        view with { Kind = kind, Time = view.Time.AddSeconds(seconds), Detail = detail, Family = Family.Internal, Channel = "internal", Source = "", ReferrerHost = Site };

    private async Task<List<IReadOnlyList<StoredEvent>>> SourceAsync()
    {
        var folder = Directory.CreateTempSubdirectory("murmure-bench-").FullName;
        try
        {
            await SimulationWriter.WriteAsync(Scenario.Find("base")!, 1, Simulated, folder);
            if (!LogReader.TryOpen(Path.Combine(folder, "access.log"), null, out var reader, out var problem))
                throw new InvalidOperationException(problem.Say());
            var byDay = new SortedDictionary<DateOnly, List<StoredEvent>>();
            await using var read = EventStores.OpenTemporary(TimeProvider.System);
            using (reader)
            {
                await new LogAnalysis(read, classifier, TimeProvider.System).RunAsync(
                    [reader], new LogAnalysisOptions(Site, TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")), kept => In(byDay, kept), null, default);
            }
            return [.. byDay.Values.Where(day => day.Count > 1_000).Select(day => (IReadOnlyList<StoredEvent>)day)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void In(SortedDictionary<DateOnly, List<StoredEvent>> byDay, StoredEvent kept)
    {
        if (!byDay.TryGetValue(kept.Day, out var day))
            byDay.Add(kept.Day, day = []);
        day.Add(kept);
    }
}
