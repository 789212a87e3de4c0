using CsCheck;
using MathNet.Numerics.Distributions;
using Murmure.Statistics.Calibration;
using Murmure.Statistics.Simulation;

namespace Murmure.Statistics.Tests.Calibration;

public sealed class CalibratedTests
{
    [Fact]
    public void The_shift_brings_the_sum_to_the_total_and_keeps_the_order() => Gen.Select(Gen.ULong, Gen.Double[.02, .98]).Sample((seed, target) =>
    {
        var rows = Rows(seed, 40);
        var shift = LogitShift.To(rows, target);
        (rows.Sum(row => row.Count * LogitShift.Apply(row.DarkShare, shift)) / rows.Sum(row => row.Count)).ShouldBe(target, 1e-9);
        LogitShift.Apply(.3, shift).ShouldBeGreaterThan(LogitShift.Apply(.2, shift));
    }, iter: 50);

    [Fact]
    public void A_site_that_the_model_has_right_is_left_as_it_is()
    {
        var rows = Rows(1, 40);
        var mean = rows.Sum(row => row.Count * row.DarkShare) / rows.Sum(row => row.Count);
        LogitShift.To(rows, mean).ShouldBe(0, 1e-9);
    }

    [Fact]
    public void Pages_and_days_sum_to_the_site_and_small_pages_are_left_out()
    {
        List<DirectShare> rows = [.. Rows(2, 30).Select(row => row with { Count = row.Count + 60 }), new(900, 1, 49, .5)];
        var site = new Interval(.3, .26, .35, .90);
        var calibrated = new Calibrated(rows, site, .05);
        calibrated.ByPage().ShouldNotContainKey(900);
        calibrated.ByPage().Count.ShouldBe(rows.Select(row => row.Page).Distinct().Count() - 1);
        var days = calibrated.ByDay();
        days.Sum(day => day.Value.Value * rows.Where(row => row.Day == day.Key).Sum(row => row.Count)).ShouldBe(.3 * rows.Sum(row => row.Count), 1e-6);
        calibrated.Of((_, _) => true).ShouldNotBeNull().Value.ShouldBe(.3, 1e-9);
        calibrated.Of((page, _) => page == 900).ShouldBeNull();
    }

    [Fact]
    public void A_day_of_many_pages_is_better_known_than_a_page_of_as_many_visits()
    {
        DirectShare[] rows = [.. Enumerable.Range(0, 20).SelectMany(page => Enumerable.Range(0, 20).Select(day => new DirectShare(page, 24 * day, 25, .3)))];
        var calibrated = new Calibrated(rows, new Interval(.3, .28, .32, .90), .06);
        calibrated.ByDay()[3].Width.ShouldBeLessThan(.8 * calibrated.ByPage()[3].Width);
    }

    /// <summary>Pages whose true share is the model's plus an error of the page, many sites over: coverage on average is what is promised.</summary>
    [Fact]
    public void Intervals_of_pages_cover_on_average_also_where_few_pages_are_quite_unlike_the_rest()
    {
        var (covered, pages) = (0, 0);
        for (var site = 0; site < 40; site++)
        {
            var stream = new SeedTree(11).Of(site).Stream();
            // Nine pages in ten err a little, the tenth a lot: a kurtosis of five, and a standard deviation of six points.
            double[] truth = [.. Enumerable.Range(0, 50).Select(_ => Math.Clamp(.3 + .06 * (stream.Chance(.1) ? 1.9 : .85) * stream.Normal(), 0, 1))];
            var mean = truth.Average();
            var centre = mean + .02 * stream.Normal();
            var known = new Interval(centre, centre - .033, centre + .033, .90);
            var calibrated = new Calibrated([.. truth.Select((_, page) => new DirectShare(page, 0, 200, .3))], known, .06);
            foreach (var (page, interval) in calibrated.ByPage())
            {
                pages++;
                covered += interval.Contains(stream.Poisson(200 * truth[page]) / 200.0) ? 1 : 0;
            }
        }
        ((double)covered / pages).ShouldBeInRange(.88, .99);
    }

    [Fact]
    public void Without_bias_the_critical_value_is_the_normal_one() => RobustCritical.Value(0, 3, .90).ShouldBe(1.645, 2e-3);

    /// <summary>
    /// With the second moment alone the worst law has a point at 0 and one at the tangent (equation 10 of the paper): found here by brute force.
    /// </summary>
    [Theory]
    [InlineData(.3)]
    [InlineData(1)]
    [InlineData(4)]
    public void The_critical_value_is_the_least_that_no_two_point_law_defeats(double ratio)
    {
        var critical = RobustCritical.Value(ratio, 1e9, .90);
        double Miss(double square) => Normal.CDF(0, 1, -critical - Math.Sqrt(square)) + Normal.CDF(0, 1, Math.Sqrt(square) - critical);
        var worst = Enumerable.Range(0, 20_000).Select(i => ratio + .01 * i).Max(t => (1 - ratio / t) * Miss(0) + ratio / t * Miss(t));
        worst.ShouldBe(.10, 2e-3);
    }

    [Fact]
    public void Heavier_ends_and_larger_biases_need_more_room() => Gen.Select(Gen.Double[.05, 6], Gen.Double[1, 20]).Sample((ratio, kurtosis) =>
    {
        var value = RobustCritical.Value(ratio, kurtosis, .90);
        value.ShouldBeGreaterThan(1.64);
        RobustCritical.Value(ratio, 2 * kurtosis, .90).ShouldBeGreaterThan(value - .01);
        RobustCritical.Value(2 * ratio, kurtosis, .90).ShouldBeGreaterThan(value);
        // The worst law is at least as bad as the normal one of the same moments, for which the value is exact.
        if (kurtosis >= 3)
            value.ShouldBeGreaterThan(1.645 * Math.Sqrt(1 + ratio) - .02);
    }, iter: 30);

    private static DirectShare[] Rows(ulong seed, int count)
    {
        var stream = new RandomSource(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new DirectShare(stream.Below(12), stream.Below(24 * 14), 1 + stream.Below(40), stream.NextDouble()))];
    }
}
