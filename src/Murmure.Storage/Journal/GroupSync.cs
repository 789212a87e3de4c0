namespace Murmure.Storage;

/// <summary>Has the disk take what was written, once for everybody who waits for it.</summary>
internal sealed class GroupSync : IDisposable
{
    private readonly Func<long> sync;
    private readonly Prompter prompter;
    private readonly ITimer? timer;
    private readonly TimeSpan linger;
    private TaskCompletionSource next = NewRound();
    private int armed;
    private long synced;
    private long rounds;
    private Exception? fault;

    /// <param name="sync">Has the disk take everything there is and answers up to where that was.</param>
    /// <param name="period">Whether the linger is the period of a sync that nobody asks for.</param>
    public GroupSync(Func<long> sync, long position, TimeSpan linger, bool period, TimeProvider clock)
    {
        this.sync = sync;
        this.linger = linger;
        synced = position;
        prompter = new Prompter("journal sync", Round);
        if (linger > TimeSpan.Zero)
            timer = clock.CreateTimer(_ => prompter.Ask(), null, period ? linger : Timeout.InfiniteTimeSpan, period ? linger : Timeout.InfiniteTimeSpan);
    }

    public long Rounds => Interlocked.Read(ref rounds);

    /// <summary>Set once a sync failed: what the disk then has is not known, and a second try would succeed without having written.</summary>
    public Exception? Fault => Volatile.Read(ref fault);

    public ValueTask WaitAsync(long position, CancellationToken cancellation) =>
        Interlocked.Read(ref synced) >= position ? ValueTask.CompletedTask : new(JoinAsync(position, cancellation));

    /// <summary>What is written is synced a last time.</summary>
    public void Dispose()
    {
        timer?.Dispose();
        prompter.Dispose();
        Round();
        next.TrySetException(new ObjectDisposedException(nameof(Journal)));
    }

    private async Task JoinAsync(long position, CancellationToken cancellation)
    {
        while (Interlocked.Read(ref synced) < position)
        {
            // Taken before it is looked whether one is needed: a round that has this source begins after the record was written.
            var round = Volatile.Read(ref next).Task;
            if (timer is null)
                prompter.Ask();
            else if (Interlocked.Exchange(ref armed, 1) == 0)
                timer.Change(linger, Timeout.InfiniteTimeSpan);
            await round.WaitAsync(cancellation);
        }
    }

    private void Round()
    {
        Volatile.Write(ref armed, 0);
        var round = Interlocked.Exchange(ref next, NewRound());
        try
        {
            if (Fault is { } before)
                throw before;
            var end = sync();
            if (Interlocked.Exchange(ref synced, end) < end)
                Interlocked.Increment(ref rounds);
            round.TrySetResult();
        }
        catch (IOException failed)
        {
            Volatile.Write(ref fault, failed);
            round.TrySetException(failed);
            // Nobody may be waiting; the fault is told by the journal's figures.
            _ = round.Task.Exception;
        }
    }

    private static TaskCompletionSource NewRound() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
