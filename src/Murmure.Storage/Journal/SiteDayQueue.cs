using Murmure.Storage.Events;

namespace Murmure.Storage;

/// <summary>
/// What waits to be stored of one site and day, in the journal's order. A batch that was sent once is sent again as it was, before what came
/// after it: whether the store has it is not known, and only the same batch can be known again.
/// </summary>
internal sealed class SiteDayQueue(string site, DateOnly day, ulong journal)
{
    private readonly Queue<(EventBatch Batch, long Before)> batches = new();
    private readonly Dictionary<(string Reason, string Platform), Machines> machines = [];
    private List<StoredEvent> events = [];
    private long before;
    private long last;

    public string Site { get; } = site;
    public DateOnly Day { get; } = day;

    private sealed class Machines
    {
        public long Hits { get; set; }
        public long Bare { get; set; }
        public List<ulong> Lines { get; } = [];
    }

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
    /// <returns>How many more events and lines wait.</returns>
    public int Add(in StoredEvent stored, long from, long position)
    {
        Note(from, position);
        if (stored.Detail is { InsteadOf.Length: > 0 } && Replaced(stored) is >= 0 and var at)
            return Replace(at, stored);
        events.Add(stored);
        return 1;
    }

    public int Add(in MachineCount count, long from, long position)
    {
        Note(from, position);
        if (!machines.TryGetValue((count.Reason, count.Platform), out var had))
            machines[(count.Reason, count.Platform)] = had = new Machines();
        had.Hits += count.Hits;
        had.Bare += count.BareHits;
        had.Lines.AddRange(count.Lines ?? []);
        return count.Lines?.Count ?? 0;
    }

    /// <summary>Where the preview waits whose place another takes; negative where it was sent already, and the store has to look for it.</summary>
    private int Replaced(StoredEvent by) =>
        events.FindLastIndex(one => one.Kind == EventKind.Preview && one.Page == by.Detail!.InsteadOf && one.Time == by.Time && one.Platform == by.Platform);

    /// <summary>An address that is typed is many previews in a row: all but the last never reach the store, only what they are known by.</summary>
    private int Replace(int at, in StoredEvent by)
    {
        var old = events[at].Detail;
        events[at] = by with { Detail = by.Detail! with { InsteadOf = old?.InsteadOf ?? "" } };
        return old is { Key: not 0 } ? Add(MachineCount.None(Day, [old.Key]), last, last) : 0;
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
            Machines = [.. machines.Select(count => new MachineCount(Day, count.Key.Reason, count.Key.Platform, count.Value.Hits, count.Value.Bare) { Lines = count.Value.Lines })],
            Position = last,
        }, before));
        events = [];
        machines.Clear();
    }
}
