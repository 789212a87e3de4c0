using System.Runtime.InteropServices;
using Murmure.Server.Ingest;
using Murmure.Server.Logs;

namespace Murmure.Server.Analysis;

/// <summary>Parses and classifies chunks, one at a time. Its caches stay with it from chunk to chunk.</summary>
/// <param name="latest">No line can be later than this, UTC.</param>
internal sealed class LogWorker(IngestPipeline pipeline, DateTime latest)
{
    /// <summary>The first web servers wrote their logs in 1993; what claims to be older has a clock that was never set (1970).</summary>
    private static readonly DateTime Earliest = new(1993, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Whether a line can have been written at that time.</summary>
    public static bool IsPlausible(DateTime time, DateTime latest) => time >= Earliest && time <= latest;

    private readonly LineScratch scratch = new();

    public LogYield Read(LogChunk chunk, LogYield yield)
    {
        yield.Clear();
        foreach (var line in chunk.Records)
        {
            var read = chunk.Format.Parse(line, scratch, out var hit);
            if (read != LineOutcome.Hit)
            {
                yield.Refused[(int)read]++;
                continue;
            }
            yield.Parsed++;
            if (hit.Status > 0)
                CollectionsMarshal.GetValueRefOrAddDefault(yield.Status, hit.Status, out _)++;
            pipeline.Pass(hit, out var outcome);
            Take(yield, outcome);
        }
        return yield;
    }

    private void Take(LogYield yield, in HitOutcome outcome)
    {
        if (!IsPlausible(outcome.Time, latest))
        {
            yield.Dropped[(int)DropReason.WrongClock]++;
            return;
        }
        if (outcome.Time < yield.First)
            yield.First = outcome.Time;
        if (outcome.Time > yield.Last)
            yield.Last = outcome.Time;
        switch (outcome.Dropped)
        {
            case null when outcome.Event.Kind == Storage.Events.EventKind.Preview:
            case DropReason.PreviewPart:
                yield.Previews.Add(outcome);
                break;
            case null:
                yield.Events.Add(outcome.Event);
                break;
            case DropReason.Machine:
                var key = (outcome.Day, outcome.MachineReason, outcome.Agent?.Platform ?? "");
                ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(yield.Machines, key, out _);
                count = (count.Hits + 1, count.Bare + (outcome.Bare ? 1 : 0));
                break;
            default:
                yield.Dropped[(int)outcome.Dropped.Value]++;
                break;
        }
    }
}
