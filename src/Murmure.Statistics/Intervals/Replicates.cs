namespace Murmure.Statistics.Intervals;

/// <summary>Percentile intervals of bootstrap replicates.</summary>
public static class Replicates
{
    /// <summary>The central interval of the replicates, widened to contain the value where that lies outside.</summary>
    /// <param name="value">The estimate itself.</param>
    /// <param name="replicates">Estimates of resampled data, in any order; at least one.</param>
    /// <param name="level">Nominal level, a fraction of 1.</param>
    public static Interval Interval(double value, IReadOnlyList<double> replicates, double level)
    {
        ArgumentNullException.ThrowIfNull(replicates);
        if (replicates.Count == 0)
            throw new ArgumentException("An interval needs replicates.", nameof(replicates));
        double[] sorted = [.. replicates.Order()];
        return new Interval(value, value, value, level).Reaching(Quantile(sorted, (1 - level) / 2), Quantile(sorted, (1 + level) / 2));
    }

    /// <summary>A quantile, linear between order statistics (Hyndman and Fan 1996, type 7).</summary>
    /// <param name="sorted">Ascending, not empty.</param>
    /// <param name="probability">From 0 to 1.</param>
    internal static double Quantile(double[] sorted, double probability)
    {
        var place = probability * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
