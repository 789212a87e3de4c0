using System.CommandLine;
using System.Text.Json;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Doctor;
using Murmure.Terminal;
using Spectre.Console;

namespace Murmure.Verbs;

internal static class DoctorVerb
{
    private const int Widest = 110;

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "Findings as JSON." };
        var ready = new Option<bool>("--ready") { Description = "Only ask whether the server that runs is ready; for the health checks of containers." };
        var command = Connections.WithOptions(new Command("doctor", """
            Looks at a server, running or stopped, and says what is wrong, why it matters and what to do. Changes nothing; ends with 1 when something is broken.
            Example: murmure doctor --data /var/lib/murmure
            """) { json, ready });
        command.SetAction((parsed, cancellation) => parsed.GetValue(ready)
            ? ReadyAsync(parsed.GetValue(Connections.Data)!, cancellation)
            : Connections.RunAsync(
                parsed, (connection, token) => AskAsync(connection, parsed.GetValue(json), token),
                (folder, token) => LookAsync(folder, parsed.GetValue(json), token), cancellation));
        return command;
    }

    private static async Task<int> AskAsync(AdminConnection connection, bool json, CancellationToken cancellation)
    {
        using var answer = await connection.GetAsync("doctor", cancellation);
        if (!answer.IsSuccessStatusCode)
            return Cli.Fail(await AdminConnection.SayAsync(answer, cancellation));
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        return Tell((await JsonSerializer.DeserializeAsync(body, FindingJson.Default.IReadOnlyListFinding, cancellation))!, json, connection.Way);
    }

    private static async Task<int> LookAsync(string folder, bool json, CancellationToken cancellation) => Tell(
        [.. ServeVerb.EnvironmentProblems().Select(Configured), .. await DoctorFeature.OfFolderAsync(folder, TimeProvider.System, cancellation)], json, $"in the folder {folder}; no server runs on it");

    private static Finding Configured(string problem) =>
        new("configuration", Severity.Broken, problem, "The server does not start with it, or does not heed it.", "Correct the variable of the environment.");

    private static async Task<int> ReadyAsync(string folder, CancellationToken cancellation)
    {
        await using var running = await AdminConnection.OfRunningAsync(folder, cancellation);
        if (running is null)
            return Cli.Fail($"--data {folder}: no server runs on this folder.");
        using var answer = await running.GetAsync("../health/ready", cancellation);
        return answer.IsSuccessStatusCode ? Cli.Done : Cli.Fail((await answer.Content.ReadAsStringAsync(cancellation)).Trim().ReplaceLineEndings("; "));
    }

    private static int Tell(IReadOnlyList<Finding> findings, bool json, string way)
    {
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(findings, FindingJson.Default.IReadOnlyListFinding));
        else
            Write(AnsiConsole.Console, findings, way);
        return findings.Any(finding => finding.Severity == Severity.Broken) ? Cli.Failed : Cli.Done;
    }

    private static void Write(IAnsiConsole console, IReadOnlyList<Finding> findings, string way)
    {
        var lines = new Lines(console, Math.Clamp(console.Profile.Width, 40, Widest));
        lines.Table(["check", "", "found"], [.. findings.Select(finding => new[] { finding.Check, finding.Severity.ToString().ToLowerInvariant(), finding.What })], lastIsText: true);
        foreach (var finding in findings.Where(finding => finding.Severity != Severity.Sound).OrderByDescending(finding => finding.Severity))
        {
            lines.Gap().Strong($"{finding.Check}: {finding.What}");
            if (finding.Why.Length > 0)
                lines.Say(finding.Why);
            if (finding.Advice.Length > 0)
                lines.Say($"→ {finding.Advice}");
        }

        lines.Gap().Quiet($"Looked {way}.");
    }
}
