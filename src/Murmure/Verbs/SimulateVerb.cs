using System.CommandLine;
using System.Globalization;
using Murmure.Server.Simulation;
using Murmure.Statistics.Simulation;

namespace Murmure.Verbs;

internal static class SimulateVerb
{
    public static Command Command()
    {
        var scenario = new Option<string>("--scenario") { Description = $"Which scenario: base (S1), or {string.Join(", ", Scenario.All.Skip(1).Select(known => known.Name))}.", DefaultValueFactory = _ => "base" };
        var seed = new Option<ulong>("--seed") { Description = "The same seed gives the same files.", DefaultValueFactory = _ => 1UL };
        var output = new Option<string>("--out") { Description = "The folder to write to, made when absent.", Required = true };
        var start = new Option<string>("--start") { Description = "The first day, as 2026-11-01.", DefaultValueFactory = _ => "2026-11-02" };
        var tables = new Option<bool>("--tables") { Description = "Also write what the product would count, as CSV files in the folder tables." };
        var command = new Command("simulate", """
            Writes a simulated site's access log with the truth beside it: what an analysis should find, and what it cannot.
            Example: murmure simulate --scenario base --seed 7 --out demo
            """) { scenario, seed, output, start, tables };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(scenario)!, parsed.GetValue(seed), parsed.GetValue(output)!, parsed.GetValue(start)!, parsed.GetValue(tables), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string name, ulong seed, string folder, string start, bool tables, CancellationToken cancellation)
    {
        if (Scenario.Find(name) is not { } scenario)
            return Cli.Fail($"{name}: no such scenario; there is {string.Join(", ", Scenario.All.Select(known => known.Name))}.");
        if (!DateOnly.TryParseExact(start, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return Cli.Fail($"{start}: no such day; write it as 2026-11-01.");
        Directory.CreateDirectory(folder);
        await SimulationWriter.WriteAsync(scenario, seed, day, folder, tables ? Path.Combine(folder, "tables") : null, cancellation);
        return Cli.Done;
    }
}
