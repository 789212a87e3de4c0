namespace Murmure.Storage;

/// <summary>What "accepted" means.</summary>
public enum Durability
{
    /// <summary>The record survives the end of the process, however it ends; the disk has it within the linger.</summary>
    Process,

    /// <summary>The record survives the loss of power, once <see cref="Journal.WaitDurableAsync"/> has completed.</summary>
    Power,
}

/// <summary>How a journal is kept.</summary>
public sealed record JournalOptions
{
    /// <summary>Made when absent (mode 0700). Nothing else may lie in it.</summary>
    public required string Folder { get; init; }

    public Durability Durability { get; init; } = Durability.Process;

    /// <summary>Size of one file. One more is always kept ready, so an idle journal takes two of them.</summary>
    public int SegmentBytes { get; init; } = 16 << 20;

    /// <summary>The journal's files never take more than this; a journal that would have to is full.</summary>
    public long MaxBytes { get; init; } = 1L << 30;

    /// <summary>
    /// How long a record may wait for the disk. <see cref="Durability.Process"/>: the period of the sync in the background, 100 ms by default.
    /// <see cref="Durability.Power"/>: how long a sync waits for others to share it, by default not at all: those who come during one sync share the next.
    /// </summary>
    public TimeSpan? Linger { get; init; }

    /// <summary>
    /// Positions begin after this, or after the journal's own last one if that is higher: the highest position that the store holds, so that a
    /// journal that was removed, or lost its end with the power, never gives out a position twice.
    /// </summary>
    public long Floor { get; init; }

    /// <summary>
    /// PRIVACY: the file being written is given up for a new one once everything in it is released and it is older than this, so that what
    /// a quiet site's visitors did does not lie in the journal for weeks.
    /// </summary>
    public TimeSpan DrainedFor { get; init; } = TimeSpan.FromMinutes(30);

    internal TimeSpan LingerOrDefault => Linger ?? (Durability == Durability.Process ? TimeSpan.FromMilliseconds(100) : TimeSpan.Zero);

    /// <summary>The first setting that cannot be, with what is accepted; null when all can.</summary>
    internal string? Problem => this switch
    {
        _ when string.IsNullOrWhiteSpace(Folder) => "Folder is empty; a path is accepted.",
        { SegmentBytes: < 4096 } => $"SegmentBytes is {SegmentBytes}; at least 4096 is accepted.",
        _ when MaxBytes < 2L * SegmentBytes => $"MaxBytes is {MaxBytes}; at least twice SegmentBytes ({2L * SegmentBytes}) is accepted.",
        { Floor: < 0 } => $"Floor is {Floor}; 0 and more is accepted.",
        // A period of nothing would be a loop that syncs all the time.
        _ when LingerOrDefault < TimeSpan.Zero || (LingerOrDefault == TimeSpan.Zero && Durability == Durability.Process) =>
            $"Linger is {LingerOrDefault}; more than nothing is accepted, and nothing with power durability.",
        _ => null,
    };
}
