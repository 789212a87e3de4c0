using System.Diagnostics;
using Murmure.Storage;

namespace Murmure.Drills;

/// <summary>
/// A journal on a file system of four megabytes: it fills up and refuses without dying; somebody else fills the rest, so that its next start
/// has no room at all; what was accepted is read there, and once it is released the journal takes records again.
/// </summary>
internal static class FullDiskDrill
{
    /// <summary>A number that the victim does not reach.</summary>
    private const long Afterwards = 1L << 40;

    public static async Task<DrillRow> RunAsync(string path, CancellationToken cancellation)
    {
        const string Name = "full disk";
        var ledger = new Ledger();
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsLinux() || await CommandAsync("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", path) != 0)
            return new(Name, 0, ledger, "", "skipped: only root on Linux can mount a small file system");
        try
        {
            return await RunHereAsync(Name, path, ledger, cancellation);
        }
        finally
        {
            await CommandAsync("umount", path);
        }
    }

    private static async Task<DrillRow> RunHereAsync(string name, string mount, Ledger ledger, CancellationToken cancellation)
    {
        var path = Path.Combine(mount, "journal");
        var options = JournalVictim.Options(path, Durability.Process, 64);
        var check = new JournalCheck(ledger);
        using (var victim = JournalDrills.Start(path, Durability.Process, 0))
        {
            await victim.Full.WaitAsync(TimeSpan.FromSeconds(60), cancellation);
            var died = victim.HasEnded;
            ledger.Accept(await victim.KillAsync());
            if (died)
                return DrillRow.Of(name, 1, ledger, "", "IT DIED OF THE FULL DISK");
        }
        Fill(Path.Combine(mount, "filler"));

        using (var journal = Journal.Open(options, TimeProvider.System))
        {
            if (journal.TryAppend(NumberedRecord.Of(Afterwards, new byte[NumberedRecord.Longest]), out _))
                return DrillRow.Of(name, 1, ledger, "", "IT TOOK A RECORD WITHOUT ROOM");
            // What is read on a full disk is stored elsewhere and released; that makes the room.
            check.Run(journal);
            var waited = Stopwatch.StartNew();
            while (!journal.TryAppend(NumberedRecord.Of(Afterwards, new byte[NumberedRecord.Longest]), out _))
            {
                if (waited.Elapsed > TimeSpan.FromSeconds(30))
                    return DrillRow.Of(name, 1, ledger, "", "IT NEVER TOOK RECORDS AGAIN");
                await Task.Delay(10, cancellation);
            }
            ledger.Accept([Afterwards]);
        }
        check.Run(options);
        return DrillRow.Of(name, 1, ledger, "refused, read on the full disk, released, took records again");
    }

    private static void Fill(string path)
    {
        using var file = File.Create(path, bufferSize: 1);
        try
        {
            for (var block = new byte[4096]; ;)
                file.Write(block);
        }
        catch (IOException)
        {
            // That is the point.
        }
    }

    private static async Task<int> CommandAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
