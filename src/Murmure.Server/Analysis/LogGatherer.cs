using Murmure.Server.Ingest;
using Murmure.Server.Logs;
using Murmure.Server.Reports;
using Murmure.Storage.Events;

namespace Murmure.Server.Analysis;

/// <summary>Takes what the chunks gave, in the log's order: folds previews, adds up counts, and hands events to the store in large batches.</summary>
internal sealed class LogGatherer(IEventStore store, string site, Action<StoredEvent>? onEvent)
{
    /// <summary>Large enough that a commit costs little per event, small enough to stay out of the way of the memory's budget.</summary>
    private const int BatchEvents = 16_384;

    private readonly StoredEvent[] batch = new StoredEvent[BatchEvents];
    private readonly PreviewFold fold = new();
    private readonly Dictionary<(DateOnly Day, string Reason, string Platform), (long Hits, long Bare)> machines = [];
    private readonly SortedDictionary<int, long> status = [];
    private readonly long[] dropped = new long[Enum.GetValues<DropReason>().Length];
    private readonly long[] refused = new long[Enum.GetValues<LineOutcome>().Length];
    private readonly string run = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));
    private int filled;
    private int batches;
    private long parsed;
    private DateTime first = DateTime.MaxValue;
    private DateTime last = DateTime.MinValue;

    public long Lines => Interlocked.Read(ref parsed);

    public DateTime? First => first <= last ? first : null;
    public DateTime? Last => first <= last ? last : null;

    public async ValueTask TakeAsync(LogYield yield, CancellationToken cancellation)
    {
        Interlocked.Add(ref parsed, yield.Parsed);
        first = yield.First < first ? yield.First : first;
        last = yield.Last > last ? yield.Last : last;
        for (var i = 0; i < dropped.Length; i++)
            dropped[i] += yield.Dropped[i];
        for (var i = 0; i < refused.Length; i++)
            refused[i] += yield.Refused[i];
        foreach (var (code, count) in yield.Status)
            status[code] = status.GetValueOrDefault(code) + count;
        foreach (var (key, count) in yield.Machines)
        {
            var before = machines.GetValueOrDefault(key);
            machines[key] = (before.Hits + count.Hits, before.Bare + count.Bare);
        }
        foreach (var page in yield.Events)
            await KeepAsync(page, cancellation);
        foreach (var preview in yield.Previews)
            await FoldAsync(preview, cancellation);
    }

    public async ValueTask FinishAsync(CancellationToken cancellation)
    {
        foreach (var preview in fold.Drain())
            await KeepAsync(preview, cancellation);
        await FlushAsync(cancellation);
    }

    /// <summary>A sound record that is no page request was read and parsed; a refused one was read and could not be.</summary>
    public LogTally Tally(IReadOnlyList<LogFile> files)
    {
        var skipped = Enum.GetValues<DropReason>().Where(reason => reason != DropReason.Machine && CountOf(reason) > 0)
            .ToDictionary(reason => reason.Slug(), CountOf, StringComparer.Ordinal);
        var other = refused[(int)LineOutcome.NotARequest];
        if (other > 0)
            skipped[LogTexts.Slug(LineOutcome.NotARequest)] = other;
        var bad = Enum.GetValues<LineOutcome>()
            .Where(outcome => outcome is not (LineOutcome.Hit or LineOutcome.Aside or LineOutcome.NotARequest) && refused[(int)outcome] > 0)
            .ToDictionary(LogTexts.Slug, outcome => refused[(int)outcome], StringComparer.Ordinal);
        var malformed = bad.Values.Sum();
        return new LogTally(parsed + other + malformed, parsed + other, malformed, skipped, bad, status, files);
    }

    private long CountOf(DropReason reason) => dropped[(int)reason] + (reason == DropReason.PreviewPart ? fold.Folded : 0);

    private async ValueTask FoldAsync(HitOutcome preview, CancellationToken cancellation)
    {
        foreach (var settled in fold.Add(preview))
            await KeepAsync(settled, cancellation);
    }

    private ValueTask KeepAsync(in StoredEvent kept, CancellationToken cancellation)
    {
        onEvent?.Invoke(kept);
        batch[filled++] = kept;
        return filled < BatchEvents ? ValueTask.CompletedTask : new ValueTask(FlushAsync(cancellation));
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        var counts = machines.Select(row => new MachineCount(row.Key.Day, row.Key.Reason, row.Key.Platform, row.Value.Hits, row.Value.Bare)).ToArray();
        if (filled == 0 && counts.Length == 0)
            return;
        await store.AppendAsync(new EventBatch($"log-{run}-{batches++}", site, batch.AsMemory(0, filled)) { Machines = counts }, cancellation);
        machines.Clear();
        filled = 0;
    }
}
