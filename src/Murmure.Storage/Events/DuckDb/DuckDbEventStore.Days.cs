using System.Runtime.CompilerServices;
using DuckDB.NET.Data;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>What is open, what is closed, and how far the journal has reached.</summary>
public sealed partial class DuckDbEventStore
{
    public Task<IReadOnlyList<DayPosition>> PositionsAsync(CancellationToken cancellation) => _readers.RunAsync(connection =>
        (IReadOnlyList<DayPosition>)Rows(
            connection, "/* Positions */ SELECT host, day, position FROM days JOIN sites ON sites.id = days.site WHERE position > 0 ORDER BY host, day",
            row => new DayPosition(row.GetString(0), row.GetFieldValue<DateOnly>(1), row.GetInt64(2))), cancellation);

    public Task<IReadOnlyList<OpenDay>> OpenDaysAsync(CancellationToken cancellation) => _readers.RunAsync(connection =>
        (IReadOnlyList<OpenDay>)Rows(connection, """
            /* OpenDays */
            WITH kept AS (SELECT site, day, min(time) AS first, max(time) AS last, count(*) AS events FROM event_rows GROUP BY site, day),
            counted AS (SELECT site, day, sum(hits) AS hits FROM machines GROUP BY site, day)
            SELECT host, days.day, first, last, coalesce(events, 0), CAST(coalesce(hits, 0) AS BIGINT), appended
            FROM days JOIN sites ON sites.id = days.site
            LEFT JOIN kept ON kept.site = days.site AND kept.day = days.day
            LEFT JOIN counted ON counted.site = host AND counted.day = days.day
            ORDER BY host, days.day
            """, row => new OpenDay(
                row.GetString(0), row.GetFieldValue<DateOnly>(1), row.IsDBNull(2) ? null : Utc(row, 2), row.IsDBNull(3) ? null : Utc(row, 3),
                row.GetInt64(4), row.GetInt64(5), Utc(row, 6))), cancellation);

    public Task<IReadOnlyList<ClosedDay>> ClosedDaysAsync(string site, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ClosedDay>>([]);

    public async IAsyncEnumerable<ulong> EventKeysAsync(string site, DateOnly day, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var keys = await _readers.RunAsync(connection => Rows(
            connection, "/* EventKeys */ SELECT key FROM event_keys JOIN sites ON sites.id = site WHERE host = $site AND day = $day",
            row => row.GetFieldValue<ulong>(0), ("site", site), ("day", day)), cancellation);
        foreach (var key in keys)
            yield return key;
    }

    public Task<CloseResult> CloseDayAsync(string site, DateOnly day, CloseRules rules, CancellationToken cancellation) =>
        throw new NotSupportedException("This store has no open parts.");

    /// <summary>Days that have reached the batch's position already; the others are noted as reaching it with this batch.</summary>
    private HashSet<DateOnly> Reached(DuckDBConnection connection, int site, EventBatch batch)
    {
        var reached = new HashSet<DateOnly>();
        foreach (var day in Days(batch))
        {
            var changed = connection.Execute("""
                /* Append.Day */ INSERT INTO days VALUES ($site, $day, $position, $now)
                ON CONFLICT DO UPDATE SET position = greatest(position, excluded.position), appended = excluded.appended
                WHERE excluded.position = 0 OR excluded.position > position
                """, ("site", site), ("day", day), ("position", batch.Position), ("now", _clock.GetUtcNow().UtcDateTime));
            if (changed == 0)
                reached.Add(day);
        }

        return reached;
    }

    private static HashSet<DateOnly> Days(EventBatch batch)
    {
        var days = batch.Machines.Select(count => count.Day).ToHashSet();
        foreach (ref readonly var stored in batch.Events.Span)
            days.Add(stored.Day);
        return days;
    }
}
