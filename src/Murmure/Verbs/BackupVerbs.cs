using System.CommandLine;
using System.Globalization;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Backups;

namespace Murmure.Verbs;

/// <summary>The verbs <c>backup</c> and <c>restore</c>: everything that may be kept for long, as one file, and back.</summary>
internal static class BackupVerbs
{
    public static Command Backup()
    {
        var target = new Option<string>("--out") { Description = "The file to write; - for standard output.", Required = true };
        var command = new Command("backup", """
            Writes closed days, accounts, sites, settings and the keys that seal them into one file, while the server goes on or when none runs.
            Left out, as they are personal and end with their day: the keys of open days, open days, the journal.
            Example: murmure backup --out murmure-2026-11-26.tar
            """) { target, Connections.Data };
        command.SetAction((parsed, cancellation) => BackupAsync(parsed.GetValue(Connections.Data)!, parsed.GetValue(target)!, cancellation));
        return command;
    }

    public static Command Restore()
    {
        var file = new Argument<string>("file") { Description = "A backup; - for standard input." };
        var command = new Command("restore", """
            Puts a backup into an empty data folder, after reading it through. Data are never replaced.
            Example: murmure restore murmure-2026-11-26.tar --data ./data
            """) { file, Connections.Data };
        command.SetAction((parsed, cancellation) => RestoreAsync(parsed.GetValue(file)!, parsed.GetValue(Connections.Data)!, cancellation));
        return command;
    }

    private static async Task<int> BackupAsync(string folder, string target, CancellationToken cancellation)
    {
        if (target == "-" && !Console.IsOutputRedirected)
            return Cli.Fail("--out -: this is no text for a terminal; name a file.");
        if (!Directory.Exists(folder))
            return Cli.Fail($"--data {folder}: no such folder.");
        var (problem, way) = ("", "");
        BackupManifest? manifest = null;
        await WholeFile.WriteAsync(
            target,
            async (to, token) => (problem, way) = await MakeAsync(folder, to, token),
            async (written, token) =>
            {
                if (problem.Length == 0)
                    (manifest, problem) = await StoppedBackup.CheckAsync(written, token);
                return problem.Length == 0;
            },
            cancellation);
        if (problem.Length > 0)
            return Cli.Fail(problem);
        await Console.Error.WriteLineAsync(
            $"murmure: backed up {manifest?.Say() ?? folder}{(target == "-" ? "" : $" in {target}")}; left out: {string.Join(", ", BackupManifest.NeverIn)} ({way})");
        return Cli.Done;
    }

    private static async Task<(string Problem, string Way)> MakeAsync(string folder, Stream to, CancellationToken cancellation)
    {
        await using var running = await AdminConnection.OfRunningAsync(folder, cancellation);
        if (running is null)
            return (await StoppedBackup.WriteAsync(folder, to, TimeProvider.System, cancellation), $"in the folder {folder}; no server runs on it");
        using var answer = await running.GetAsync("backup", cancellation);
        if (!answer.IsSuccessStatusCode)
            return (await AdminConnection.SayAsync(answer, cancellation), "");
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        await body.CopyToAsync(to, cancellation);
        return ("", running.Way);
    }

    private static async Task<int> RestoreAsync(string file, string folder, CancellationToken cancellation)
    {
        if (file != "-" && !File.Exists(file))
            return Cli.Fail($"{file}: no such file.");
        await using var backup = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        var (restored, problem) = await Server.Backups.Restore.RunAsync(backup, folder, cancellation);
        if (restored is null)
            return Cli.Fail(problem.StartsWith("--", StringComparison.Ordinal) ? problem : $"{file}: {problem}");
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"murmure: restored the backup of {restored.Made:yyyy-MM-dd HH:mm} UTC, made by Murmure {restored.Murmure}, into {folder}: {restored.Say()}"));
        return Cli.Done;
    }
}
