using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Murmure.Storage.Events;

namespace Murmure.Drills;

/// <summary>Everything that can happen to a server under load: what it answered 202, and each redirect, must be in its store exactly once.</summary>
internal sealed class ServerDrills(string murmure, DirectoryInfo folder, Random dice, CancellationToken cancellation)
{
    private const int Connections = 16;
    private const long NumbersOfOneRun = 10_000_000;
    private readonly int port = FreePort();

    /// <param name="only">Part of the name of the drills to run; null for all.</param>
    public async Task<int> RunAsync(int kills, string? only)
    {
        (string Name, Func<string, string, Task<DrillRow>> Run)[] drills =
        [
            ("kill -9, process", (name, data) => KillAsync(name, data, "process", kills)),
            ("kill -9, power", (name, data) => KillAsync(name, data, "power", Math.Max(1, kills / 5))),
            ("kill -9, redirects, process", (name, data) => KillAsync(name, data, "process", kills, clicks: true)),
            ("kill -9, redirects, power", (name, data) => KillAsync(name, data, "power", Math.Max(1, kills / 5), clicks: true)),
            ("torn tail", (name, data) => TornAsync(name, data, Math.Max(1, kills / 20))),
            ("two racing starts", (name, data) => RacingAsync(name, data, Math.Max(1, kills / 20))),
            ("store read-only", ReadOnlyStoreAsync),
            ("full disk", FullDiskAsync),
        ];
        var failed = false;
        DrillTable.PrintHead();
        for (var i = 0; i < drills.Length; i++)
        {
            if (only is not null && !drills[i].Name.Contains(only, StringComparison.OrdinalIgnoreCase))
                continue;
            var data = Path.Combine(folder.FullName, $"server-{i}");
            Directory.CreateDirectory(data);
            var row = await drills[i].Run(drills[i].Name, data);
            DrillTable.Print(row);
            failed |= row.Failed;
            // What failed is left to be looked at.
            if (!row.Failed)
                Directory.Delete(data, recursive: true);
        }
        return failed ? 1 : 0;
    }

    private async Task<DrillRow> KillAsync(string name, string data, string durability, int kills, bool clicks = false)
    {
        await AddSiteAsync(data);
        if (clicks && await CommandAsync(
            murmure, "link", "add", "https://drill.example/", "--domain", ServerProcess.LinkHost, "--slug", ServerProcess.LinkPath[1..], "--data", data) != 0)
            throw new InvalidOperationException("The link could not be added.");
        var ledger = new Ledger();
        for (var i = 0; i < kills; i++)
        {
            using var server = ServerProcess.Start(murmure, data, port, "--durability", durability);
            // One in ten dies while it starts, that is while it reads its journal again; the others at work.
            if (dice.Next(10) > 0 && await server.IsUpAsync(cancellation))
            {
                if (clicks)
                    server.Click(i * NumbersOfOneRun, Connections);
                else
                    server.Send(i * NumbersOfOneRun, Connections);
            }
            await Task.Delay(dice.Next(50, 1_200), cancellation);
            await server.KillAsync();
            ledger.Accept(server.Accepted);
        }
        await SettleAsync(data, ledger);
        return DrillRow.Of(name, kills, ledger, $"{ledger.Unanswered} unanswered ones kept");
    }

    private async Task<DrillRow> TornAsync(string name, string data, int rounds)
    {
        await AddSiteAsync(data);
        var ledger = new Ledger();
        for (var i = 0; i < rounds; i++)
        {
            using var server = ServerProcess.Start(murmure, data, port);
            await server.IsUpAsync(cancellation);
            server.Send(i * NumbersOfOneRun, Connections);
            await Task.Delay(dice.Next(100, 600), cancellation);
            await server.KillAsync();
            ledger.Accept(server.Accepted);
            TornTail.AddHalf(Path.Combine(data, "journal"), dice);
        }
        await SettleAsync(data, ledger);
        return DrillRow.Of(name, rounds, ledger, "half a record behind the last one");
    }

    private async Task<DrillRow> RacingAsync(string name, string data, int rounds)
    {
        await AddSiteAsync(data);
        var ledger = new Ledger();
        var wrong = 0;
        for (var i = 0; i < rounds; i++)
        {
            var other = FreePort();
            using var one = ServerProcess.Start(murmure, data, port);
            using var two = ServerProcess.Start(murmure, data, other);
            var up = await Task.WhenAll(one.IsUpAsync(cancellation), two.IsUpAsync(cancellation));
            wrong += up.Count(alive => alive) == 1 ? 0 : 1;
            var living = up[0] ? one : two;
            living.Send(i * NumbersOfOneRun, Connections);
            var waited = Stopwatch.StartNew();
            while (living.Accepted.Count < 100 && !living.HasEnded && waited.Elapsed < TimeSpan.FromSeconds(30))
                await Task.Delay(50, cancellation);
            await Task.Delay(300, cancellation);
            await living.KillAsync();
            ledger.Accept(living.Accepted);
        }
        await SettleAsync(data, ledger);
        return DrillRow.Of(name, rounds, ledger, "one of them each time", wrong > 0 ? $"{wrong} WRONG" : null);
    }

