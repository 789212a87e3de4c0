using MathNet.Numerics.Distributions;

namespace Murmure.Statistics.Intervals;

/// <summary>Intervals for a share that was counted: successes among independent trials.</summary>
public static class Proportion
{
    /// <summary>Wilson's score interval without continuity correction (Wilson 1927; method 3 of Newcombe 1998).</summary>
    /// <param name="successes">From 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">At least 1.</param>
    /// <param name="level">Nominal level, a fraction of 1.</param>
    public static Interval Wilson(long successes, long trials, double level)
    {
        var share = Share(successes, trials);
        var z = Critical(level);
        var scale = 1 + z * z / trials;
        var centre = (share + z * z / (2 * trials)) / scale;
        var half = z / scale * Math.Sqrt(share * (1 - share) / trials + z * z / (4.0 * trials * trials));
        // At the ends the formula gives exactly 0 or 1, which rounding would miss by an ulp.
        return new(share, successes == 0 ? 0 : Math.Min(share, centre - half), successes == trials ? 1 : Math.Max(share, centre + half), level);
    }

    /// <summary>The exact interval (Clopper and Pearson 1934): at least the nominal coverage whatever the share, and wider for it.</summary>
    /// <inheritdoc cref="Wilson"/>
    public static Interval ClopperPearson(int successes, int trials, double level)
    {
        var share = Share(successes, trials);
        var tail = (1 - level) / 2;
        var lower = successes == 0 ? 0 : Beta.InvCDF(successes, trials - successes + 1, tail);
        var upper = successes == trials ? 1 : Beta.InvCDF(successes + 1, trials - successes, 1 - tail);
        return new(share, Math.Min(share, lower), Math.Max(share, upper), level);
    }

    /// <summary>
    /// The interval of a share whose trials come in clusters, such as the visits of a day: the ratio estimate with the variance between clusters (Cochran 1977,
    /// section 3.12, without the finite population correction) and Student's quantile, never narrower than Wilson's of single trials.
    /// </summary>
    /// <param name="clusters">Successes and trials of each; at least two, with a trial among them.</param>
    /// <param name="level">Nominal level, a fraction of 1.</param>
    public static Interval OfClusters(IReadOnlyList<(int Successes, int Trials)> clusters, double level)
    {
        ArgumentNullException.ThrowIfNull(clusters);
        ArgumentOutOfRangeException.ThrowIfLessThan(clusters.Count, 2, nameof(clusters));
        var (successes, trials) = (clusters.Sum(one => one.Successes), clusters.Sum(one => one.Trials));
        var (single, m) = (Wilson(successes, trials, level), clusters.Count);
        var squares = clusters.Sum(one => Math.Pow(one.Successes - (single.Value * one.Trials), 2));
        var half = StudentT.InvCDF(0, 1, m - 1, (1 + level) / 2) * Math.Sqrt(squares * m / (m - 1)) / trials;
        return single.Reaching(Math.Max(0, single.Value - half), Math.Min(1, single.Value + half));
    }

    /// <summary>The two-sided standard normal quantile of a level: 1.645 of 0.90.</summary>
    /// <param name="level">A fraction of 1.</param>
    public static double Critical(double level)
    {
        if (level is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "A level lies between 0 and 1.");
        return Normal.InvCDF(0, 1, (1 + level) / 2);
    }

    private static double Share(long successes, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        return (double)successes / trials;
    }
}
