using Murmure.Attribution;
using Murmure.Attribution.UserAgent;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>What became of one hit: an event to keep, a preview to fold, a machine to count, or a reason.</summary>
internal readonly record struct HitOutcome
{
    /// <summary>Why no event is kept one by one; null for a page view or a preview.</summary>
    public DropReason? Dropped { get; init; }

    /// <summary>The verdict on a page request; null where the hit was dropped before anybody asked who made it.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>The page view or preview.</summary>
    public StoredEvent Event { get; init; }

    /// <summary>For a preview or a part of one: whose preview it is, under a key of this process (<see cref="Pseudonyms.FoldKey"/>).</summary>
    public ulong FoldKey { get; init; }

    /// <summary>Who made it, for machines and previews.</summary>
    public AgentReading? Agent { get; init; }

    /// <summary>For a machine: on which day, why it is one, and whether it came without a referrer.</summary>
    public DateOnly Day { get; init; }

    /// <summary>When the hit was made, UTC, whatever became of it.</summary>
    public DateTime Time { get; init; }
    public string MachineReason { get; init; }
    public bool Bare { get; init; }
}
