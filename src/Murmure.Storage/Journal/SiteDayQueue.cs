using Murmure.Storage.Events;

namespace Murmure.Storage;

/// <summary>
/// What waits to be stored of one site and day, in the journal's order. A batch that was sent once is sent again as it was, before what came
/// after it: whether the store has it is not known, and only the same batch can be known again.
/// </summary>
internal sealed class SiteDayQueue(string site, DateOnly day, ulong journal)
{
    private readonly Queue<(EventBatch Batch, long Before)> batches = new();
    private readonly Dictionary<(string Reason, string Platform), (long Hits, long Bare)> machines = [];
    private List<StoredEvent> events = [];
    private long before;
    private long last;

    public string Site { get; } = site;
    public DateOnly Day { get; } = day;

    /// <summary>How often the first batch failed.</summary>
    public int Failures { get; set; }

    /// <summary>The clock's timestamp from which on it is to be tried again.</summary>
    public long Due { get; set; }

    public bool IsEmpty => batches.Count == 0 && Open == 0;

    /// <summary>Everything in the journal up to here is stored, as far as this queue goes.</summary>
    public long Before => batches.TryPeek(out var first) ? first.Before : before;

    private int Open => events.Count + machines.Count;

    /// <param name="from">Where the journal was before this record.</param>
    /// <param name="position">Where it was after it.</param>
    public void Add(in StoredEvent stored, long from, long position)
    {
        Note(from, position);
        events.Add(stored);
    }

    public void Add(in MachineCount count, long from, long position)
    {
        Note(from, position);
        var had = machines.GetValueOrDefault((count.Reason, count.Platform));
        machines[(count.Reason, count.Platform)] = (had.Hits + count.Hits, had.Bare + count.BareHits);
    }

    /// <summary>The batch to send, the same until it is <see cref="Done"/>; null when there is none. Short batches grow while one before them waits.</summary>
    public EventBatch? Next(int batchEvents)
    {
        if (Open > 0 && (batches.Count == 0 || Open >= batchEvents))
            Seal();
        return batches.TryPeek(out var first) ? first.Batch : null;
    }

    public void Done()
    {
        batches.Dequeue();
        (Failures, Due) = (0, 0);
    }

    private void Note(long from, long position)
    {
        if (Open == 0)
            before = from;
        last = position;
    }

    private void Seal()
    {
        // The journal's identity keeps the id apart from those of a journal that was removed, whose positions began where this one's do.
        batches.Enqueue((new EventBatch($"{journal:x16}-{before:x}-{last:x}", Site, events.ToArray())
        {
            Machines = [.. machines.Select(count => new MachineCount(Day, count.Key.Reason, count.Key.Platform, count.Value.Hits, count.Value.Bare))],
            Position = last,
        }, before));
        events = [];
        machines.Clear();
    }
}
