using CsCheck;
using Murmure.Statistics.Bounds;
using Murmure.Statistics.Simulation;

namespace Murmure.Statistics.Tests.Bounds;

public sealed class MixtureProgrammeTests
{
    /// <summary>A mixture whose laws are each bent by a factor of up to <c>Bend</c> from what the programme is told.</summary>
    private sealed record Bent(double[] Shares, double[][] Laws, double[] Weights, double Bend)
    {
        public static Bent Draw(ulong seed, int cells, int classes, double bend)
        {
            var stream = new RandomSource(seed);
            double[] Law() => Normalised([.. Enumerable.Range(0, cells).Select(_ => .02 + stream.Exponential(1))]);
            double[][] laws = [.. Enumerable.Range(0, classes).Select(_ => Law())];
            var weights = Normalised([.. Enumerable.Range(0, classes).Select(_ => stream.Exponential(1))]);
            var shares = new double[cells];
            var worst = 1.0;
            for (var k = 0; k < classes; k++)
            {
                var bent = Normalised([.. laws[k].Select(p => p * Math.Pow(bend, stream.NextDouble() - .5))]);
                for (var x = 0; x < cells; x++)
                {
                    shares[x] += weights[k] * bent[x];
                    worst = Math.Max(worst, Math.Max(bent[x] / laws[k][x], laws[k][x] / bent[x]));
                }
            }
            return new(shares, laws, weights, worst);
        }

        public MixtureProgramme Programme(double slack = 0) => new(
            [.. Shares.Select(u => Math.Max(0, u - slack))],
            [.. Shares.Select(u => u + slack)],
            Laws,
            [.. Weights.Select(_ => 0.0)],
            [.. Weights.Select(_ => 1.0)]);

        private static double[] Normalised(double[] weights) => [.. weights.Select(w => w / weights.Sum())];
    }

    [Fact]
    public void The_truth_lies_within_the_bounds_as_long_as_the_factor_allows_for_it() => Gen.ULong.Sample(seed =>
    {
        var mixture = Bent.Draw(seed, 24, 4, 3);
        for (var k = 0; k < 4; k++)
        {
            var (lower, upper) = mixture.Programme().Range(k, mixture.Bend + 1e-9).ShouldNotBeNull();
            mixture.Weights[k].ShouldBeInRange(lower - 1e-7, upper + 1e-7);
        }
        mixture.Programme().SmallestFactor(64).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(mixture.Bend * 1.002);
    }, iter: 100);

    /// <summary>The flow argument against the programme as it is written, masses and all, by the same solver.</summary>
    [Fact]
    public void Cuts_come_to_the_same_as_the_programme_written_out() => Gen.ULong.Sample(seed =>
    {
        var mixture = Bent.Draw(seed, 5, 3, 2);
        double[] least = [.. mixture.Shares.Select(u => u - .02 * u)], most = [.. mixture.Shares.Select(u => u + .02 * Math.Sqrt(u))];
        var programme = new MixtureProgramme(least, most, mixture.Laws, [0, .05, 0], [1, .8, .3]);
        foreach (var factor in (double[])[1.05, 1.4, 2.5])
        {
            var direct = (Whole(mixture, least, most, factor, 1), Whole(mixture, least, most, factor, -1));
            var range = programme.Range(0, factor);
            range.HasValue.ShouldBe(direct is ({ }, { }));
            if (range is var (lower, upper))
            {
                lower.ShouldBe(direct.Item1!.Value, 1e-6);
                upper.ShouldBe(-direct.Item2!.Value, 1e-6);
            }
        }
    }, iter: 60);

    /// <summary>Ends computed by the design's prototype: a dense simplex in Python on the programme as it is written.</summary>
    [Theory]
    [InlineData(1.2, .17480935575, .57978739650)]
    [InlineData(1.5, 0, .75216401572)]
    [InlineData(2.0, 0, .86451507480)]
    [InlineData(2.5, 0, .94613953642)]
    [InlineData(4.0, 0, .95)]
    public void The_ends_are_those_of_an_independent_solver(double factor, double lower, double upper)
    {
        double[] shares = [.18, .12, .09, .21, .16, .24];
        double Slack(double share) => 1.96 * Math.Sqrt(share * (1 - share) / 5000);
        var programme = new MixtureProgramme(
            [.. shares.Select(u => u - Slack(u))],
            [.. shares.Select(u => u + Slack(u))],
            [[.30, .20, .05, .25, .12, .08], [.08, .07, .15, .20, .20, .30], [.20, .10, .10, .10, .10, .40]],
            [0, .05, 0],
            [1, .8, .3]);
        var range = programme.Range(0, factor).ShouldNotBeNull();
        range.Lower.ShouldBe(lower, 1e-8);
        range.Upper.ShouldBe(upper, 1e-8);
    }

