using System.Runtime.InteropServices;

namespace Murmure.Statistics.Simulation;

/// <summary>A count of visits by people, and the parts that matter here.</summary>
/// <param name="Visits">All visits.</param>
/// <param name="Direct">Those without referrer, tag or mark.</param>
/// <param name="Dark">Those that a private message brought, whatever they show.</param>
/// <param name="DarkDirect">Those that are both.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct VisitCounts(int Visits, int Direct, int Dark, int DarkDirect)
{
    /// <summary>Share of the direct visits that a private message brought; 0 where there is none to divide by.</summary>
    public double Alpha => Direct == 0 ? 0 : (double)DarkDirect / Direct;

    /// <summary>Share of all visits that a private message brought; 0 where there is none to divide by.</summary>
    public double DarkShare => Visits == 0 ? 0 : (double)Dark / Visits;

    internal VisitCounts With(SimulatedVisit visit) => new(
        Visits + 1,
        Direct + (visit.IsDirect ? 1 : 0),
        Dark + (visit.IsDark ? 1 : 0),
        DarkDirect + (visit.IsDirect && visit.IsDark ? 1 : 0));
}

/// <summary>What really happened in a run. Machines are counted nowhere but in <see cref="StealthVisits"/>.</summary>
public sealed record Truth
{
    public required VisitCounts Total { get; init; }

    /// <summary>By page index.</summary>
    public required IReadOnlyDictionary<int, VisitCounts> ByPage { get; init; }

    /// <summary>By day of the run, 0 first.</summary>
    public required IReadOnlyDictionary<int, VisitCounts> ByDay { get; init; }

    /// <summary>By channel in truth, also where nothing shows it.</summary>
    public required IReadOnlyDictionary<string, VisitCounts> ByChannel { get; init; }

    /// <summary>Clicks of each generation of sharing, the first first.</summary>
    public required IReadOnlyList<int> Generations { get; init; }

    public required int StealthVisits { get; init; }

    /// <summary>
    /// Clicks per click: the maximum-likelihood branching ratio of a finished forest, <c>1 - roots / nodes</c>, where the nodes are
    /// the clicks on private links and the roots those of the first generation. 0 without clicks.
    /// </summary>
    public double BranchingRatio => Generations.Count == 0 ? 0 : 1 - (double)Generations[0] / Generations.Sum();

    internal static Truth Of(IReadOnlyList<SimulatedVisit> visits)
    {
        SimulatedVisit[] people = [.. visits.Where(v => v.IsHuman)];
        var deepest = people.Select(v => v.Generation).DefaultIfEmpty().Max();
        return new Truth
        {
            Total = people.Aggregate(default(VisitCounts), (counts, visit) => counts.With(visit)),
            ByPage = CountBy(people, v => v.Page),
            ByDay = CountBy(people, v => (int)(v.Time / 24)),
            ByChannel = CountBy(people, v => v.Channel),
            Generations = [.. Enumerable.Range(1, deepest).Select(g => people.Count(v => v.Generation == g))],
            StealthVisits = visits.Count - people.Length,
        };
    }

    private static SortedDictionary<TKey, VisitCounts> CountBy<TKey>(IEnumerable<SimulatedVisit> visits, Func<SimulatedVisit, TKey> key)
        where TKey : notnull
    {
        var comparer = typeof(TKey) == typeof(string) ? (IComparer<TKey>)StringComparer.Ordinal : Comparer<TKey>.Default;
        var counts = new SortedDictionary<TKey, VisitCounts>(comparer);
        foreach (var visit in visits)
            counts[key(visit)] = counts.GetValueOrDefault(key(visit)).With(visit);
        return counts;
    }
}
