using Murmure.Statistics.Bounds;
using Murmure.Statistics.Mixtures;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Tests.Bounds;

public sealed class SiteBoundsTests(ITestOutputHelper output)
{
    private static readonly Scenario Base = Scenario.Find("base")!;

    private static readonly Lazy<(HourlyTables Tables, double Alpha)> First = new(() => Draw(Base, 1));

    [Fact]
    public void They_hold_the_truth_with_and_without_shares()
    {
        var none = Base with { Name = "none", Sharing = Base.Sharing with { PerReader = 1e-9 } };
        foreach (var scenario in (Scenario[])[Base, none])
        {
            for (var seed = 2UL; seed < 5; seed++)
            {
                var (tables, alpha) = Draw(scenario, seed);
                var bounds = Of(tables);
                output.WriteLine($"{scenario.Name} {alpha:0.000}: {bounds}");
                alpha.ShouldBeInRange(bounds.Lower, bounds.Upper);
                (bounds.Upper - bounds.Lower).ShouldBeLessThan(.8);
            }
        }
    }

    [Fact]
    public void The_order_of_pages_cells_and_rows_changes_nothing()
    {
        var (one, other) = (Of(First.Value.Tables), Of(SimulatedCounts.Permuted(First.Value.Tables)));
        other.Lower.ShouldBe(one.Lower, 1e-9);
        other.Upper.ShouldBe(one.Upper, 1e-9);
        other.SmallestFactor.ShouldNotBeNull().ShouldBe(one.SmallestFactor.ShouldNotBeNull(), 1e-9);
    }

    [Fact]
    public void Engines_in_the_cells_narrow_or_widen_but_keep_the_truth()
    {
        var (tables, alpha) = First.Value;
        string[] engines = ["blink", "gecko", "webkit"];
        // Each visit gets an engine by chance: what the cells say is as much as before, over three times as many of them.
        var stream = new SeedTree(4).Stream();
        var split = tables with
        {
            Cells = [.. engines.SelectMany(engine => tables.Cells.Select(cell => cell with { Engine = engine }))],
            Direct = [.. tables.Direct.Select(row => row with { Cell = row.Cell + tables.Cells.Count * stream.Below(3) })],
            Visible = [.. tables.Visible.Select(row => row with { Cell = row.Cell + tables.Cells.Count * stream.Below(3) })],
            Tagged = [.. tables.Tagged.Select(row => row with { Cell = row.Cell + tables.Cells.Count * stream.Below(3) })],
        };
        var bounds = Of(split);
        output.WriteLine($"{bounds.Lower:0.000} {bounds.Upper:0.000} of {Of(tables).Lower:0.000} {Of(tables).Upper:0.000}");
        alpha.ShouldBeInRange(bounds.Lower, bounds.Upper);
        (bounds.Upper - bounds.Lower).ShouldBeLessThan(.8);
    }

    [Fact]
    public void A_declared_mailing_is_no_private_message_unless_it_hides_some()
    {
        var (tables, _) = First.Value;
        // A burst as if everybody had been sent one page: undeclared it must pass for private, declared it need not.
        var telephone = tables.Cells.ToList().IndexOf(new("", Device.Ios, false, Navigation.None));
        var burst = tables with { Direct = [.. tables.Direct, .. Enumerable.Range(0, 24).Select(i => new DirectCount(20, 100 + i, telephone, 120))] };
        var declared = Of(burst with { Campaigns = [.. tables.Campaigns!, new(100, 172, 20)] });
        var hidden = Of(burst);
        declared.Lower.ShouldBeLessThanOrEqualTo(hidden.Lower);
        var counts = DirectCounts.Of(burst with { Campaigns = [new(100, 172, 20)] });
        counts.Campaign.ShouldBeGreaterThanOrEqualTo(24 * 120);
        (counts.Campaign + counts.Deep + counts.Typeable).ShouldBe(counts.All);
    }

    [Fact]
    public void Hardly_any_visit_outside_the_home_page_bounds_nothing()
    {
        var (tables, _) = First.Value;
        var home = tables with { Direct = [.. tables.Direct.Where(row => tables.Pages[row.Page].Typeable)] };
        Of(home).ShouldBe(new SiteBounds { Lower = 0, Upper = 1 });
    }

    [Fact]
    public void Best_bin_estimation_finds_the_weight_where_a_cell_is_the_class_alone()
    {
        // Cell 0 is private visits alone, and holds half of them: 200 of 1,000 visits there make 400 of 1,000 private.
        var bound = RatioBound.Upper([2000, 5000, 3000], [5000, 3000, 2000]).ShouldNotBeNull();
        bound.ShouldBe(.4, .02);
        bound.ShouldBeGreaterThan(.4);
        RatioBound.Upper([2000, 5000, 3000], [5, 3, 2]).ShouldBeNull();
    }

    private static SiteBounds Of(HourlyTables tables) => SiteBounds.Of(new MixtureModel(tables));

    private static (HourlyTables, double) Draw(Scenario scenario, ulong seed)
    {
        var run = Simulator.Run(scenario, seed);
        return (SimulatedCounts.Of(run), run.Truth.Total.Alpha);
    }
}
