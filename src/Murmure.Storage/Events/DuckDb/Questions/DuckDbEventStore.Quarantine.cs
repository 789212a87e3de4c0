using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Questions;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>What is set apart, and what was refused.</summary>
public sealed partial class DuckDbEventStore
{
    /// <summary>By site; replaced as a whole by the one writer, read by anybody.</summary>
    private volatile IReadOnlyDictionary<string, string[]> counted = new Dictionary<string, string[]>();

    public Task CountAsPeopleAsync(string site, IReadOnlyCollection<string> suspicions, CancellationToken cancellation) => WriteAsync(connection =>
    {
        var wanted = suspicions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (wanted.SequenceEqual(CountedOf(site), StringComparer.Ordinal))
            return 0; // every start says it again: no reason to count closed days anew
        using var transaction = connection.BeginTransaction();
        connection.Execute("/* CountAsPeople */ DELETE FROM counted WHERE site = $site", ("site", site));
        foreach (var suspicion in wanted)
            connection.Execute("/* CountAsPeople */ INSERT INTO counted VALUES ($site, $suspicion)", ("site", site), ("suspicion", suspicion));
        // Counted otherwise from now on: the days whose events are kept are read until their roll-ups are made again.
        if (open is not null)
            connection.Execute("/* CountAsPeople */ UPDATE closed_days SET rollups = 0 WHERE NOT purged AND site = (SELECT id FROM sites WHERE host = $site)", ("site", site));
        transaction.Commit();
        counted = ReadCounted(connection);
        return 0;
    }, cancellation);

    public Task<IReadOnlyList<SuspectCount>> SuspectsAsync(string site, DayRange range, CancellationToken cancellation) => AskAsync(site, range, (connection, seen) =>
    {
        var number = KnownSite(connection, own, site);
        return (IReadOnlyList<SuspectCount>)connection.Rows(
            open is null ? SuspectsSql.Ask(number ?? 0) : SuspectsSql.Ask(seen, ClosedSeen.Read(connection, number, range, seen)),
            row => new SuspectCount(row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)),
            ("from", range.From), ("to", range.To));
    }, cancellation);

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

    private static Dictionary<string, string[]> ReadCounted(DuckDBConnection connection) => connection
        .Rows("/* Counted */ SELECT site, suspicion FROM counted ORDER BY ALL", row => (Site: row.GetString(0), Suspicion: row.GetString(1)))
        .GroupBy(row => row.Site, StringComparer.Ordinal).ToDictionary(site => site.Key, site => site.Select(row => row.Suspicion).ToArray(), StringComparer.Ordinal);

    private string[] CountedOf(string site) => counted.GetValueOrDefault(site) ?? [];
}
