using Murmure.Statistics.Mixtures;
using Murmure.Statistics.Simulation;

namespace Murmure.Statistics.Tests.Scoring;

/// <summary>
/// The point model against the truth of twenty runs of each world. What takes an envelope (coverages, rungs, the survey) takes `murmure evaluate`, whose two
/// hundred runs last an hour.
/// </summary>
[Trait("needs", "time")]
public sealed class PointErrorTests
{
    private const int Replicates = 20;

    [Fact]
    public void The_model_is_off_by_four_points_on_average_and_by_six_at_most_where_it_may_speak()
    {
        string[] worlds = ["S1", "S2", "S3", "S5", "S6", "S9", "S10", "S13"];
        double[] errors = [.. worlds.Select(world => Errors(world).Average(Math.Abs))];
        errors.Average().ShouldBeLessThanOrEqualTo(.04);
        errors.Max().ShouldBeLessThanOrEqualTo(.06, string.Join(", ", worlds.Zip(errors)));
    }

    [Fact]
    public void Where_nobody_shares_it_finds_at_most_one_point_with_previews() => Errors("S7").Average().ShouldBeInRange(0, .01);

    /// <summary>The target is 5; see docs/adr/0055-private-fetchers-anchor.md for why it is missed.</summary>
    [Fact]
    public void Where_nobody_shares_it_finds_at_most_seven_points_without_previews() => Errors("S7", blind: true).Average().ShouldBeInRange(0, .07);

    private static double[] Errors(string world, bool blind = false) =>
    [
        .. Enumerable.Range(1, Replicates).AsParallel().AsOrdered().Select(seed =>
        {
            var run = Simulator.Run(Scenario.Find(world)!, (ulong)seed);
            var tables = SimulatedTables.Of(run);
            return MixtureModel.Fit(blind ? tables with { Previews = [], HasPreviews = false } : tables).Alpha - run.Truth.Total.Alpha;
        }),
    ];
}
