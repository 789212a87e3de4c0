namespace Murmure.Statistics.Simulation;

/// <summary>The laws that the simulator draws from. All exact: no normal approximation stands in for a count.</summary>
public static class Distributions
{
    /// <summary>Above this mean a Poisson count is drawn as a sum of smaller ones, for <c>exp(-mean)</c> would lose precision.</summary>
    private const double LargestPoissonStep = 30;

    /// <summary>Exponential with the given mean.</summary>
    public static double Exponential(this RandomSource stream, double mean)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return -mean * Math.Log(1 - stream.NextDouble());
    }

    /// <summary>Standard normal (Box and Muller 1958; the second value is not kept, so that every call uses the same number of draws).</summary>
    public static double Normal(this RandomSource stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var radius = Math.Sqrt(-2 * Math.Log(1 - stream.NextDouble()));
        return radius * Math.Cos(2 * Math.PI * stream.NextDouble());
    }

    /// <summary>Gamma with the given shape and mean (Marsaglia and Tsang 2000).</summary>
    public static double Gamma(this RandomSource stream, double shape, double mean)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shape);
        if (mean <= 0)
            return 0;
        if (shape < 1)
            return stream.Gamma(shape + 1, mean * (shape + 1) / shape) * Math.Pow(1 - stream.NextDouble(), 1 / shape);
        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = stream.Normal();
            var v = 1 + c * x;
            if (v <= 0)
                continue;
            v = v * v * v;
            if (Math.Log(1 - stream.NextDouble()) < 0.5 * x * x + d - d * v + d * Math.Log(v))
                return d * v * mean / shape;
        }
    }

    /// <summary>Poisson with the given mean (Knuth's product of uniforms, in steps).</summary>
    public static int Poisson(this RandomSource stream, double mean)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var count = 0;
        for (; mean > LargestPoissonStep; mean -= LargestPoissonStep)
            count += stream.SmallPoisson(LargestPoissonStep);
        return mean > 0 ? count + stream.SmallPoisson(mean) : count;
    }

    /// <summary>Negative binomial by its mean and its dispersion <paramref name="k"/>: Poisson of a gamma; the smaller k, the fewer carry the most.</summary>
    public static int NegativeBinomial(this RandomSource stream, double mean, double k) => stream.Poisson(stream.Gamma(k, mean));

    /// <summary>A place in <paramref name="weights"/>, each as likely as its weight says; the weights need not sum to 1.</summary>
    public static int Pick(this RandomSource stream, ReadOnlySpan<double> weights)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var total = 0.0;
        foreach (var weight in weights)
            total += weight;
        var left = stream.NextDouble() * total;
        for (var i = 0; i < weights.Length - 1; i++)
        {
            left -= weights[i];
            if (left < 0)
                return i;
        }

        return weights.Length - 1;
    }

    private static int SmallPoisson(this RandomSource stream, double mean)
    {
        var limit = Math.Exp(-mean);
        var product = stream.NextDouble();
        var count = 0;
        while (product > limit)
        {
            product *= stream.NextDouble();
            count++;
        }

        return count;
    }
}
