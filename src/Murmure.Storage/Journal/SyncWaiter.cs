using System.Threading.Tasks.Sources;

namespace Murmure.Storage;

/// <summary>
/// One who waits for the next sync, in a list of those who do. Used again and again, and all of a list are ended in one turn of the thread pool: with a
/// task for each, and a turn for each, the waiting cost a server more than the syncs.
/// </summary>
internal sealed class SyncWaiter : IValueTaskSource, IThreadPoolWorkItem
{
    private const int Kept = 1024;

    private static readonly Lock Gate = new();
    private static SyncWaiter? spare;
    private static int spares;

    private ManualResetValueTaskSourceCore<bool> core;
    private Exception? problem;

    /// <summary>The next one of the list.</summary>
    public SyncWaiter? Next { get; set; }

    public ValueTask Task => new(this, core.Version);

    public static SyncWaiter Rent()
    {
        lock (Gate)
        {
            if (spare is not { } first)
                return new SyncWaiter();
            (spare, first.Next) = (first.Next, null);
            spares--;
            return first;
        }
    }

    /// <summary>Ends the waiting of a whole list, off this thread: the next sync need not wait for what they go on with.</summary>
    /// <param name="problem">What they get instead; null when the disk has everything.</param>
    public static void End(SyncWaiter? first, Exception? problem)
    {
        if (first is null)
            return;
        first.problem = problem;
        ThreadPool.UnsafeQueueUserWorkItem(first, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        var (all, failed) = (this, problem);
        problem = null;
        for (SyncWaiter? one = all; one is not null;)
        {
            // Read before the end: whoever waited may have given it back by then.
            var next = one.Next;
            one.Next = null;
            if (failed is null)
                one.core.SetResult(true);
            else
                one.core.SetException(failed);
            one = next;
        }
    }

    public void GetResult(short token)
    {
        try
        {
            core.GetResult(token);
        }
        finally
        {
            core.Reset();
            GiveBack();
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);

    private void GiveBack()
    {
        lock (Gate)
        {
            if (spares >= Kept)
                return;
            (Next, spare) = (spare, this);
            spares++;
        }
    }
}
