using System.Collections.Concurrent;
using Murmure.Server.Sites;

namespace Murmure.Server.Ingest;

/// <summary>
/// Whether the beacons of a site usually arrive with Accept-Language. Every browser sends it, but a proxy may drop it, and then nothing can be said
/// of those without. Counts of the last few thousand beacons in memory; nothing of anybody's.
/// </summary>
internal sealed class LanguageHabits
{
    /// <summary>From so many on a habit is one; at twice as many both counts are halved, so that a change shows.</summary>
    private const int Enough = 500;

    private sealed class Counts
    {
        public int With;
        public int All;
    }

    private readonly ConcurrentDictionary<long, Counts> sites = new();

    /// <summary>Counts a beacon, and says whether nine in ten of the site's carry a language.</summary>
    public bool IsUsual(SiteId site, bool here)
    {
        var counts = sites.GetOrAdd(site.Value, static _ => new Counts());
        // A count lost to a race changes no share of hundreds.
        var all = ++counts.All;
        if (here)
            counts.With++;
        if (all < 2 * Enough)
            return all >= Enough && counts.With * 10L >= all * 9L;
        (counts.With, counts.All) = (counts.With / 2, all / 2);
        return counts.With * 10L >= counts.All * 9L;
    }
}
