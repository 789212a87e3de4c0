using System.Runtime.CompilerServices;
using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>What is open, what is closed, and how far the journal has reached.</summary>
public sealed partial class DuckDbEventStore
{
    private const int KeysAtOnce = 65_536;

    public Task<IReadOnlyList<DayPosition>> PositionsAsync(CancellationToken cancellation) => open is null
        ? readers.RunAsync(connection => (IReadOnlyList<DayPosition>)connection.Rows(
            "/* Positions */ SELECT host, day, position FROM days JOIN sites ON sites.id = days.site WHERE position > 0 ORDER BY host, day",
            row => new DayPosition(row.GetString(0), row.GetFieldValue<DateOnly>(1), row.GetInt64(2))), cancellation)
        : Task.FromResult<IReadOnlyList<DayPosition>>(
            [.. open.All.Where(part => part.Counts.Position > 0).Select(part => new DayPosition(part.Site, part.Day, part.Counts.Position))]);

    public Task<IReadOnlyList<OpenDay>> OpenDaysAsync(CancellationToken cancellation) => open is null
        ? readers.RunAsync(connection => (IReadOnlyList<OpenDay>)connection.Rows("""
            /* OpenDays */
            SELECT site, day, min(first), max(last), CAST(sum(events) AS BIGINT), CAST(sum(hits) AS BIGINT)
            FROM (
                SELECT site, day, min(time) AS first, max(time) AS last, count(*) AS events, 0 AS hits FROM events GROUP BY site, day
                UNION ALL
                SELECT site, day, NULL, NULL, 0, sum(hits) FROM machines GROUP BY site, day)
            GROUP BY site, day ORDER BY site, day
            """, row => new OpenDay(
                row.GetString(0), row.GetFieldValue<DateOnly>(1), row.Time(2), row.Time(3), row.GetInt64(4), row.GetInt64(5), lastAppended)), cancellation)
        : Task.FromResult<IReadOnlyList<OpenDay>>([.. open.All.Select(part => part.Told())]);

    public Task<IReadOnlyList<ClosedDay>> ClosedDaysAsync(string site, CancellationToken cancellation) => open is null
        ? Task.FromResult<IReadOnlyList<ClosedDay>>([])
        : readers.RunAsync(connection => (IReadOnlyList<ClosedDay>)connection.Rows("""
            /* ClosedDays */
            SELECT day, events, visits, closed, catalogue, purged, purged AND rollups = 0 AND events + machine_hits = 0 FROM closed_days JOIN sites ON sites.id = site WHERE host = $site ORDER BY day
            """, row => new ClosedDay(
                site, row.GetFieldValue<DateOnly>(0), row.GetInt64(1), row.GetInt64(2), row.Time(3)!.Value, row.GetString(4)) { Purged = row.GetBoolean(5), Gone = row.GetBoolean(6) }, ("site", site)), cancellation);

    public async IAsyncEnumerable<ulong> EventKeysAsync(string site, DateOnly day, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // A page at a time and not by a streaming reader: no connection and no part is held while the caller is at work.
        var above = 0UL;
        while (true)
        {
            var from = above;
            var keys = await AskAsync(site, DayRange.Of(day), (connection, seen) => KeysAbove(connection, seen, site, day, from), cancellation);
            foreach (var key in keys)
                yield return above = key;
            if (keys.Count < KeysAtOnce)
                yield break;
        }
    }

    private List<ulong> KeysAbove(DuckDBConnection connection, PartsSeen seen, string site, DateOnly day, ulong above)
    {
        var part = open is null ? own : seen.Open is [var only] ? only : null;
        return part is null
            ? []
            : connection.Rows($"""
                /* EventKeys */ SELECT key FROM {part.In}event_keys AS keys JOIN {part.In}sites ON sites.id = keys.site
                WHERE host = $site AND day = $day AND key > $above ORDER BY key LIMIT $most
                """, row => row.GetFieldValue<ulong>(0), ("site", site), ("day", day), ("above", above), ("most", KeysAtOnce));
    }
}
