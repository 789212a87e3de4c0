namespace Murmure.Storage.Events;

/// <summary>
/// What is committed together. The id is kept with the rows: a batch that the writer sends twice, because it never learnt of the first
/// commit, adds nothing the second time.
/// </summary>
/// <param name="Id">Unique within the store; whoever makes batches derives it from where they come from, never from their content.</param>
/// <param name="Site">The site's host.</param>
/// <param name="Events">Events of that site, in any order.</param>
public sealed record EventBatch(string Id, string Site, ReadOnlyMemory<StoredEvent> Events)
{
    /// <summary>Automated traffic, which is kept as counts and never hit by hit. Counts of several batches add up.</summary>
    public IReadOnlyList<MachineCount> Machines { get; init; } = [];

    /// <summary>
    /// Where in the journal the batch ends, 0 when it comes from elsewhere. Positions only grow; the store commits the highest with the rows, so
    /// that a replay after a crash knows what is already kept.
    /// </summary>
    public long Position { get; init; }
}

/// <summary>What came of a batch. Only a batch in which nothing was new gives <see cref="Added"/> 0 and <see cref="Repeated"/> above.</summary>
/// <param name="Added">Events committed by this call.</param>
/// <param name="Repeated">Events left out because their day has this batch, or one of the journal at or beyond its position.</param>
/// <param name="ClosedEvents">Events refused because their day is closed.</param>
public readonly record struct AppendResult(long Added, long Repeated, long ClosedEvents)
{
    /// <summary>Requests by machines refused because their day is closed.</summary>
    public long ClosedMachineHits { get; init; }

    /// <summary>Whether the batch, or a part of it, was committed before.</summary>
    public bool Known { get; init; }

    public static AppendResult operator +(AppendResult one, AppendResult other) =>
        new(one.Added + other.Added, one.Repeated + other.Repeated, one.ClosedEvents + other.ClosedEvents)
        {
            ClosedMachineHits = one.ClosedMachineHits + other.ClosedMachineHits,
            Known = one.Known || other.Known,
        };

    public static AppendResult Add(AppendResult one, AppendResult other) => one + other;
}

/// <summary>Machines on one day.</summary>
/// <param name="Reason">Why they are machines: <c>crawler</c>, <c>link-scanner</c>, <c>monitor</c> …</param>
/// <param name="Platform">The operator's slug where it is known, else empty.</param>
/// <param name="Hits">Page requests.</param>
/// <param name="BareHits">Of those, the requests without referrer, campaign tag or click id: what inflates other tools' "Direct".</param>
public readonly record struct MachineCount(DateOnly Day, string Reason, string Platform, long Hits, long BareHits)
{
    /// <summary>
    /// Where the requests are lines of a log: hashes of these lines under the day's key, by which they are counted once. Committed with the count and
    /// kept in the open part only, as an event's <see cref="EventDetail.Key"/> is. Null or empty where nothing tells one request from another.
    /// </summary>
    public IReadOnlyList<ulong>? Lines { get; init; }

    /// <summary>Lines that count nowhere, to be known all the same when they come again.</summary>
    public static MachineCount None(DateOnly day, IReadOnlyList<ulong> lines) => new(day, "", "", 0, 0) { Lines = lines };
}
