using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb.Questions;

/// <summary>What is left of a site's closed days in a range.</summary>
/// <param name="Site">The site's number in the store's own file; 0 where it has none.</param>
/// <param name="Days">Days of which anything is left: the version they were counted with, and whether their events are gone.</param>
internal sealed record ClosedSeen(int Site, IReadOnlyList<(DateOnly Day, int Version, bool Purged)> Days)
{
    /// <summary>In the store of an analysis nothing is closed.</summary>
    public static ClosedSeen Nothing(int? site) => new(site ?? 0, []);

    public static ClosedSeen Read(DuckDBConnection connection, int? site, DayRange range, PartsSeen seen)
    {
        if (site is null)
            return Nothing(site);
        var open = seen.Open.Select(part => part.Day).ToHashSet();
        return new ClosedSeen(site.Value, [.. connection.Rows("""
            /* ClosedSeen */ SELECT day, rollups, purged FROM closed_days WHERE site = $site AND day BETWEEN $from AND $to AND events > 0 ORDER BY day
            """, row => (row.GetFieldValue<DateOnly>(0), row.GetInt32(1), row.GetBoolean(2)),
            ("site", site), ("from", range.From), ("to", range.To)).Where(day => !open.Contains(day.Item1))]);
    }
}
