using CsCheck;
using MathNet.Numerics.Distributions;
using Murmure.Statistics.Intervals;

namespace Murmure.Statistics.Tests.Intervals;

public sealed class ProportionTests
{
    private static readonly Gen<(int Successes, int Trials)> Counts =
        Gen.Int[1, 300].SelectMany(trials => Gen.Int[0, trials].Select(successes => (successes, trials)));

    [Fact]
    public void The_exact_interval_without_a_success_is_the_rule_of_three_with_its_digits()
    {
        // Closed form: the upper end solves (1 - p)^n = tail.
        var interval = Proportion.ClopperPearson(0, 30, .90);
        interval.Lower.ShouldBe(0);
        interval.Upper.ShouldBe(1 - Math.Pow(.05, 1 / 30.0), 1e-9);
    }

    [Fact]
    public void The_exact_interval_ends_where_the_binomial_tail_is_what_the_level_leaves() => Counts.Sample(count =>
    {
        var (x, n) = count;
        var interval = Proportion.ClopperPearson(x, n, .90);
        if (x > 0)
            (1 - Binomial.CDF(interval.Lower, n, x - 1)).ShouldBe(.05, 1e-6);
        if (x < n)
            Binomial.CDF(interval.Upper, n, x).ShouldBe(.05, 1e-6);
    });

    [Fact]
    public void Both_intervals_contain_the_share_and_turn_with_it() => Counts.Sample(count =>
    {
        var (x, n) = count;
        foreach (var of in (Func<int, int, double, Interval>[])[Proportion.Wilson, Proportion.ClopperPearson])
        {
            var (interval, turned) = (of(x, n, .90), of(n - x, n, .90));
            interval.Contains((double)x / n).ShouldBeTrue();
            interval.Lower.ShouldBeGreaterThanOrEqualTo(0);
            interval.Upper.ShouldBe(1 - turned.Lower, 1e-7);
        }
    });

    [Fact]
    public void Percentiles_lie_between_order_statistics_and_reach_the_value()
    {
        var interval = Replicates.Interval(5, [4, 1, 3, 2, 0], .80);
        interval.Lower.ShouldBe(.4, 1e-12);
        interval.Upper.ShouldBe(5);
    }

    [Fact]
    public void Answers_that_say_nothing_cannot_be_corrected() => Should.Throw<ArgumentException>(() => Misreport.RoganGladen(.5, .4, .6));
}
