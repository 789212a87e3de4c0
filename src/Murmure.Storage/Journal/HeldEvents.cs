using Murmure.Storage.Events;

namespace Murmure.Storage;

/// <summary>What was read from the journal and is not stored yet, by site and day. For one thread.</summary>
internal sealed class HeldEvents(Journal journal, IReadOnlyList<DayPosition> stored)
{
    private readonly Dictionary<(string Site, DateOnly Day), SiteDayQueue> queues = [];
    private readonly Dictionary<(string Site, DateOnly Day), long> reached = stored.ToDictionary(day => (day.Site, day.Day), day => day.Position);
    private readonly JournalReader reader = journal.Consume();
    private readonly EventDecoder decoder = new();
    private readonly HashSet<(string Site, DateOnly Day)> resumed = [];

    /// <summary>Events and lines, which a store that is away must not let grow without end.</summary>
    public int Count { get; private set; }
    public long Skipped { get; private set; }
    public long Unreadable { get; private set; }
    public long LostBytes => reader.LostBytes;
    public bool IsEmpty => queues.Count == 0;
    public IReadOnlyCollection<SiteDayQueue> Queues => queues.Values;

    /// <summary>Up to here the journal can be released.</summary>
    public long Stored => queues.Count == 0 ? reader.Position : queues.Values.Min(queue => queue.Before);

    public ValueTask WaitAsync(CancellationToken cancellation) => reader.WaitAsync(cancellation);

    /// <summary>Days of which the store had something that was read again: whether their visits were derived since is not known.</summary>
    public IReadOnlyList<(string Site, DateOnly Day)> TakeResumed()
    {
        var days = resumed.ToList();
        resumed.Clear();
        return days;
    }

    /// <summary>Reads on, so many records at most; false when there was no further one.</summary>
    public bool Read(int records, int most)
    {
        for (; records > 0 && Count < most; records--)
        {
            var before = reader.Position;
            if (!reader.TryRead(out var record))
                return false;
            Take(record, before);
        }
        return true;
    }

    public void Done(SiteDayQueue queue, EventBatch batch)
    {
        queue.Done();
        Count -= batch.Events.Length + batch.Machines.Sum(count => count.Lines?.Count ?? 0);
        if (queue.IsEmpty)
            queues.Remove((queue.Site, queue.Day));
    }

    private void Take(JournalRecord record, long before)
    {
        switch (decoder.Read(record.Bytes, out var site, out var stored, out var count))
        {
            case JournalContent.Event when QueueFor(site, stored.Day, record.Position) is { } queue:
                Count += queue.Add(stored, before, record.Position);
                break;
            case JournalContent.Machines when QueueFor(site, count.Day, record.Position) is { } queue:
                Count += queue.Add(count, before, record.Position);
                break;
            case JournalContent.Unreadable:
                Unreadable++;
                break;
            default:
                Skipped++;
                break;
        }
    }

    /// <summary>Null when the day has the record. Days only ever take batches in the journal's order, so one position says it for all before it.</summary>
    private SiteDayQueue? QueueFor(string site, DateOnly day, long position)
    {
        if (reached.TryGetValue((site, day), out var stored) && position <= stored)
        {
            resumed.Add((site, day));
            return null;
        }
        if (!queues.TryGetValue((site, day), out var queue))
            queues[(site, day)] = queue = new(site, day, journal.Identity);
        return queue;
    }
}
