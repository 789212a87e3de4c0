using System.Buffers.Binary;
using System.Diagnostics;

namespace Murmure.Drills;

/// <summary>A process of this program that says what it accepted, until it is ended.</summary>
internal sealed class Victim : IDisposable
{
    private readonly Process process;
    private readonly Task reading;
    private readonly List<long> accepted = [];
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource full = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Victim(Process process)
    {
        this.process = process;
        reading = Task.Factory.StartNew(Read, TaskCreationOptions.LongRunning);
    }

    /// <summary>Completes with the first number, or the end.</summary>
    public Task First => first.Task;

    /// <summary>Completes when the journal refuses records, or with the end.</summary>
    public Task Full => full.Task;

    public bool HasEnded => process.HasExited;
    public int ExitCode => process.ExitCode;

    public static Victim Start(params string[] arguments)
    {
        // As a program of its own or as an argument of dotnet.
        var self = Environment.ProcessPath!;
        var start = new ProcessStartInfo(self) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(self).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
            start.ArgumentList.Add(typeof(Victim).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return new(Process.Start(start) ?? throw new InvalidOperationException("No process was started."));
    }

    /// <summary>Ends it at once, as kill -9 does.</summary>
    /// <returns>Every number that it said before.</returns>
    public async Task<IReadOnlyList<long>> KillAsync()
    {
        process.Kill();
        return await EndAsync();
    }

    public async Task<IReadOnlyList<long>> EndAsync()
    {
        await process.WaitForExitAsync();
        await reading;
        return accepted;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    private void Read()
    {
        var line = new byte[8];
        var output = process.StandardOutput.BaseStream;
        while (output.ReadAtLeast(line, 8, throwOnEndOfStream: false) == 8)
        {
            var number = BinaryPrimitives.ReadInt64LittleEndian(line);
            if (number == JournalVictim.Full)
                full.TrySetResult();
            else
                accepted.Add(number);
            first.TrySetResult();
        }
        first.TrySetResult();
        full.TrySetResult();
    }
}
