using System.Text;
using Microsoft.Extensions.Logging;
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
    LivePipelines pipelines, DoorMemory memory, DoorCounts counts, LivePreviews previews, Journal journal, ILogger<Intake> logger)
{
    /// <summary>Passes a hit and journals what comes of it. The answer may be given once <see cref="Journal.WaitDurableAsync"/> is through.</summary>
    /// <param name="fetch">
    /// Whether a log, a proxy or an edge saw it beside the site's script: then previews are kept and machines counted, and people come from the
    /// script, never twice.
    /// </param>
    internal IntakeResult Take(scoped in RawHit hit, SiteRules site, bool fetch = false)
    {
        try
        {
            pipelines.Pass(hit, site, out var outcome);
            var result = outcome switch
            {
                { Dropped: null, Event.Kind: EventKind.Preview } => KeepPreview(site, outcome, hit),
                { Dropped: { } reason } => new IntakeResult(reason, 0, false),
                _ when fetch => new IntakeResult(DropReason.Person, 0, false),
                _ => Keep(site, outcome.Event, hit),
            };
            if (result.Dropped is { } why)
                counts.Dropped(site, outcome, why);
            return result;
        }
#pragma warning disable CA1031 // One of the five places where faults are caught: what failed is counted and logged by its type, without anybody's data.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            counts.Fault();
            Log.Faulted(logger, fault.GetType().Name);
            return IntakeResult.NoRoom;
        }
    }

    /// <summary>Waits until the journal keeps what it promised, as its durability says.</summary>
    /// <remarks>Nothing cancels it: a sender who went away costs one wait for a sync that others wait for too.</remarks>
    internal ValueTask WaitAsync(long position) => journal.WaitDurableAsync(position);

    private IntakeResult Keep(SiteRules site, StoredEvent kept, scoped in RawHit hit)
    {
        if (!memory.TryRemember(site.Id, ref kept, hit))
            return new IntakeResult(DropReason.Duplicate, 0, false);
        var position = Write(site, kept);
        if (position == 0)
        {
            memory.Forget(site.Id, kept);
            return IntakeResult.NoRoom;
        }
        counts.Kept(kept);
        memory.Note(site.Id, kept, hit.Door);
        return new IntakeResult(null, Reach(site, kept, position), false, kept.Page);
    }

    private IntakeResult KeepPreview(SiteRules site, in HitOutcome outcome, scoped in RawHit hit)
    {
        var preview = outcome.Event;
        if (!memory.TryRemember(site.Id, ref preview, hit))
            return new IntakeResult(DropReason.Duplicate, 0, false);
        var result = previews.Take(site, outcome with { Event = preview });
        if (result.Full)
            memory.Forget(site.Id, preview);
        return result;
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

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A hit could not be taken: {Fault}. The sender was asked to try again.")]
        public static partial void Faulted(ILogger logger, string fault);
    }
}
