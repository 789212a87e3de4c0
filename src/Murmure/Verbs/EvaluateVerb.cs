using System.CommandLine;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Simulation;
using Murmure.Statistics.Scoring;
using Murmure.Statistics.Simulation;
using Murmure.Terminal;
using Spectre.Console;

namespace Murmure.Verbs;

/// <summary>The verb <c>evaluate</c>: how good the estimates are, in worlds where the truth is known.</summary>
internal static class EvaluateVerb
{
    private sealed record Asked(IReadOnlyList<Scenario> Scenarios, int Replicates, ulong FirstSeed, bool Large, bool Json, string? Write, Language Language, bool Quiet);

    public static Command Command()
    {
        var scenarios = new Option<string?>("--scenarios") { Description = $"Some of {string.Join(", ", Scenario.All.Select(s => s.Name))}, divided by commas. Default: all." };
        var replicates = new Option<int>("--replicates") { Description = "Runs of each scenario; a coverage takes 200.", DefaultValueFactory = _ => 20 };
        replicates.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 100_000)
                result.AddError("--replicates: between 1 and 100000");
        });
        var heldOut = new Option<bool>("--held-out") { Description = "The scenarios and seeds that nothing may be tuned on: for the last run only." };
        var large = new Option<bool>("--large") { Description = "Also measure the estimate of a site with a million visits: some minutes more." };
        var json = new Option<bool>("--json") { Description = "Print the scores as JSON." };
        var write = new Option<string?>("--write") { Description = "Also put the table into methods.md of this folder's en and fr, between its markers." };
        var language = new Option<string>("--lang") { Description = "Language of the table: en or fr.", DefaultValueFactory = _ => Cli.Tongue() };
        language.AcceptOnlyFromAmong("en", "fr");
        var quiet = new Option<bool>("--quiet") { Description = "No progress on standard error." };
        var command = new Command("evaluate", """
            Simulates sites whose truth is known, estimates, and prints how far off that is, beside what simpler rules would say and the targets.
            Example: murmure evaluate --scenarios S1,S7 --replicates 20
            """) { scenarios, replicates, heldOut, large, json, write, language, quiet };
        command.SetAction((parsed, cancellation) =>
        {
            var late = parsed.GetValue(heldOut);
            var (chosen, unknown) = Choose(parsed.GetValue(scenarios), late);
            return unknown is not null
                ? Task.FromResult(Cli.Fail($"{unknown}: no such scenario; there is {string.Join(", ", Scenario.All.Select(known => known.Name))}."))
                : RunAsync(
                    new Asked(
                        chosen, parsed.GetValue(replicates), late ? Scenario.FirstHeldOutSeed : 1, parsed.GetValue(large), parsed.GetValue(json), parsed.GetValue(write),
                        Languages.Parse(parsed.GetValue(language)!)!.Value, parsed.GetValue(quiet)),
                    cancellation);
        });
        return command;
    }

    private static (IReadOnlyList<Scenario> Chosen, string? Unknown) Choose(string? names, bool heldOut)
    {
        if (names is null)
            return (heldOut ? [.. Scenario.All, .. Scenario.HeldOut] : Scenario.All, null);
        var chosen = new List<Scenario>();
        foreach (var name in names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Scenario.Find(name) is not { } scenario)
                return ([], name);
            if (!chosen.Contains(scenario))
                chosen.Add(scenario);
        }

        return chosen.Count == 0 ? ([], "--scenarios") : (chosen, null);
    }

    private static async Task<int> RunAsync(Asked asked, CancellationToken cancellation)
    {
        var pages = asked.Write is null ? [] : Pages(asked.Write);
        if (pages.FirstOrDefault(page => !File.Exists(page.Path)) is { Path: { } missing })
            return Cli.Fail($"{missing}: no such file.");
        await using var progress = RunsLine.Start(asked.Quiet, asked.Scenarios.Count * asked.Replicates);
        var evaluation = Evaluation.Run(asked.Scenarios, asked.Replicates, asked.FirstSeed, TimeProvider.System, progress is null ? null : progress.Done, cancellation);
        if (asked.Large)
            evaluation = evaluation with { Large = LargeFit.Measure(TimeProvider.System, () => Environment.WorkingSet) };
        foreach (var (path, language) in pages)
        {
            if (new ScoreTable(evaluation, language).In(await File.ReadAllTextAsync(path, cancellation)) is not { } text)
                return Cli.Fail($"{path}: has no place for the table, which is between '{ScoreTable.Begin}' and '{ScoreTable.End}'.");
            await File.WriteAllTextAsync(path, text, cancellation);
        }

        if (asked.Json)
        {
            await using var output = Console.OpenStandardOutput();
            ScoreJson.Write(output, evaluation);
            output.Write("\n"u8);
        }
        else
        {
            ScoreTerminal.Write(AnsiConsole.Console, new ScoreTable(evaluation, asked.Language));
        }

        return Cli.Done;
    }

    private static (string Path, Language Language)[] Pages(string guide) =>
    [
        (Path.Combine(guide, "en", "methods.md"), Language.English),
        (Path.Combine(guide, "fr", "methods.md"), Language.French),
    ];
}
