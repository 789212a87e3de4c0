using Murmure.Statistics.Intervals;
using Murmure.Statistics.Simulation;

namespace Murmure.Statistics.Cascades;

/// <summary>
/// Intervals of a ratio of sums over page-days, by the Bayesian bootstrap (Rubin 1981): each page-day weighs as much as an exponential draw of its own says.
/// Draws are keyed by the page-day, so that neither the order of rows nor another page changes them. Intervals for Poisson counts would be too narrow by
/// half or more, since the clicks of a cascade come together.
/// </summary>
internal static class PageDayBootstrap
{
    private const int Draws = 400;

    /// <summary>Numerator over denominator with its interval; null where the denominator is 0.</summary>
    /// <param name="terms">What each row adds to the numerator and the denominator.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="level">Nominal level, a fraction of 1.</param>
    public static Interval? Ratio(IEnumerable<(PageDay Cluster, double Above, double Below)> terms, SeedTree seed, double level)
    {
        var clusters = terms.GroupBy(term => term.Cluster)
            .Select(group => (group.Key, Above: group.Sum(term => term.Above), Below: group.Sum(term => term.Below)))
            .OrderBy(cluster => cluster.Key.Page, StringComparer.Ordinal).ThenBy(cluster => cluster.Key.Day)
            .ToList();
        var below = clusters.Sum(cluster => cluster.Below);
        if (below <= 0)
            return null;
        var above = new double[Draws];
        var under = new double[Draws];
        foreach (var (key, a, b) in clusters)
        {
            var stream = seed.Of(key.Page).Of(key.Day).Stream();
            for (var draw = 0; draw < Draws; draw++)
            {
                var weight = stream.Exponential(1);
                above[draw] += weight * a;
                under[draw] += weight * b;
            }
        }
        return Replicates.Interval(clusters.Sum(cluster => cluster.Above) / below, [.. above.Zip(under, (a, b) => a / b)], level);
    }
}
