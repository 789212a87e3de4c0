using DuckDB.NET.Data;
using Murmure.Attribution;
using Murmure.Storage.Events.DuckDb.Closing;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>What becomes of closed days: roll-ups that they lack, and the end of what is kept.</summary>
public sealed partial class DuckDbEventStore
{
    /// <summary>Called between the steps of a purge, with the step just done: where a test may pull the plug.</summary>
    internal Action<string>? Purging { get; set; }

    public async Task<int> RollUpAsync(CancellationToken cancellation)
    {
        // A day at a time, so that events do not wait for a year of them.
        for (var made = 0; ; made++)
        {
            if (!await WriteAsync(connection => NextToRollUp(connection) is { } day && RollUp(connection, day, cancellation), cancellation))
                return made;
        }
    }

    public Task<long> ReclassifyAsync(string site, DateOnly day, Classifier classifier, CancellationToken cancellation) => WriteAsync(connection =>
    {
        if (open is null || KnownSite(connection, own, site) is not { } number || Catalogue(connection, number, day) is not { } made || made == classifier.Version)
            return 0L;
        using var transaction = connection.BeginTransaction();
        var changed = new DayReading(connection, own, classifier).Run(number, day);
        if (changed > 0)
            DayRollups.Make(connection, number, day, CountedOf(site), cancellation);
        connection.Execute("/* Reclassify */ UPDATE closed_days SET catalogue = $catalogue WHERE site = $site AND day = $day",
            ("catalogue", classifier.Version), ("site", number), ("day", day));
        transaction.Commit();
        return changed;
    }, cancellation);

    public async Task<PurgeResult> PurgeAsync(string site, PurgeRules rules, CancellationToken cancellation)
    {
        var purged = new PurgeResult(clock.GetUtcNow().UtcDateTime, rules, 0, 0, 0, 0, 0);
        if (open is null || await WriteAsync(connection => KnownSite(connection, own, site), cancellation) is not { } number)
            return purged;
        foreach (var day in await WriteAsync(connection => Overdue(connection, number, rules), cancellation))
        {
            var gone = await WriteAsync(connection => Purge(connection, (number, site, day), rules, cancellation), cancellation);
            purged = purged with { Days = purged.Days + 1, Events = purged.Events + gone.Events, Visits = purged.Visits + gone.Visits, Counts = purged.Counts + gone.Counts };
            Purging?.Invoke("day");
        }

        return purged.Days == 0 ? purged : await WriteAsync(connection => Prove(connection, number, purged), cancellation);
    }

    public Task<IReadOnlyList<PurgeResult>> PurgesAsync(string site, CancellationToken cancellation) => open is null
        ? Task.FromResult<IReadOnlyList<PurgeResult>>([])
        : readers.RunAsync(connection => (IReadOnlyList<PurgeResult>)connection.Rows("""
            /* Purges */
            SELECT purged_at, events_before, counts_before, days, purges.events, visits, counts, still FROM purges JOIN sites ON sites.id = site WHERE host = $site ORDER BY purged_at DESC
            """, row => new PurgeResult(
                row.Time(0)!.Value, new PurgeRules(row.GetFieldValue<DateOnly>(1), row.GetFieldValue<DateOnly>(2)), row.GetInt32(3), row.GetInt64(4),
                row.GetInt64(5), row.GetInt64(6), row.GetInt64(7)), ("site", site)), cancellation);

    /// <summary>The version that a closed day's origins were read under; null where it has no events left to read.</summary>
    private static string? Catalogue(DuckDBConnection connection, int site, DateOnly day) => (string?)connection.Scalar(
        "/* Reclassify.Catalogue */ SELECT catalogue FROM closed_days WHERE site = $site AND day = $day AND NOT purged", ("site", site), ("day", day));

    private static (int Site, string Host, DateOnly Day)? NextToRollUp(DuckDBConnection connection) => connection.Rows("""
        /* RollUp.Next */
        SELECT site, host, day FROM closed_days JOIN sites ON sites.id = site WHERE rollups <> $version AND NOT purged AND events > 0 ORDER BY day DESC LIMIT 1
        """, row => ((int, string, DateOnly)?)(row.GetInt32(0), row.GetString(1), row.GetFieldValue<DateOnly>(2)), ("version", Rollup.Version)).SingleOrDefault();

    private bool RollUp(DuckDBConnection connection, (int Site, string Host, DateOnly Day) closed, CancellationToken cancellation)
    {
        using var transaction = connection.BeginTransaction();
        DayRollups.Make(connection, closed.Site, closed.Day, CountedOf(closed.Host), cancellation);
        transaction.Commit();
        return true;
    }

    /// <summary>Closed days that hold what is to go, oldest first.</summary>
    private static List<DateOnly> Overdue(DuckDBConnection connection, int site, PurgeRules rules) => connection.Rows("""
        /* Purge.Overdue */
        SELECT day FROM closed_days WHERE site = $site AND (day < $events AND NOT purged OR day < $counts AND events + machine_hits > 0) ORDER BY day
        """, row => row.GetFieldValue<DateOnly>(0), ("site", site), ("events", rules.EventsBefore), ("counts", rules.CountsBefore));

    /// <summary>One day, in one transaction: killed before its commit it is still there whole, and the next purge begins with it.</summary>
    private (long Events, long Visits, long Counts) Purge(
        DuckDBConnection connection, (int Site, string Host, DateOnly Day) closed, PurgeRules rules, CancellationToken cancellation)
    {
        var (site, host, day) = closed;
        using var transaction = connection.BeginTransaction();
        var uncounted = connection.Scalar(
            "/* Purge.Uncounted */ SELECT 1 FROM closed_days WHERE site = $site AND day = $day AND rollups <> $version AND NOT purged AND events > 0",
            ("site", site), ("day", day), ("version", Rollup.Version)) is not null;
        if (uncounted && day >= rules.CountsBefore)
            DayRollups.Make(connection, site, day, CountedOf(host), cancellation);
        var (events, visits) = ClosedRows.DeleteEvents(connection, site, DayRange.Of(day));
        var counts = 0L;
        if (day < rules.CountsBefore)
            counts = ClosedRows.DeleteCounts(connection, site, DayRange.Of(day));
        else
            connection.Execute("/* Purge */ UPDATE closed_days SET purged = true WHERE site = $site AND day = $day", ("site", site), ("day", day));
        transaction.Commit();
        return (events, visits, counts);
    }

    /// <summary>Looks for what was to go, sweeps its texts, and keeps what was found and done.</summary>
    private PurgeResult Prove(DuckDBConnection connection, int site, PurgeResult purged)
    {
        using var transaction = connection.BeginTransaction();
        // A day on which everything was refused has no closed day that would take its refusals along.
        connection.Execute("/* Purge.Refused */ DELETE FROM refused WHERE day < $counts AND site = (SELECT host FROM sites WHERE id = $site)", ("counts", purged.Rules.CountsBefore), ("site", site));
        SweepTexts(connection, own);
        var left = ClosedRows.CountBefore(connection, site, purged.Rules);
        var proven = purged with { Left = left };
        connection.Execute("/* Purge.Keep */ INSERT INTO purges VALUES ($site, $at, $eventsBefore, $countsBefore, $days, $events, $visits, $counts, $left)",
            ("site", site), ("at", purged.At), ("eventsBefore", purged.Rules.EventsBefore), ("countsBefore", purged.Rules.CountsBefore),
            ("days", purged.Days), ("events", purged.Events), ("visits", purged.Visits), ("counts", purged.Counts), ("left", left));
        transaction.Commit();
        return proven;
    }
}