    [Fact]
    public void A_larger_factor_never_narrows() => Gen.ULong.Sample(seed =>
    {
        var programme = Bent.Draw(seed, 12, 4, 3).Programme(.005);
        (double Lower, double Upper)? before = null;
        foreach (var factor in (double[])[1.5, 2, 3, 5, 10])
        {
            var range = programme.Range(0, factor);
            if (before is var (lower, upper))
            {
                range.ShouldNotBeNull().Lower.ShouldBeLessThanOrEqualTo(lower + 1e-7);
                range.Value.Upper.ShouldBeGreaterThanOrEqualTo(upper - 1e-7);
            }
            before = range;
        }
    }, iter: 50);

    [Fact]
    public void The_smallest_factor_is_where_the_shares_begin_to_be_possible()
    {
        var mixture = Bent.Draw(7, 24, 4, 4);
        var smallest = mixture.Programme().SmallestFactor(64).ShouldNotBeNull();
        smallest.ShouldBeGreaterThan(1.02);
        mixture.Programme().Range(0, smallest).ShouldNotBeNull();
        mixture.Programme().Range(0, smallest / 1.01).ShouldBeNull();
    }

    [Fact]
    public void Engines_in_the_cells_still_give_a_proper_interval() => Gen.ULong.Sample(seed =>
    {
        var mixture = Bent.Draw(seed, 72, 4, 2);
        var (lower, upper) = mixture.Programme(.001).Range(0, 2.5).ShouldNotBeNull();
        lower.ShouldBeGreaterThanOrEqualTo(0);
        upper.ShouldBeInRange(lower, 1);
    }, iter: 50);

    private static double? Whole(Bent mixture, double[] least, double[] most, double factor, int sign)
    {
        var (cells, classes) = (mixture.Shares.Length, mixture.Laws.Length);
        double[] lowest = [0, .05, 0], highest = [1, .8, .3];
        int Mass(int k, int x) => k * cells + x;
        int Weight(int k) => classes * cells + k;
        List<((int Column, double Value)[] Entries, double Right)> atMost = [];
        for (var x = 0; x < cells; x++)
        {
            atMost.Add(([.. Enumerable.Range(0, classes).Select(k => (Mass(k, x), 1.0))], most[x]));
            atMost.Add(([.. Enumerable.Range(0, classes).Select(k => (Mass(k, x), -1.0))], -least[x]));
        }
        for (var k = 0; k < classes; k++)
        {
            for (var x = 0; x < cells; x++)
            {
                atMost.Add(([(Mass(k, x), 1), (Weight(k), -factor * mixture.Laws[k][x])], 0));
                atMost.Add(([(Mass(k, x), -1), (Weight(k), mixture.Laws[k][x] / factor)], 0));
            }
            atMost.Add(([(Weight(k), 1)], highest[k]));
            atMost.Add(([(Weight(k), -1)], -lowest[k]));
        }
        var columns = classes * cells + classes + atMost.Count;
        List<double[]> rows = [];
        List<double> right = [];
        foreach (var ((entries, bound), i) in atMost.Select((row, i) => (row, i)))
        {
            var row = new double[columns];
            foreach (var (column, value) in entries)
                row[column] = value;
            row[classes * cells + classes + i] = 1;
            rows.Add(row);
            right.Add(bound);
        }
        for (var k = 0; k <= classes; k++)
        {
            var row = new double[columns];
            if (k < classes)
            {
                for (var x = 0; x < cells; x++)
                    row[Mass(k, x)] = 1;
                row[Weight(k)] = -1;
            }
            else
            {
                for (var l = 0; l < classes; l++)
                    row[Weight(l)] = 1;
            }
            rows.Add(row);
            right.Add(k < classes ? 0 : 1);
        }
        var cost = new double[columns];
        cost[Weight(0)] = sign;
        var solution = Simplex.Minimise([.. rows], [.. right], cost);
        return solution.Outcome == LinearOutcome.Optimal ? solution.Value : null;
    }
}
