using Murmure.Statistics.Simulation;

namespace Murmure.Statistics.Tests.Simulation;

/// <summary>Sample means against the laws' means, to five standard errors: a correct sampler fails once in about two million.</summary>
public sealed class DistributionsTests
{
    private const int Draws = 40_000;

    [Theory]
    [InlineData(.02)]
    [InlineData(3)]
    [InlineData(29.9)]
    [InlineData(250)]
    public void Poisson_has_its_mean_and_its_variance(double mean) => Check(s => s.Poisson(mean), mean, mean);

    [Theory]
    [InlineData(.4)]
    [InlineData(1.5)]
    [InlineData(8)]
    public void Gamma_has_its_mean_and_its_variance(double shape) => Check(s => s.Gamma(shape, 2), 2, 4 / shape);

    [Fact]
    public void The_negative_binomial_is_over_dispersed_by_its_k() => Check(s => s.NegativeBinomial(2.6, 1), 2.6, 2.6 + 2.6 * 2.6);

    [Fact]
    public void The_exponential_has_its_mean_and_its_variance() => Check(s => s.Exponential(.3), .3, .09);

    [Fact]
    public void The_normal_is_standard() => Check(s => s.Normal(), 0, 1);

    [Fact]
    public void A_pick_follows_the_weights_and_never_takes_a_weight_of_zero()
    {
        var source = new RandomSource(5);
        var counts = new int[3];
        for (var i = 0; i < Draws; i++)
            counts[source.Pick([3, 0, 1])]++;
        counts[1].ShouldBe(0);
        ((double)counts[0] / Draws).ShouldBe(.75, 5 * Math.Sqrt(.75 * .25 / Draws));
    }

    private static void Check(Func<RandomSource, double> draw, double mean, double variance)
    {
        var source = new RandomSource(20_261_123);
        double[] values = [.. Enumerable.Range(0, Draws).Select(_ => draw(source))];
        var average = values.Average();
        average.ShouldBe(mean, 5 * Math.Sqrt(variance / Draws));
        // The variance's own standard error needs the fourth moment, taken from the sample.
        double[] squares = [.. values.Select(v => (v - mean) * (v - mean))];
        var spread = Math.Sqrt(squares.Average(q => (q - variance) * (q - variance)) / Draws);
        squares.Average().ShouldBe(variance, 5 * spread);
    }
}
