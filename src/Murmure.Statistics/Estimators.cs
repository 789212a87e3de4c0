using Murmure.Statistics.Tables;

namespace Murmure.Statistics;

/// <summary>The figures that Murmure shows, a line each: where they are from is a folder of its own.</summary>
public static class Estimators
{
    /// <summary>How much of a site's direct visits private messages brought.</summary>
    /// <param name="tables">The counts of one period.</param>
    /// <param name="seed">The same tables and seed give the same bits on one runtime.</param>
    public static SiteEstimate DarkSocial(HourlyTables tables, ulong seed) => Ladder.Climb(tables, seed);
}
