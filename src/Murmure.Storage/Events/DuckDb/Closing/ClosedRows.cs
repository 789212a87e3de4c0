using DuckDB.NET.Data;

namespace Murmure.Storage.Events.DuckDb.Closing;

/// <summary>Deletes what the store's own file has of a site's days. The transaction is the caller's.</summary>
internal static class ClosedRows
{
    private const string Scope = "site = $site AND day BETWEEN $from AND $to";

    /// <summary>Events and visits, one row each.</summary>
    public static (long Events, long Visits) DeleteEvents(DuckDBConnection connection, int site, DayRange range)
    {
        (string, object?)[] scope = [("site", site), ("from", range.From), ("to", range.To)];
        var events = connection.Execute($"/* ClosedRows */ DELETE FROM event_rows WHERE {Scope}", scope)
            + connection.Execute($"/* ClosedRows */ DELETE FROM live_rows WHERE {Scope}", scope);
        return (events, connection.Execute($"/* ClosedRows */ DELETE FROM visit_rows WHERE {Scope}", scope));
    }

    /// <summary>Daily counts, those of machines and of what was refused included. The days stay known as closed: nothing that comes late opens them again.</summary>
    public static long DeleteCounts(DuckDBConnection connection, int site, DayRange range)
    {
        (string, object?)[] scope = [("site", site), ("from", range.From), ("to", range.To)];
        var counts = 0L;
        foreach (var table in (string[])["machines", "refused"])
            counts += connection.Execute($"/* ClosedRows */ DELETE FROM {table} WHERE site = (SELECT host FROM sites WHERE id = $site) AND day BETWEEN $from AND $to", scope);
        foreach (var table in DayRollups.Tables)
            counts += connection.Execute($"/* ClosedRows */ DELETE FROM {table} WHERE {Scope}", scope);
        connection.Execute($"/* ClosedRows */ UPDATE closed_days SET purged = true, rollups = 0, events = 0, visits = 0, machine_hits = 0 WHERE {Scope}", scope);
        return counts;
    }

    /// <summary>How many rows there are of what a purge was to delete.</summary>
    public static long CountBefore(DuckDBConnection connection, int site, PurgeRules rules) => (long)connection.Scalar($"""
        /* ClosedRows.Count */
        SELECT (SELECT count(*) FROM event_rows WHERE site = $site AND day < $events)
            + (SELECT count(*) FROM live_rows WHERE site = $site AND day < $events)
            + (SELECT count(*) FROM visit_rows WHERE site = $site AND day < $events)
            + (SELECT count(*) FROM machines WHERE site = (SELECT host FROM sites WHERE id = $site) AND day < $counts)
            + (SELECT count(*) FROM refused WHERE site = (SELECT host FROM sites WHERE id = $site) AND day < $counts)
            + {string.Join(" + ", DayRollups.Tables.Select(table => $"(SELECT count(*) FROM {table} WHERE site = $site AND day < $counts)"))}
        """, ("site", site), ("events", rules.EventsBefore), ("counts", rules.CountsBefore))!;
}
