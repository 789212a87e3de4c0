using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Murmure.Attribution;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage;

namespace Murmure.Server.Ingest;

/// <summary>What became of a hit at the door.</summary>
/// <param name="Dropped">Why it is no event; null when it is one, or could not be taken.</param>
/// <param name="Position">Where it is in the journal; 0 for what is not kept.</param>
/// <param name="Full">True when the journal has no room: the sender should try again.</param>
/// <param name="Page">The page as events name it, where one was kept.</param>
internal readonly record struct IntakeResult(DropReason? Dropped, long Position, bool Full, string? Page = null)
{
    public static readonly IntakeResult NoRoom = new(null, 0, true);
}

/// <summary>
/// The single door of everything live: a hit in, an event in the journal out. Thread-safe; never waits for a disk. A fault of ours is caught
/// here, because a visitor's page must not depend on it.
/// </summary>
internal sealed partial class Intake(
    Classifier classifier, Place? place, DayKeys keys, EventKeys seen, Journal journal, LiveDoor door, IntakeMeter meter,
    IntakeTallies tallies, LivePreviews previews, ScriptDays scripts, TimeProvider clock, ILogger<Intake> logger)
{
    /// <summary>What one caller at a time works with. Texts are remembered for a day at most.</summary>
    private sealed class Lane(Classifier classifier, DateOnly day)
    {
        public DateOnly Day { get; } = day;
        public ReadingCache Readings { get; } = new(classifier);
        public Place.Networks? Networks { get; init; }
        public Dictionary<long, (SiteRules Rules, IngestPipeline Pipeline)> Pipelines { get; } = [];
    }

    private readonly ConcurrentBag<Lane> lanes = [];
    private readonly ConcurrentDictionary<long, Pseudonyms> pseudonyms = new();

    /// <summary>Passes a hit and journals what comes of it. The answer may be given once <see cref="Journal.WaitDurableAsync"/> is through.</summary>
    /// <param name="fetch">
    /// Whether a log, a proxy or an edge saw it beside the site's script: then previews are kept and machines counted, and people come from the
    /// script, never twice.
    /// </param>
    internal IntakeResult Take(scoped in RawHit hit, SiteRules site, bool fetch = false)
    {
        var lane = Rent();
        try
        {
            PipelineOf(lane, site).Pass(hit, out var outcome);
            var result = outcome switch
            {
                { Dropped: null, Event.Kind: EventKind.Preview } or { Dropped: DropReason.PreviewPart } => previews.Take(site, outcome),
                { Dropped: { } reason } => Refuse(site, outcome, reason),
                _ when fetch => new IntakeResult(DropReason.Person, 0, false),
                _ => Keep(site, outcome.Event, hit),
            };
            if (result.Dropped is { } why)
            {
                meter.Dropped(why);
                tallies.Refused(site.Host, outcome.Day, why);
            }
            return result;
        }
#pragma warning disable CA1031 // One of the five places where faults are caught: what failed is counted and logged by its type, without anybody's data.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            meter.Fault();
            Log.Faulted(logger, fault.GetType().Name);
            return IntakeResult.NoRoom;
        }
        finally
        {
            lanes.Add(lane);
        }
    }

    /// <summary>Waits until the journal keeps what it promised, as its durability says.</summary>
    /// <remarks>Nothing cancels it: a sender who went away costs one wait for a sync that others wait for too.</remarks>
    internal ValueTask WaitAsync(long position) => journal.WaitDurableAsync(position);

    private IntakeResult Refuse(SiteRules site, in HitOutcome outcome, DropReason reason)
    {
        if (reason == DropReason.Machine)
            tallies.Machine(site.Host, outcome);
        return new IntakeResult(reason, 0, false);
    }

    private IntakeResult Keep(SiteRules site, StoredEvent kept, scoped in RawHit hit)
    {
        var id = hit.EventId;
        var key = id.IsEmpty ? 0 : keys.Events(site.Id, kept.Day).Hash(id);
        // Told before consent and whole now: it has a key of its own, because it too counts once, and takes the other's place in the store.
        var completes = hit.Completes && key != 0 && kept is { Kind: EventKind.Pageview, Detail.Limited: false } && seen.Has(site.Id, kept.Day, key);
        if (completes)
        {
            key = ~key;
            kept = kept with { Detail = kept.Detail! with { Completes = true } };
        }
        if (key != 0)
        {
            if (!seen.Add(site.Id, kept.Day, key) || SeenYesterday(site, kept, id))
                return new IntakeResult(DropReason.Duplicate, 0, false);
            kept = kept with { Detail = (kept.Detail ?? new EventDetail()) with { Key = key } };
        }
        var position = Write(site, kept);
        if (position == 0)
        {
            if (key != 0)
                seen.Remove(site.Id, kept.Day, key);
            return IntakeResult.NoRoom;
        }
        meter.Kept(kept.Kind);
        if (kept.Suspicion is { Length: > 0 } rule)
            meter.Suspected(rule);
        if (hit.Door == HitDoor.Script)
            scripts.Note(site.Id, kept.Day);
        return new IntakeResult(null, Reach(site, kept, position), false, kept.Page);
    }

    /// <summary>A client that tries again after midnight is told the same as before it, as long as yesterday is open.</summary>
    private bool SeenYesterday(SiteRules site, in StoredEvent kept, ReadOnlySpan<byte> id)
    {
        var yesterday = kept.Day.AddDays(-1);
        return kept.Hour < 2 && keys.Has(site.Id, yesterday) && seen.Has(site.Id, yesterday, keys.Events(site.Id, yesterday).Hash(id));
    }

    /// <summary>Goals that are pages: one more event beside the page view.</summary>
    private long Reach(SiteRules site, in StoredEvent view, long position)
    {
        if (view.Kind != EventKind.Pageview || view.Detail is { Limited: true } || site.Goals.Count == 0)
            return position;
        foreach (var goal in site.Goals)
        {
            if (goal.Path is null || !SiteBlocks.Matches(Encoding.UTF8.GetBytes(view.Page), SiteBlocks.Parts(goal.Path)))
                continue;
            var reached = view with { Kind = EventKind.Goal, Detail = new EventDetail { Name = goal.Name, VisitorYesterday = view.Detail?.VisitorYesterday ?? 0 } };
            if (Write(site, reached) is > 0 and var end)
                position = end;
        }
        return position;
    }

    private long Write(SiteRules site, in StoredEvent kept) => journal.TryAppend(site.Host, kept, out var position) ? position : 0;

    private IngestPipeline PipelineOf(Lane lane, SiteRules site)
    {
        if (lane.Pipelines.TryGetValue(site.Id.Value, out var known) && ReferenceEquals(known.Rules, site))
            return known.Pipeline;
        var shared = pseudonyms.GetOrAdd(site.Id.Value, _ => new Pseudonyms(site.Host, day => keys.Visitors(site.Id, day)));
        var pipeline = new IngestPipeline(classifier, shared, lane.Networks, site, lane.Readings, door);
        lane.Pipelines[site.Id.Value] = (site, pipeline);
        return pipeline;
    }

    private Lane Rent()
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        while (lanes.TryTake(out var lane))
        {
            if (lane.Day == today)
                return lane;
        }
        return new Lane(classifier, today) { Networks = place?.NewMemory() };
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A hit could not be taken: {Fault}. The sender was asked to try again.")]
        public static partial void Faulted(ILogger logger, string fault);
    }
}
