using Murmure.Statistics.Intervals;

namespace Murmure.Statistics.Bounds;

/// <summary>
/// The greatest weight that a class can have by ratios of counts: best bin estimation (Garg et al. 2021, "Mixture proportion estimation and PU learning",
/// arXiv:2111.00980) on cells in order of their ratio. An upper bound only, and one that leans on the tagged clicks' law: callers inflate it.
/// </summary>
internal static class RatioBound
{
    /// <summary>A set of cells with fewer tagged clicks than these says nothing.</summary>
    private const double FewestTagged = 20;

    /// <summary>One-sided 90 %.</summary>
    private static readonly double Z = Proportion.Critical(.80);

    /// <summary>The bound, above 1 where it says nothing; null with too few tagged clicks.</summary>
    /// <param name="all">Visits of the mixture by cell.</param>
    /// <param name="tagged">Visits known to be of the class, by cell.</param>
    public static double? Upper(IReadOnlyList<double> all, IReadOnlyList<double> tagged)
    {
        var (n, m) = (all.Sum(), tagged.Sum());
        double? best = null;
        var (mixture, known) = (0.0, 0.0);
        // Equal ratios are taken together, so that the cells' order changes nothing.
        foreach (var level in Enumerable.Range(0, all.Count).GroupBy(x => (tagged[x] + .5) / (all[x] + .5)).OrderByDescending(group => group.Key))
        {
            mixture += level.Sum(x => all[x]);
            known += level.Sum(x => tagged[x]);
            if (known < FewestTagged)
                continue;
            var (u, p) = (mixture / n, known / m);
            var least = p - Z * Math.Sqrt(p * (1 - p) / m);
            if (least > 0)
                best = Math.Min(best ?? double.PositiveInfinity, (u + Z * Math.Sqrt(u * (1 - u) / n)) / least);
        }
        return best;
    }
}
