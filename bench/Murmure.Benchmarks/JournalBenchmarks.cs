using BenchmarkDotNet.Attributes;
using Murmure.Storage;

namespace Murmure.Benchmarks;

/// <summary>What an append of 300 bytes costs each who appends, while the journal is drained beside it.</summary>
public class JournalBenchmarks : IDisposable
{
    private const int Appends = 20_000;
    private const int Durables = 2_000;

    private readonly byte[] record = new byte[300];
    private DirectoryInfo folder = null!;
    private Journal process = null!;
    private Journal power = null!;
    private CancellationTokenSource stop = null!;
    private Task drains = null!;

    [Params(1, 8)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        new Random(1).NextBytes(record);
        folder = Directory.CreateTempSubdirectory("murmure-bench-");
        process = Open("process", Durability.Process);
        power = Open("power", Durability.Power);
        stop = new CancellationTokenSource();
        drains = Task.WhenAll(DrainAsync(process, stop.Token), DrainAsync(power, stop.Token));
    }

    [GlobalCleanup]
    public void Dispose()
    {
        stop.Cancel();
        drains.Wait();
        process.Dispose();
        power.Dispose();
        stop.Dispose();
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The time for the next file's zeros is in it: nothing but appends goes on here.</summary>
    [Benchmark(OperationsPerInvoke = Appends, Description = "append, process")]
    public void Process() => Share(Appends, appends =>
    {
        for (var i = 0; i < appends; i++)
        {
            while (!process.TryAppend(record, out _))
                Thread.Yield();
        }
    });

    [Benchmark(OperationsPerInvoke = Durables, Description = "append, power")]
    public void Power() => Share(Durables, appends =>
    {
        for (var i = 0; i < appends; i++)
        {
            long position;
            while (!power.TryAppend(record, out position))
                Thread.Yield();
            power.WaitDurableAsync(position).AsTask().Wait();
        }
    });

    private void Share(int appends, Action<int> work)
    {
        var others = Enumerable.Range(1, Threads - 1).Select(_ => Task.Factory.StartNew(() => work(appends / Threads), TaskCreationOptions.LongRunning)).ToArray();
        work(appends / Threads);
        Task.WaitAll(others);
    }

    private Journal Open(string name, Durability durability) =>
        Journal.Open(new JournalOptions { Folder = Path.Combine(folder.FullName, name), Durability = durability }, TimeProvider.System);

    private static async Task DrainAsync(Journal journal, CancellationToken stop)
    {
        var reader = journal.ReadAfter(journal.Released);
        while (!stop.IsCancellationRequested)
        {
            await Task.WhenAny(reader.WaitAsync(stop).AsTask());
            while (reader.TryRead(out _))
            {
            }
            journal.Release(reader.Position);
        }
    }
}
