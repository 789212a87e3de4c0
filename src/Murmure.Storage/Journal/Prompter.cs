namespace Murmure.Storage;

/// <summary>
/// A thread of its own that does one piece of work each time it is asked to, and once more when asked meanwhile. A thread and not a task: its
/// work waits for the disk, and the pool's threads serve requests.
/// </summary>
internal sealed class Prompter : IDisposable
{
    private readonly AutoResetEvent asked = new(initialState: false);
    private readonly Thread thread;
    private readonly Action work;
    private int pending;
    private volatile bool ended;

    public Prompter(string name, Action work)
    {
        this.work = work;
        thread = new Thread(Run) { Name = name, IsBackground = true };
        thread.Start();
    }

    public void Ask()
    {
        // The event costs some hundred nanoseconds; of those who ask between two turns, one pays.
        if (!ended && Interlocked.Exchange(ref pending, 1) == 0)
            asked.Set();
    }

    /// <summary>Returns when the thread has ended.</summary>
    public void Dispose()
    {
        ended = true;
        asked.Set();
        thread.Join();
        asked.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            asked.WaitOne();
            Interlocked.Exchange(ref pending, 0);
            if (ended)
                return;
            work();
        }
    }
}
