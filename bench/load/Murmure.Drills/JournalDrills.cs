using System.Diagnostics;
using System.Globalization;
using Murmure.Storage;

namespace Murmure.Drills;

/// <summary>Everything that can happen to the process and the disk under a journal.</summary>
internal static class JournalDrills
{
    private const int SegmentKilobytes = 64;
    private const long NumbersOfOneRun = 1_000_000_000;
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static async Task<int> RunAsync(DirectoryInfo folder, int kills, Random dice, CancellationToken cancellation)
    {
        Func<string, Task<DrillRow>>[] drills =
        [
            path => KillAsync("kill -9, process", path, Durability.Process, kills, dice, cancellation),
            path => KillAsync("kill -9, power", path, Durability.Power, kills, dice, cancellation),
            path => TornAsync(path, Math.Max(1, kills / 10), dice, cancellation),
            path => RacingAsync(path, Math.Max(1, kills / 20), cancellation),
            path => FullDiskDrill.RunAsync(path, cancellation),
        ];
        var failed = false;
        DrillTable.PrintHead();
        for (var i = 0; i < drills.Length; i++)
        {
            var path = Path.Combine(folder.FullName, $"journal-{i}");
            var row = await drills[i](path);
            DrillTable.Print(row);
            failed |= row.Failed;
            Directory.Delete(path, recursive: true);
        }
        return failed ? 1 : 0;
    }

    /// <param name="run">Each run has numbers of its own: what one had sent without an answer must not be sent again by the next.</param>
    public static Victim Start(string path, Durability durability, int run) => Victim.Start(
        "journal-victim", path, durability.ToString(), (run * NumbersOfOneRun).ToString(Invariant), SegmentKilobytes.ToString(Invariant));

    private static async Task<DrillRow> KillAsync(
        string name, string path, Durability durability, int kills, Random dice, CancellationToken cancellation)
    {
        var ledger = new Ledger();
        var check = new JournalCheck(ledger);
        var options = JournalVictim.Options(path, durability, SegmentKilobytes);
        for (var i = 0; i < kills; i++)
        {
            using var victim = Start(path, durability, i);
            // One in ten dies while it starts, that is while it recovers; the others at work.
            if (dice.Next(10) > 0)
                await victim.First.WaitAsync(cancellation);
            await Task.Delay(dice.Next(1, 120), cancellation);
            ledger.Accept(await victim.KillAsync());
            // Sometimes nobody reads before the next start.
            if (dice.Next(4) > 0)
                check.Run(options, dice.NextDouble());
        }
        check.Run(options);
        return DrillRow.Of(name, kills, ledger, $"{ledger.Unanswered} unanswered ones kept; {check.TornBytes} torn bytes cut",
            check.LostBytes > 0 ? $"{check.LostBytes} BYTES LOST" : null);
    }

    /// <summary>Half a record behind the last one, and the last one's end taken away: the first costs nothing, the second that one record; both are told.</summary>
    private static async Task<DrillRow> TornAsync(string path, int rounds, Random dice, CancellationToken cancellation)
    {
        var ledger = new Ledger();
        var check = new JournalCheck(ledger);
        var options = JournalVictim.Options(path, Durability.Process, SegmentKilobytes);
        var untold = 0;
        for (var i = 0; i < rounds; i++)
        {
            using var victim = Start(path, Durability.Process, i);
            await victim.First.WaitAsync(cancellation);
            await Task.Delay(dice.Next(1, 60), cancellation);
            ledger.Accept(await victim.KillAsync());
            var before = check.TornBytes;
            var torn = i % 2 == 0 ? TornTail.AddHalf(path, dice) : TornTail.CutLast(path, ledger);
            check.Run(options, dice.NextDouble());
            untold += torn && check.TornBytes == before ? 1 : 0;
        }
        check.Run(options);
        return DrillRow.Of("torn tail", rounds, ledger, $"{check.TornBytes} torn bytes cut",
            untold > 0 ? $"{untold} TEARS NOT TOLD" : check.TornBytes == 0 ? "NOTHING WAS TORN" : null);
    }

    /// <summary>Of several processes that start at once one gets the journal, and the others say why they did not.</summary>
    private static async Task<DrillRow> RacingAsync(string path, int rounds, CancellationToken cancellation)
    {
        const int Starts = 4;
        var ledger = new Ledger();
        var check = new JournalCheck(ledger);
        var wrong = 0;
        for (var i = 0; i < rounds; i++)
        {
            var victims = Enumerable.Range(0, Starts).Select(place => Start(path, Durability.Process, i * Starts + place)).ToList();
            try
            {
                var waited = Stopwatch.StartNew();
                while (victims.Count(victim => victim.HasEnded) < Starts - 1 && waited.Elapsed < TimeSpan.FromSeconds(30))
                    await Task.Delay(10, cancellation);
                var living = victims.Where(victim => !victim.HasEnded).ToList();
                wrong += living.Count == 1 && victims.Except(living).All(victim => victim.ExitCode == JournalVictim.InUse) ? 0 : 1;
                foreach (var victim in living)
                {
                    await victim.First.WaitAsync(cancellation);
                    ledger.Accept(await victim.KillAsync());
                }
            }
            finally
            {
                victims.ForEach(victim => victim.Dispose());
            }
            check.Run(JournalVictim.Options(path, Durability.Process, SegmentKilobytes));
        }
        return DrillRow.Of($"{Starts} racing starts", rounds, ledger, "one of them each time", wrong > 0 ? $"{wrong} WRONG" : null);
    }
}
