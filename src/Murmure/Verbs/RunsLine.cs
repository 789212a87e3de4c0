using Spectre.Console;

namespace Murmure.Verbs;

/// <summary>How many runs are done, on standard error: in place where a person watches, a line every five seconds where a file does.</summary>
internal sealed class RunsLine : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock one = new();
    private readonly bool watched = !Console.IsErrorRedirected && AnsiConsole.Profile.Capabilities.Ansi;
    private readonly int all;
    private int done;
    private long last = TimeProvider.System.GetTimestamp();

    private RunsLine(int all) => this.all = all;

    public static RunsLine? Start(bool quiet, int all) => quiet ? null : new RunsLine(all);

    /// <summary>One more. Any thread may say so.</summary>
    public void Done()
    {
        lock (one)
        {
            done++;
            if (!watched && TimeProvider.System.GetElapsedTime(last) < Interval)
                return;
            last = TimeProvider.System.GetTimestamp();
            if (watched)
                Console.Error.Write($"\r{done}/{all}\u001b[K");
            else
                Console.Error.WriteLine($"{done}/{all}");
        }
    }

    public ValueTask DisposeAsync()
    {
        if (watched)
            Console.Error.Write("\r\u001b[K");
        return ValueTask.CompletedTask;
    }
}
