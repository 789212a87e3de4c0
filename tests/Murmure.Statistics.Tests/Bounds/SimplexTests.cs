using CsCheck;
using Murmure.Statistics.Bounds;
using Murmure.Statistics.Simulation;

namespace Murmure.Statistics.Tests.Bounds;

public sealed class SimplexTests
{
    [Fact]
    public void A_textbook_programme_has_its_textbook_answer()
    {
        // Dantzig 1963 by way of many books: max 3x + 5y with x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18 is 36 at (2, 6), with shadow prices 0, 3/2 and 1.
        var solution = Simplex.Minimise([[1, 0, 1, 0, 0], [0, 2, 0, 1, 0], [3, 2, 0, 0, 1]], [4, 12, 18], [-3, -5, 0, 0, 0]);
        solution.Outcome.ShouldBe(LinearOutcome.Optimal);
        solution.Value.ShouldBe(-36, 1e-9);
        solution.Point[..2].ShouldBe([2, 6], 1e-9);
        solution.Multipliers.ShouldBe([0, -1.5, -1], 1e-9);
    }

    [Fact]
    public void Beales_programme_does_not_go_round_in_circles()
    {
        // Beale 1955: Dantzig's rule alone cycles here for ever. The optimum is -1/20.
        var solution = Simplex.Minimise(
            [[.25, -60, -1 / 25.0, 9, 1, 0, 0], [.5, -90, -1 / 50.0, 3, 0, 1, 0], [0, 0, 1, 0, 0, 0, 1]],
            [0, 0, 1],
            [-.75, 150, -.02, 6, 0, 0, 0]);
        solution.Value.ShouldBe(-.05, 1e-9);
    }

    [Fact]
    public void What_contradicts_itself_and_what_has_no_end_are_told_apart()
    {
        Simplex.Minimise([[1, 1], [1, 1]], [1, 2], [1, 1]).Outcome.ShouldBe(LinearOutcome.Infeasible);
        Simplex.Minimise([[1, -1]], [1], [-1, 0]).Outcome.ShouldBe(LinearOutcome.Unbounded);
        Simplex.Minimise([[1, 0]], [-1], [0, 0]).Outcome.ShouldBe(LinearOutcome.Infeasible);
    }

    [Fact]
    public void A_row_said_twice_does_no_harm()
    {
        var solution = Simplex.Minimise([[1, 2, 3], [2, 4, 6], [1, 1, 1]], [6, 12, 3], [1, 3, 1]);
        solution.Outcome.ShouldBe(LinearOutcome.Optimal);
        solution.Value.ShouldBe(3, 1e-9);
    }

    /// <summary>
    /// Programmes made backwards: a point, multipliers and reduced costs are drawn with complementary slackness, and the programme follows from them. Then
    /// the point is optimal by the duality theorem, whatever the solver thinks.
    /// </summary>
    [Fact]
    public void Random_programmes_have_the_answer_they_were_made_from() => Gen.ULong.Sample(seed =>
    {
        var stream = new RandomSource(seed);
        var (m, n) = (1 + stream.Below(12), 13 + stream.Below(60));
        double Entry() => stream.Chance(.4) ? 0 : stream.Normal() * Math.Exp(stream.Normal());
        double[][] rows = [.. Enumerable.Range(0, m).Select(_ => (double[])[.. Enumerable.Range(0, n).Select(_ => Entry())])];
        double[] multipliers = [.. Enumerable.Range(0, m).Select(_ => stream.Normal())];
        double[] point = [.. Enumerable.Range(0, n).Select(j => j < m && stream.Chance(.8) ? stream.Exponential(1) : 0)];
        double[] right = [.. rows.Select(row => row.Zip(point, (a, x) => a * x).Sum())];
        double[] reduced = [.. Enumerable.Range(0, n).Select(j => j < m ? 0 : stream.Exponential(1))];
        double[] cost = [.. reduced.Select((r, j) => r + Enumerable.Range(0, m).Sum(i => rows[i][j] * multipliers[i]))];
        var expected = point.Zip(cost, (x, c) => x * c).Sum();

        var solution = Simplex.Minimise(rows, right, cost);
        solution.Outcome.ShouldBe(LinearOutcome.Optimal);
        var tolerance = 1e-6 * (1 + Math.Abs(expected));
        solution.Value.ShouldBe(expected, tolerance);
        solution.Point.Min().ShouldBeGreaterThanOrEqualTo(0);
        for (var i = 0; i < m; i++)
            rows[i].Zip(solution.Point, (a, x) => a * x).Sum().ShouldBe(right[i], 1e-6 * (1 + Math.Abs(right[i])));
        solution.Multipliers.Zip(right, (y, b) => y * b).Sum().ShouldBe(expected, tolerance);
    }, iter: 300);
}
