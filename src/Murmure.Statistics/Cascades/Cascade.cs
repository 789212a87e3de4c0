using System.Runtime.InteropServices;
using Murmure.Statistics.Intervals;
using Murmure.Statistics.Simulation;

namespace Murmure.Statistics.Cascades;

/// <summary>A generation's visits, and the visits that each of them brings.</summary>
/// <param name="Generation">0: came by no tag.</param>
/// <param name="Visits">How many.</param>
/// <param name="Ratio">Visits of the next generation per visit of this one; null for the last, and where there is none to divide by.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct GenerationRatio(int Generation, int Visits, Interval? Ratio);

/// <param name="Value">Visits per visit.</param>
/// <param name="SharesPerVisit">Acts of sharing per visit.</param>
/// <param name="ClicksPerShare">Visits per act of sharing; null where nobody shared.</param>
public sealed record KFactor(Interval Value, Interval SharesPerVisit, Interval? ClicksPerShare);

/// <summary>
/// How far links travel from hand to hand, from tags that say a generation and nothing else. What is seen is the branching ratio R times the share q of tags
/// that survive; a tag that was stripped begins again as generation 0. Times are hours, intervals are resampled by page and day.
/// </summary>
public static class Cascade
{
    /// <summary>
    /// The ratio <c>q R_g</c> of each generation. Visits too young to have brought all their clicks count for the part of them that has had time:
    /// <c>N_(g+1) / Σ F(age)</c> over the visits of generation g.
    /// </summary>
    /// <param name="counts">Visits by generation, untagged ones included.</param>
    /// <param name="arrived">F: the share of clicks that have come within so many hours; null where all counts are old.</param>
    /// <param name="seed">The same counts and seed give the same bits on one runtime.</param>
    /// <param name="level">Nominal level, a fraction of 1.</param>
    public static IReadOnlyList<GenerationRatio> ByGeneration(
        IReadOnlyList<GenerationCounts> counts, Func<double, double>? arrived, ulong seed, double level = .90)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var deepest = counts.Select(row => row.Generation).DefaultIfEmpty().Max();
        return [.. Enumerable.Range(0, deepest + 1).Select(g => new GenerationRatio(
            g,
            counts.Where(row => row.Generation == g).Sum(row => row.Visits),
            g + 1 >= GenerationCounts.Last ? null : PageDayBootstrap.Ratio(counts.Where(row => row.Generation == g || row.Generation == g + 1)
                .Select(row => (row.Cluster, row.Generation == g + 1 ? row.Visits : 0.0, row.Generation == g ? Exposure(row, arrived) : 0)),
                new SeedTree(seed).Of("generation").Of(g), level)))];
    }

    /// <summary>
    /// The ratio <c>q R</c> over all generations: tagged visits per visit, each visit counted for the part of its clicks that had time to come.
    /// </summary>
    /// <inheritdoc cref="ByGeneration"/>
    /// <returns>Null without visits.</returns>
    public static Interval? BranchingRatio(IReadOnlyList<GenerationCounts> counts, Func<double, double>? arrived, ulong seed, double level = .90)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return PageDayBootstrap.Ratio(
            counts.Select(row => (row.Cluster, row.Generation > 0 ? row.Visits : 0.0, Exposure(row, arrived))), new SeedTree(seed).Of("branching"), level);
    }

    /// <summary>How often a visit leads to a share, and a share to visits: their product is what a visit brings where every share is seen.</summary>
    /// <returns>Null without visits.</returns>
    public static KFactor? KFactor(IReadOnlyList<ShareActs> acts, ulong seed, double level = .90)
    {
        ArgumentNullException.ThrowIfNull(acts);
        // One seed for all three, so that each draw's product is the draw of the product.
        var draws = new SeedTree(seed).Of("k-factor");
        return PageDayBootstrap.Ratio(acts.Select(row => (row.Cluster, (double)row.Clicks, (double)row.Visits)), draws, level) is not { } value
            ? null
            : new KFactor(
                value,
                PageDayBootstrap.Ratio(acts.Select(row => (row.Cluster, (double)row.Shares, (double)row.Visits)), draws, level)!.Value,
                PageDayBootstrap.Ratio(acts.Select(row => (row.Cluster, (double)row.Clicks, (double)row.Shares)), draws, level));
    }

    /// <summary>
    /// The share q of tags that survive, on pages where every view carries one. A lower bound: clean addresses are also copied from search results and
    /// applications.
    /// </summary>
    /// <returns>Null without previews.</returns>
    public static Interval? TagSurvival(IReadOnlyList<TagPreviews> previews, ulong seed, double level = .90)
    {
        ArgumentNullException.ThrowIfNull(previews);
        return PageDayBootstrap.Ratio(previews.Select(row => (row.Cluster, (double)row.Tagged, (double)row.All)), new SeedTree(seed).Of("survival"), level);
    }

    /// <summary>
    /// The share of tags that survive by marking twice (Lincoln and Petersen): of addresses that kept the second mark, those that kept the first.
    /// </summary>
    /// <param name="both">Kept both.</param>
    /// <param name="second">Kept the second, with or without the first.</param>
    /// <param name="level">Nominal level, a fraction of 1.</param>
    /// <returns>Too high where both marks are stripped together, so that what is divided by it is a lower bound. Null where none kept the second.</returns>
    public static Interval? TagSurvival(int both, int second, double level = .90) => second == 0 ? null : Proportion.Wilson(both, second, level);

    /// <summary>
    /// Visits that private shares brought in all, from the tagged ones alone (Horvitz and Thompson 1952): a check on the model that owes it nothing.
    /// </summary>
    /// <param name="tagged">Visits by tagged links.</param>
    /// <param name="carried">Share of page views that carry a tag, above 0.</param>
    /// <param name="survival">Share of tags that survive.</param>
    /// <returns>The count with the interval of the survival alone; null where no tag survives.</returns>
    public static Interval? Recovered(int tagged, double carried, Interval survival)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(carried);
        if (survival.Value <= 0)
            return null;
        double Through(double q) => q > 0 ? tagged / (carried * q) : double.PositiveInfinity;
        return new(Through(survival.Value), Through(survival.Upper), Through(survival.Lower), survival.Level);
    }

    /// <summary>
    /// How uneven shares are: <c>Var/mean - 1</c> of the clicks per cohort, near <c>q R / k</c> for a negative binomial of dispersion k, and 0 where clicks
    /// are independent.
    /// An order of magnitude: later generations make it 12 to 24 % too high.
    /// </summary>
    /// <param name="clicks">Tagged clicks of each cohort, cohorts without clicks included.</param>
    /// <returns>Null with fewer than two cohorts or without clicks.</returns>
    public static double? Dispersion(IReadOnlyList<int> clicks)
    {
        ArgumentNullException.ThrowIfNull(clicks);
        if (clicks.Count < 2 || clicks.All(n => n == 0))
            return null;
        var mean = clicks.Average();
        return clicks.Sum(n => (n - mean) * (n - mean)) / (clicks.Count - 1) / mean - 1;
    }

    /// <summary>
    /// The law of depth that the generations' ratios imply: the share of tagged visits in generation m or deeper, <c>P(g ≥ m)</c>, for m = 1, 2, …
    /// The deepest chain that was seen says less: it is cut off at the period's end, and long chains are seen more often than they begin.
    /// </summary>
    /// <param name="generations">From <see cref="ByGeneration"/>.</param>
    /// <returns>From 1 downwards; empty where nothing is tagged.</returns>
    public static IReadOnlyList<double> Depth(IReadOnlyList<GenerationRatio> generations)
    {
        ArgumentNullException.ThrowIfNull(generations);
        List<double> sizes = [];
        var size = 1.0;
        foreach (var generation in generations)
        {
            // The first ratio leads from untagged visits to tagged ones: it scales all of them.
            if (generation.Ratio is not { Value: > 0 } ratio)
                break;
            size = generation.Generation == 0 ? 1 : size * ratio.Value;
            sizes.Add(size);
        }
        var total = sizes.Sum();
        return [.. sizes.Select((_, m) => sizes.Skip(m).Sum() / total)];
    }

    /// <summary>Share of clicks that have come within a time, by a histogram of delays in whole hours; linear within the hour.</summary>
    /// <param name="delays">Weights of the hours 0, 1, …</param>
    public static Func<double, double> Arrived(IReadOnlyList<double> delays)
    {
        ArgumentNullException.ThrowIfNull(delays);
        var total = delays.Sum();
        double[] upTo = [0, .. delays.Select((_, hour) => delays.Take(hour + 1).Sum() / total)];
        return age => age <= 0 ? 0 : age >= delays.Count ? 1 : upTo[(int)age] + (age - (int)age) * (upTo[(int)age + 1] - upTo[(int)age]);
    }

    private static double Exposure(GenerationCounts row, Func<double, double>? arrived) =>
        row.Visits * (arrived is null || double.IsPositiveInfinity(row.Age) ? 1 : arrived(row.Age));
}
