using Murmure.Statistics.Simulation;

namespace Murmure.Statistics.Scoring;

/// <summary>The score table: scenarios times replicates, and the targets that follow from them.</summary>
public sealed record Evaluation
{
    /// <summary>Replicates of each scenario.</summary>
    public required int Replicates { get; init; }

    /// <summary>The first run's seed; the others follow it.</summary>
    public required ulong FirstSeed { get; init; }

    /// <summary>In the order in which they were asked for.</summary>
    public required IReadOnlyList<ScenarioScore> Scenarios { get; init; }

    /// <summary>The fit of a large site, where it was measured.</summary>
    public LargeFit? Large { get; init; }

    public IReadOnlyList<Target> Targets => Target.Of(Scenarios, Large);

    /// <summary>Runs everything on all cores. The result does not depend on how many there are, but for the times.</summary>
    /// <param name="scenarios">The worlds.</param>
    /// <param name="replicates">Runs of each.</param>
    /// <param name="firstSeed">1, or from <see cref="Scenario.FirstHeldOutSeed"/> on for the last run.</param>
    /// <param name="clock">Measures estimates.</param>
    /// <param name="done">Told after each run, from any thread.</param>
    /// <param name="cancellation">Stops between runs.</param>
    public static Evaluation Run(
        IReadOnlyList<Scenario> scenarios, int replicates, ulong firstSeed, TimeProvider clock, Action? done, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scenarios);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(replicates);
        var runs = scenarios.SelectMany(scenario => Enumerable.Range(0, replicates).Select(i => (Scenario: scenario, Seed: firstSeed + (ulong)i)))
            .AsParallel().AsOrdered().WithCancellation(cancellation)
            .Select(run =>
            {
                var score = RunScore.Of(run.Scenario, run.Seed, clock);
                done?.Invoke();
                return score;
            })
            .ToList();
        return new Evaluation
        {
            Replicates = replicates,
            FirstSeed = firstSeed,
            Scenarios = [.. scenarios.Select((scenario, i) => ScenarioScore.Of(scenario, runs.GetRange(i * replicates, replicates)))],
        };
    }
}