    /// <summary>For some seconds the store's open days cannot be written; the journal takes what comes, and all of it arrives afterwards.</summary>
    private async Task<DrillRow> ReadOnlyStoreAsync(string name, string data)
    {
        var ledger = new Ledger();
        await AddSiteAsync(data);
        var open = Path.Combine(data, "open");
        Directory.CreateDirectory(open);
        if (!OperatingSystem.IsLinux() || await CommandAsync("mount", "--bind", open, open) != 0)
            return new(name, 0, ledger, "", "skipped: only root on Linux can make a folder read-only for everybody");
        try
        {
            await CommandAsync("mount", "-o", "remount,ro,bind", open);
            using var server = ServerProcess.Start(murmure, data, port);
            await server.IsUpAsync(cancellation);
            server.Send(0, Connections);
            await Task.Delay(4_000, cancellation);
            var (died, before) = (server.HasEnded, server.Accepted.Count);
            await CommandAsync("mount", "-o", "remount,rw,bind", open);
            await Task.Delay(1_000, cancellation);
            await server.StopAsync();
            ledger.Accept(server.Accepted);
            await CommandAsync("umount", open);
            await SettleAsync(data, ledger);
            return DrillRow.Of(name, 1, ledger, $"{before} accepted while it was", died ? "IT DIED" : before == 0 ? "NOTHING WAS ACCEPTED MEANWHILE" : null);
        }
        finally
        {
            await CommandAsync("umount", open);
        }
    }

    /// <summary>A file system that fills up: refused with 503, nothing lost, and it goes on once there is room.</summary>
    private async Task<DrillRow> FullDiskAsync(string name, string data)
    {
        var ledger = new Ledger();
        if (!OperatingSystem.IsLinux() || await CommandAsync("mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", data) != 0)
            return new(name, 0, ledger, "", "skipped: only root on Linux can mount a small file system");
        try
        {
            await AddSiteAsync(data);
            using var server = ServerProcess.Start(murmure, data, port, "--journal-megabytes", "512");
            await server.IsUpAsync(cancellation);
            server.Send(0, Connections);
            while (server.Accepted.Count < 1_000 && !server.HasEnded)
                await Task.Delay(20, cancellation);
            await Fill(Path.Combine(data, "filler"));
            var waited = Stopwatch.StartNew();
            while (server.Refusals < 50 && !server.HasEnded && waited.Elapsed < TimeSpan.FromSeconds(120))
                await Task.Delay(50, cancellation);
            var (died, refused) = (server.HasEnded, server.Refusals);
            var full = server.Accepted.Count;
            File.Delete(Path.Combine(data, "filler"));
            await CommandAsync("mount", "-o", "remount,size=400m", data);
            waited.Restart();
            while (server.Accepted.Count < full + 100 && !server.HasEnded && waited.Elapsed < TimeSpan.FromSeconds(120))
                await Task.Delay(50, cancellation);
            var again = server.Accepted.Count >= full + 100;
            await server.StopAsync();
            ledger.Accept(server.Accepted);
            await SettleAsync(data, ledger);
            return DrillRow.Of(name, 1, ledger, $"{refused} refused with 503 while it was, accepted again afterwards",
                died ? "IT DIED OF THE FULL DISK" : refused == 0 ? "IT NEVER REFUSED" : again ? null : "IT NEVER ACCEPTED AGAIN");
        }
        finally
        {
            await CommandAsync("umount", data);
        }
    }

    /// <summary>A last start, which brings the journal into the store; then the store is read without the server.</summary>
    private async Task SettleAsync(string data, Ledger ledger)
    {
        using (var server = ServerProcess.Start(murmure, data, port))
        {
            if (!await server.IsUpAsync(cancellation))
                throw new InvalidOperationException("The server does not start any more.");
            var waited = Stopwatch.StartNew();
            // After hundreds of kills nearly everything is still in the journal, and a busy machine takes minutes to store it. A server that was asked
            // to stop goes on for ten seconds only: the rest would be counted as lost.
            while (Waiting(await server.AskAsync("/metrics", cancellation)) is not 0)
            {
                if (waited.Elapsed > TimeSpan.FromMinutes(30))
                    throw new InvalidOperationException("The journal is not drained after half an hour.");
                await Task.Delay(100, cancellation);
            }
            await server.StopAsync();
        }
        await using var store = EventStores.Open("duckdb:" + Path.Combine(data, "events.duckdb"), TimeProvider.System);
        await foreach (var batch in store.ReadAsync("drill.example", DayRange.All, cancellation))
        {
            foreach (var kept in batch.Events.ToArray())
            {
                var text = kept.Detail?.Properties is [{ Key: "number", Value: var told }] ? told : kept.ReferrerPath.TrimStart('/');
                if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                    ledger.Find(number);
                else
                    ledger.FindAltered();
            }
        }
    }

    /// <summary>Null while the server, just started, does not say it yet.</summary>
    private static long? Waiting(string metrics)
    {
        var figures = metrics.Split('\n')
            .Where(line => line.StartsWith("murmure_journal_waiting_records{", StringComparison.Ordinal) || line.StartsWith("murmure_held_events{", StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)).ToList();
        return figures.Count == 2 ? figures.Sum() : null;
    }

    private async Task AddSiteAsync(string data)
    {
        if (await CommandAsync(murmure, "site", "add", "drill.example", "--profile", "uk-stats", "--data", data) != 0)
            throw new InvalidOperationException("The site could not be added.");
    }

    private static async Task Fill(string path)
    {
        await using var file = File.Create(path, bufferSize: 1);
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
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
