using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Murmure.Storage;
using Murmure.Storage.Events;
using Murmure.Storage.Events.DuckDb;

namespace Murmure.Benchmarks;

/// <summary>What an event costs on its way from the journal into the store: read, decoded, committed, released.</summary>
public class EventWriterBenchmarks
{
    private const int Events = 100_000;
    private DirectoryInfo folder = null!;
    private DuckDbEventStore store = null!;
    private Journal journal = null!;

    [IterationSetup]
    public void Fill()
    {
        folder = Directory.CreateTempSubdirectory("murmure-bench-");
        store = DuckDbEventStore.OpenTemporary(new DuckDbOptions(), TimeProvider.System);
        journal = Journal.Open(new JournalOptions { Folder = folder.FullName }, TimeProvider.System);
        for (var i = 0; i < Events; i++)
        {
            var stored = SomeLiveEvent.Of(i);
            while (!journal.TryAppend(SomeLiveEvent.Site, stored, out _))
                Thread.Yield();
        }
    }

    [IterationCleanup]
    public void Remove()
    {
        journal.Dispose();
        store.DisposeAsync().AsTask().Wait();
        folder.Delete(recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Events, Description = "journal to store, per event")]
    public long Drain()
    {
        using var stop = new CancellationTokenSource();
        var writer = new EventWriter(journal, store, new EventWriterOptions { DrainLimit = TimeSpan.FromMinutes(1) }, TimeProvider.System, NullLogger<EventWriter>.Instance);
        var run = writer.RunAsync(stop.Token);
        stop.Cancel();
        run.Wait();
        return writer.Figures.Committed == Events ? Events : throw new InvalidOperationException("Not everything was stored.");
    }
}
