namespace Murmure.Storage;

/// <summary>Has the disk take what was written, once for everybody who waits for it.</summary>
internal sealed class GroupSync : IDisposable
{
    private readonly Func<long> sync;
    private readonly Prompter prompter;
    private readonly ITimer? timer;
    private readonly TimeSpan linger;
    private readonly bool period;
    private SyncWaiter? waiting;
    private int armed;
    private long synced;
    private long rounds;
    private Exception? fault;

    /// <param name="sync">Has the disk take everything there is and answers up to where that was.</param>
    /// <param name="period">Whether a sync that nobody asks for comes whenever the linger has passed since the last one.</param>
    public GroupSync(Func<long> sync, long position, TimeSpan linger, bool period, TimeProvider clock)
    {
        this.sync = sync;
        (this.linger, this.period) = (linger, period);
        synced = position;
        prompter = new Prompter("journal sync", Round);
        if (linger > TimeSpan.Zero)
            timer = clock.CreateTimer(_ => prompter.Ask(), null, period ? linger : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public long Rounds => Interlocked.Read(ref rounds);

    /// <summary>Set once a sync failed: what the disk then has is not known, and a second try would succeed without having written.</summary>
    public Exception? Fault => Volatile.Read(ref fault);

    /// <summary>Completes when the disk has what was written up to a position before the call. To be awaited once.</summary>
    public ValueTask WaitAsync(long position)
    {
        if (Interlocked.Read(ref synced) >= position)
            return ValueTask.CompletedTask;
        var waiter = SyncWaiter.Rent();
        var task = waiter.Task;
        // A round takes all who wait before it syncs: whoever is on the list is covered by the next sync to begin.
        SyncWaiter? head;
        do
            waiter.Next = head = Volatile.Read(ref waiting);
        while (Interlocked.CompareExchange(ref waiting, waiter, head) != head);
        if (timer is null)
            prompter.Ask();
        else if (Interlocked.Exchange(ref armed, 1) == 0)
            timer.Change(linger, Timeout.InfiniteTimeSpan);
        return task;
    }

    /// <summary>What is written is synced a last time.</summary>
    public void Dispose()
    {
        prompter.Dispose();
        Round();
        timer?.Dispose();
        SyncWaiter.End(Interlocked.Exchange(ref waiting, null), new ObjectDisposedException(nameof(Journal)));
    }

    private void Round()
    {
        Volatile.Write(ref armed, 0);
        var all = Interlocked.Exchange(ref waiting, null);
        try
        {
            if (Fault is { } before)
                throw before;
            var end = sync();
            if (Interlocked.Exchange(ref synced, end) < end)
                Interlocked.Increment(ref rounds);
            SyncWaiter.End(all, null);
        }
        catch (IOException failed)
        {
            // Nobody may be waiting; the fault is told by the journal's figures.
            Volatile.Write(ref fault, failed);
            SyncWaiter.End(all, failed);
        }
        // Counted from the end of a sync: a slow disk is not asked more often than it answers.
        if (period)
            timer?.Change(linger, Timeout.InfiniteTimeSpan);
    }
}
