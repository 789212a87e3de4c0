using System.Globalization;
using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Questions;

namespace Murmure.Storage.Events.DuckDb.Closing;

/// <summary>Makes the roll-ups of a closed day from its rows in the closed part, in place of those it had. The transaction is the caller's.</summary>
internal static class DayRollups
{
    private static readonly ReportSource[] Sources = [ReportSource.Events, ReportSource.Visits];

    public static IEnumerable<string> Tables => Sources.Select(Table).Append("suspect_counts");

    public static string Table(ReportSource source) => source == ReportSource.Events ? "event_rollups" : "visit_rollups";

    /// <param name="counted">Which suspicions the site counts as people.</param>
    /// <returns>How many rows they have.</returns>
    public static long Make(DuckDBConnection connection, int site, DateOnly day, IReadOnlyList<string> counted, CancellationToken cancellation)
    {
        var rows = 0L;
        foreach (var source in Sources)
        {
            connection.Execute($"/* DayRollups */ DELETE FROM {Table(source)} WHERE site = $site AND day = $day", ("site", site), ("day", day));
            Gather(connection, source, site, day, counted);
            foreach (var rollup in Rollup.All(source))
            {
                cancellation.ThrowIfCancellationRequested();
                rows += Count(connection, source, rollup);
            }
        }

        connection.Execute("/* DayRollups */ DROP TABLE temp.rolling");
        CountSuspects(connection, site, day);
        connection.Execute("/* DayRollups */ UPDATE closed_days SET rollups = $version WHERE site = $site AND day = $day",
            ("version", Rollup.Version), ("site", site), ("day", day));
        return rows;
    }

    /// <summary>The day's rows with their texts, once for all roll-ups.</summary>
    private static void Gather(DuckDBConnection connection, ReportSource source, int site, DateOnly day, IReadOnlyList<string> counted)
    {
        var named = string.Join(' ', Rollup.All(source).SelectMany(rollup => rollup.Dimensions)
            .Select(dimension => dimension.Expression(source, DuckDbDialect.Instance)).Concat(Rollup.Metrics(source).Select(metric => metric.Expression)));
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
            /* DayRollups.Gather */
            CREATE OR REPLACE TEMP TABLE rolling AS SELECT * FROM {RowsSql.From(source, "", named, counted)} WHERE site = {site} AND day = DATE '{day:yyyy-MM-dd}'
            """));
    }

    private static void CountSuspects(DuckDBConnection connection, int site, DateOnly day)
    {
        connection.Execute("/* DayRollups */ DELETE FROM suspect_counts WHERE site = $site AND day = $day", ("site", site), ("day", day));
        connection.Execute($"""
            /* DayRollups.Suspects */ INSERT INTO suspect_counts
            SELECT $site, day, suspicion, views, visits FROM ({SuspectsSql.Rows("", "site = $site AND day = $day")}) WHERE views + visits > 0 ORDER BY ALL
            """, ("site", site), ("day", day));
    }

    // PRIVACY: sorted by what they say, so that their order in the file does not tell the order of arrival.
    private static long Count(DuckDBConnection connection, ReportSource source, Rollup rollup)
    {
        var metrics = Rollup.Metrics(source);
        var keys = Enumerable.Range(0, Rollup.MostKeys).Select(place => place < rollup.Dimensions.Count
            ? $"CAST({rollup.Dimensions[place].Expression(source, DuckDbDialect.Instance)} AS VARCHAR)"
            : "''");
        return connection.Execute($"""
            /* DayRollups.Count */
            INSERT INTO {Table(source)} (site, day, rollup, a, b, c, {string.Join(", ", metrics.Select(metric => metric.Name))})
            SELECT site, day, '{rollup.Name}', {string.Join(", ", keys)}, {string.Join(", ", metrics.Select(metric => metric.Expression))}
            FROM temp.rolling GROUP BY ALL ORDER BY ALL
            """);
    }
}
