using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>What the intake counts: for the metrics, and for the report of what was refused. No label holds anything of a visitor.</summary>
public sealed class IntakeMeter
{
    public const string Name = "Murmure.Intake";

    private readonly Counter<long> events;
    private readonly Counter<long> dropped;
    private readonly Counter<long> suspected;
    private readonly Counter<long> faults;
    private readonly Histogram<double> steps;
    private readonly KeyValuePair<string, object?>[] kinds =
        [.. Enum.GetValues<EventKind>().Select(kind => new KeyValuePair<string, object?>("kind", kind.ToString().ToLowerInvariant()))];
    private readonly KeyValuePair<string, object?>[] reasons =
        [.. Enum.GetValues<DropReason>().Select(reason => new KeyValuePair<string, object?>("reason", reason.Slug()))];

    public IntakeMeter(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        events = meter.CreateCounter<long>("murmure_events", description: "Events kept, by kind.");
        dropped = meter.CreateCounter<long>("murmure_dropped", description: "Hits that became no event, by reason.");
        suspected = meter.CreateCounter<long>("murmure_suspected", description: "Events kept and set apart as machines', by rule.");
        faults = meter.CreateCounter<long>("murmure_intake_faults", description: "Hits lost to a fault of the program.");
        steps = meter.CreateHistogram<double>("murmure_ingest_step_seconds", "s", "Time of one step of the pipeline, one hit in a thousand measured.");
    }

    internal void Kept(EventKind kind) => events.Add(1, kinds[(int)kind]);

    internal void Dropped(DropReason reason) => dropped.Add(1, reasons[(int)reason]);

    internal void Suspected(string rule) => suspected.Add(1, new KeyValuePair<string, object?>("rule", rule));

    internal void Fault() => faults.Add(1);

    internal void Step(string name, long started) =>
        steps.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("step", name));
}
