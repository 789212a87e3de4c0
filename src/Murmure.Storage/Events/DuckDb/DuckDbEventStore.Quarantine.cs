using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>What is set apart, and what was refused.</summary>
public sealed partial class DuckDbEventStore
{
    public Task CountAsPeopleAsync(string site, IReadOnlyCollection<string> suspicions, CancellationToken cancellation) => WriteAsync(connection =>
    {
        // One transaction a file: killed in between, a day counts by the old list until the next call, which every start makes.
        using (var transaction = connection.BeginTransaction())
        {
            connection.Execute("/* CountAsPeople */ DELETE FROM counted WHERE site = $site", ("site", site));
            foreach (var suspicion in suspicions.Distinct(StringComparer.Ordinal))
                connection.Execute("/* CountAsPeople */ INSERT INTO counted VALUES ($site, $suspicion)", ("site", site), ("suspicion", suspicion));
            transaction.Commit();
        }

        foreach (var part in open?.All.Where(part => part.Site == site).ToList() ?? [])
            CopyCounted(connection, part);
        return 0;
    }, cancellation);

    public Task<IReadOnlyList<SuspectCount>> SuspectsAsync(string site, DayRange range, CancellationToken cancellation) => AskAsync(site, range, (connection, seen) =>
        (IReadOnlyList<SuspectCount>)connection.Rows($"""
            /* Suspects */
            SELECT day, suspicion, CAST(sum(views) AS BIGINT), CAST(sum(visits) AS BIGINT)
            FROM (
                SELECT day, suspicion, count(*) AS views, 0 AS visits FROM {seen.From("all_events", range)}
                WHERE site = $site AND day BETWEEN $from AND $to AND suspicion <> '' AND kind = 'pageview' GROUP BY day, suspicion
                UNION ALL
                SELECT day, suspicion, 0 AS views, count(*) AS visits FROM {seen.From("all_visits", range)}
                WHERE site = $site AND day BETWEEN $from AND $to AND suspicion <> '' GROUP BY day, suspicion)
            GROUP BY day, suspicion ORDER BY day, suspicion
            """, row => new SuspectCount(row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)),
            ("site", site), ("from", range.From), ("to", range.To)), cancellation);

    public Task AddRefusedAsync(string site, IReadOnlyList<RefusedCount> counts, CancellationToken cancellation) => WriteAsync(connection =>
    {
        using var transaction = connection.BeginTransaction();
        foreach (var count in counts)
        {
            connection.Execute("""
                /* AddRefused */ INSERT INTO refused VALUES ($site, $day, $reason, $hits) ON CONFLICT DO UPDATE SET hits = hits + excluded.hits
                """, ("site", site), ("day", count.Day), ("reason", count.Reason), ("hits", count.Hits));
        }

        transaction.Commit();
        return counts.Count;
    }, cancellation);

    public Task<IReadOnlyList<RefusedCount>> RefusedAsync(string site, DayRange range, CancellationToken cancellation) => readers.RunAsync(connection =>
        (IReadOnlyList<RefusedCount>)connection.Rows(
            "/* Refused */ SELECT day, reason, hits FROM refused WHERE site = $site AND day BETWEEN $from AND $to ORDER BY day, reason",
            row => new RefusedCount(row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetInt64(2)),
            ("site", site), ("from", range.From), ("to", range.To)), cancellation);

    /// <summary>A day's file answers for itself, so it has its site's list too.</summary>
    private void CopyCounted(DuckDBConnection connection, Part part)
    {
        using var transaction = connection.BeginTransaction();
        connection.Execute($"/* CopyCounted */ DELETE FROM {part.In}counted");
        connection.Execute($"/* CopyCounted */ INSERT INTO {part.In}counted SELECT site, suspicion FROM {own.In}counted WHERE site = $site", ("site", part.Site));
        transaction.Commit();
    }
}
