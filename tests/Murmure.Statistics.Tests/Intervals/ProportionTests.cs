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
        foreach (var of in (Func<int, int, double, Interval>[])[(some, all, level) => Proportion.Wilson(some, all, level), Proportion.ClopperPearson])
        {
            var (interval, turned) = (of(x, n, .90), of(n - x, n, .90));
            interval.Contains((double)x / n).ShouldBeTrue();
            interval.Lower.ShouldBeGreaterThanOrEqualTo(0);
            interval.Upper.ShouldBe(1 - turned.Lower, 1e-7);
        }
    });

    [Fact]
    public void A_share_of_clusters_that_agree_is_known_as_well_as_of_single_trials_and_of_clusters_that_do_not_much_worse()
    {
        var single = Proportion.Wilson(50, 100, .90);
        var alike = Proportion.OfClusters([.. Enumerable.Repeat((5, 10), 10)], .90);
        (alike.Lower, alike.Upper).ShouldBe((single.Lower, single.Upper));
        // By hand: 2 clusters all of one kind and 2 of the other, of 25 trials each. Squares 4 × 12.5² = 625, times 4 / 3, root 28.868, over 100 trials, times t(3) = 2.3534.
        var apart = Proportion.OfClusters([(25, 25), (25, 25), (0, 25), (0, 25)], .90);
        apart.Lower.ShouldBe(0);
        apart.Upper.ShouldBe(1);
        var near = Proportion.OfClusters([(15, 25), (10, 25), (15, 25), (10, 25)], .90);
        (near.Upper - near.Value).ShouldBe(Math.Max(Proportion.Wilson(50, 100, .90).Upper - .5, 2.3534 * Math.Sqrt(25 * 4 / 3.0) / 100), 1e-4);
    }

    [Fact]
    public void The_interval_of_clusters_covers_a_share_that_changes_from_day_to_day()
    {
        var random = new Random(7);
        var covered = 0;
        for (var run = 0; run < 1_000; run++)
        {
            // A day's own share lies between 0.1 and 0.5; their mean is 0.3.
            var days = Enumerable.Range(0, 28).Select(_ => (Share: .1 + (.4 * random.NextDouble()), Trials: 20)).ToList();
            covered += Proportion.OfClusters([.. days.Select(day => (Enumerable.Range(0, day.Trials).Count(_ => random.NextDouble() < day.Share), day.Trials))], .90).Contains(.3) ? 1 : 0;
        }
        covered.ShouldBeInRange(870, 930);
    }

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
