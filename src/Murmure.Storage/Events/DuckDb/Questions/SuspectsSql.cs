using System.Globalization;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb.Questions;

/// <summary>What rules set apart: from the daily counts of closed days, else from rows, of which only what was it read with is looked up.</summary>
internal static class SuspectsSql
{
    /// <summary>The version of the daily counts from which on closed days have these.</summary>
    private const int CountedSince = 2;

    /// <summary>Views and visits by day and suspicion, as a statement.</summary>
    public static string Ask(PartsSeen seen, ClosedSeen closed)
    {
        var scope = string.Create(CultureInfo.InvariantCulture, $"site = {closed.Site} AND day BETWEEN $from AND $to");
        var open = seen.Open.Select(part => part.Day).ToList();
        var uncounted = closed.Days.Where(day => day.Version < CountedSince && !day.Purged).Select(day => day.Day).ToList();
        var places = seen.Open.Select(part => Rows(part.In, "true"))
            .Append($"SELECT day, suspicion, views, visits FROM suspect_counts WHERE {scope}{Days.Not(open.Concat(uncounted))}").ToList();
        if (uncounted.Count > 0)
            places.Add(Rows("", $"{scope} AND day IN ({Days.Written(uncounted)})"));
        return Ask(places);
    }

    /// <summary>The same of the store of an analysis.</summary>
    public static string Ask(int site) =>
        Ask([Rows("", string.Create(CultureInfo.InvariantCulture, $"site = {site} AND day BETWEEN $from AND $to"))]);

    /// <summary>The rows of one file that are set apart, counted by day and suspicion.</summary>
    public static string Rows(string file, string where) => $"""
        SELECT day, suspicion, count(*) FILTER (view) AS views, count(*) FILTER (NOT view) AS visits
        FROM (
            SELECT day, agent, true AS view FROM {file}event_rows WHERE {where} AND kind = 'pageview'
            UNION ALL
            SELECT day, agent, true FROM {file}live_rows WHERE {where} AND kind = 'pageview'
            UNION ALL
            SELECT day, agent, false FROM {file}visit_rows WHERE {where}) AS rows
        JOIN {file}agents AS agents ON agents.id = agent
        WHERE suspicion <> ''
        GROUP BY day, suspicion
        """;

    private static string Ask(IEnumerable<string> places) => $"""
        /* Suspects */
        SELECT day, suspicion, CAST(sum(views) AS BIGINT), CAST(sum(visits) AS BIGINT)
        FROM ({string.Join(" UNION ALL ", places)})
        GROUP BY day, suspicion ORDER BY day, suspicion
        """;
}
