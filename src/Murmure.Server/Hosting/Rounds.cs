namespace Murmure.Server.Hosting;

/// <summary>Work that a background service does again and again until the program ends.</summary>
internal static class Rounds
{
    /// <summary>Does a round at each tick. A round answers for its own faults; the end of the program is none.</summary>
    /// <param name="atOnce">Whether the first round waits for no tick.</param>
    public static async Task RunAsync(TimeSpan interval, TimeProvider clock, Func<CancellationToken, Task> round, CancellationToken stop, bool atOnce = false)
    {
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            if (atOnce)
                await round(stop);
            while (await timer.WaitForNextTickAsync(stop))
                await round(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What is left comes with the service's own end, or with the next start.
        }
    }
}
