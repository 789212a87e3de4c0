using CsCheck;
using MathNet.Numerics.Distributions;
using Murmure.Statistics.Intervals;

namespace Murmure.Statistics.Tests.Intervals;

public sealed class RateTests
{
    [Theory]
    // The table of exact limits that textbooks of epidemiology print (Ulm 1990, American Journal of Epidemiology 131, table 1), to its own digits.
    [InlineData(0, 0, 3.689)]
    [InlineData(1, .0253, 5.572)]
    [InlineData(5, 1.623, 11.668)]
    [InlineData(10, 4.795, 18.390)]
    [InlineData(100, 81.364, 121.627)]
    public void The_exact_interval_of_a_count_is_that_of_the_tables(long events, double lower, double upper)
    {
        var interval = Rate.Garwood(events, 1, .95);
        interval.Lower.ShouldBe(lower, 6e-4);
        interval.Upper.ShouldBe(upper, 6e-4);
    }

    [Fact]
    public void It_ends_where_the_Poisson_tail_is_what_the_level_leaves() => Gen.Int[1, 400].Sample(events =>
    {
        var interval = Rate.Garwood(events, 2, .90);
        (1 - Poisson.CDF(interval.Lower * 2, events - 1)).ShouldBe(.05, 1e-6);
        Poisson.CDF(interval.Upper * 2, events).ShouldBe(.05, 1e-6);
        interval.Contains(events / 2.0).ShouldBeTrue();
    });

    [Fact]
    public void Large_counts_go_on_smoothly()
    {
        var (below, above) = (Rate.Garwood(19_999, 1, .90), Rate.Garwood(20_001, 1, .90));
        (above.Lower - below.Lower).ShouldBe(2, .1);
        (above.Upper - below.Upper).ShouldBe(2, .1);
        Should.Throw<ArgumentException>(() => Rate.Garwood(1, 0, .90));
    }
}
