using MathNet.Numerics.Distributions;
using Murmure.Statistics.Bounds;

namespace Murmure.Statistics.Calibration;

/// <summary>
/// The critical value of an interval whose centre is biased, when only the bias's second and fourth moments over many intervals are known: on average over
/// them the coverage is at least the level, whatever the biases' law (Armstrong, Kolesár and Plagborg-Møller 2022, "Robust empirical Bayes confidence
/// intervals", Econometrica 90, equations 11 and 12).
/// </summary>
internal static class RobustCritical
{
    private const int GridPoints = 120;

    /// <summary>The multiple of the standard error by which an interval reaches to either side.</summary>
    /// <param name="ratio">Mean square of the biases over the square of the standard error, from 0.</param>
    /// <param name="kurtosis">Greatest mean fourth power of the biases over the square of their mean square, from 1; normal biases have 3.</param>
    /// <param name="level">Nominal level, a fraction of 1.</param>
    public static double Value(double ratio, double kurtosis, double level)
    {
        // Chebyshev's inequality on noise and bias together bounds the search from above, an unbiased centre from below.
        var (low, high) = (0.0, Math.Sqrt((1 + ratio) / (1 - level)));
        for (var step = 0; step < 40 && high - low > 1e-4; step++)
        {
            var middle = (low + high) / 2;
            if (WorstMiss(ratio, kurtosis, middle) > 1 - level)
                low = middle;
            else
                high = middle;
        }
        return high;
    }

    /// <summary>How often a standard normal plus a bias misses an interval of ± the critical value.</summary>
    private static double Miss(double square, double critical) =>
        Normal.CDF(0, 1, -critical - Math.Sqrt(square)) + Normal.CDF(0, 1, Math.Sqrt(square) - critical);

    /// <summary>The most that any law of the bias's square with these moments makes the interval miss: a linear programme over a grid of squares.</summary>
    private static double WorstMiss(double ratio, double kurtosis, double critical)
    {
        if (ratio <= 0)
            return Miss(0, critical);
        // Beyond a few units past the critical value a bias misses for certain and larger ones only use up the moments. Even steps in the bias itself.
        double[] squares = [ratio, .. Enumerable.Range(0, GridPoints).Select(i => Math.Pow((critical + 4 + Math.Sqrt(ratio)) * i / (GridPoints - 1), 2))];
        // The mean square is 1 in these units; a slack column lets the fourth moment stay below its greatest.
        double[][] rows =
        [
            [.. squares.Select(_ => 1.0), 0],
            [.. squares.Select(s => s / ratio), 0],
            [.. squares.Select(s => s * s / (ratio * ratio)), 1],
        ];
        var worst = Simplex.Minimise(rows, [1, 1, Math.Max(1, kurtosis)], [.. squares.Select(s => -Miss(s, critical)), 0]);
        return -worst.Value;
    }
}
