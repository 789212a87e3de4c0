using Murmure.Statistics.Bounds;
using Murmure.Statistics.Mixtures;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Tests;

public sealed class ModelOutcomeTests
{
    /// <summary>As few pages as leave each side of a change enough visits.</summary>
    private static readonly Scenario Small = Scenario.Find("base")! with { Site = new SiteShape(Sections: 4, Articles: 40) };

    [Fact]
    public void Where_the_laws_change_each_side_has_a_fit_of_its_own()
    {
        var tables = SimulatedCounts.Of(Simulator.Run(Small, 1));
        var cells = tables.Cells.ToList();
        var stream = new SeedTree(3).Stream();
        // From the second week on half of the visits that said nothing of their navigation say that a page of another site sent them.
        int Changed(DirectCount row) => row.Hour >= 168 && !tables.Pages[row.Page].Typeable && cells[row.Cell].Navigation == Navigation.None && stream.Chance(.5)
            ? cells.IndexOf(cells[row.Cell] with { Navigation = Navigation.CrossSite })
            : row.Cell;
        tables = tables with { Direct = [.. tables.Direct.Select(row => row with { Cell = Changed(row) })] };

        var model = new MixtureModel(tables);
        var outcome = ModelOutcome.Of(model, 1);
        outcome.ChangePoint.ShouldNotBeNull().ShouldBeInRange(156, 180);
        outcome.Refitted.ShouldBeTrue();
        // The rows' shares are those of the sides, in the rows' own order.
        var share = tables.Direct.Zip(outcome.DarkShareByRow, (row, dark) => row.Count * dark).Sum() / tables.Direct.Sum(row => row.Count);
        share.ShouldBe(outcome.Share.Value, 1e-9);

        var estimate = Ladder.Climb(tables, SiteBounds.Of(model), outcome, 1);
        estimate.Checks.ChangePoint.ShouldBe(outcome.ChangePoint);
        estimate.DemotedBecause.ShouldNotContain(Demotion.ChangePoint);
    }

    [Fact]
    public void Where_they_stay_there_is_one_fit()
    {
        var tables = SimulatedCounts.Of(Simulator.Run(Small, 2));
        var model = new MixtureModel(tables);
        var outcome = ModelOutcome.Of(model, 1);
        outcome.ChangePoint.ShouldBeNull();
        outcome.Refitted.ShouldBeFalse();
        outcome.Share.ShouldBe(ModelEnvelope.Of(model, model.Fit(), 1).Alpha);
    }
}
