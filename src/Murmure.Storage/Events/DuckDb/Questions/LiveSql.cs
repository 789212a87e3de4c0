using Murmure.Storage.Events.DuckDb.Parts;
using Murmure.Storage.Events.DuckDb.Visits;

namespace Murmure.Storage.Events.DuckDb.Questions;

/// <summary>
/// The last minutes of a site, from its open days alone (adr/0061). Rows lie nearly in the order of their time, so DuckDB skips all but the last of them;
/// their texts are looked up for those few, which the views of a report's questions would do for the whole day.
/// </summary>
internal static class LiveSql
{
    /// <summary>More of them than a screen shows would be read by nobody.</summary>
    private const int Most = 20;

    private const string Within = "time >= $since AND time <= $until";

    /// <summary>The statement: kind, name, page, minute, count.</summary>
    // TRICKY, visitor: for half an hour after midnight one reader has two pseudonyms, and the day's part knows which yesterday's was.
    public static string Ask(IReadOnlyList<Part> open, IReadOnlyList<string> counted) => $"""
        /* Live */
        WITH lately AS MATERIALIZED ({Union(open, part => Rows(part.In, counted))}),
        begun AS ({Union(open, part => Visits(part.In, counted))}),
        people AS (SELECT * FROM lately WHERE (kind = 'pageview' OR kind IN {VisitsSql.Acts}) AND {VisitsSql.People}),
        views AS (SELECT * FROM people WHERE kind = 'pageview')
        SELECT 'Recent', '', '', 0, count(DISTINCT visitor) FROM people WHERE visitor <> 0 AND time >= $recent
        UNION ALL
        SELECT 'Visitors', '', '', 0, count(DISTINCT visitor) FROM people WHERE visitor <> 0
        UNION ALL
        SELECT 'Minute', '', '', CAST(date_diff('minute', $since, time) AS INTEGER) AS minute, count(*) FROM views GROUP BY minute
        UNION ALL
        (SELECT 'Page', '', page, 0, count(*) AS n FROM views GROUP BY page ORDER BY n DESC, page LIMIT {Most})
        UNION ALL
        (SELECT 'Channel', channel, '', 0, count(*) AS n FROM begun GROUP BY channel ORDER BY n DESC, channel LIMIT {Most})
        UNION ALL
        (SELECT 'Preview', platform, page, 0, count(*) AS n FROM lately WHERE kind = 'preview' GROUP BY ALL ORDER BY n DESC, page, platform LIMIT {Most})
        UNION ALL
        (SELECT CASE kind WHEN 'share' THEN 'Share' ELSE 'Copy' END AS act, CASE WHEN kind = 'share' AND rule = '{StoredEvent.ShareRule}' THEN channel ELSE '' END AS through, page, 0, count(*) AS n
            FROM people WHERE kind IN ('share', 'copy') GROUP BY ALL ORDER BY n DESC, page, act, through LIMIT {Most})
        UNION ALL
        (SELECT 'Goal', name, '', 0, count(*) AS n FROM people WHERE kind = 'goal' GROUP BY name ORDER BY n DESC, name LIMIT {Most})
        """;

    private static string Union(IReadOnlyList<Part> open, Func<Part, string> of) => string.Join("\nUNION ALL\n", open.Select(of));

    private static string Readers(string file, IReadOnlyList<string> counted) => $"(SELECT id FROM {file}agents WHERE suspicion IN ({PartsSeen.Counting(counted)}))";

    private static string Rows(string file, IReadOnlyList<string> counted) => $"""
        SELECT time, kind, verdict, coalesce(yesterday, rows.visitor) AS visitor, path AS page, channel, platform, rule, name
        FROM (
            SELECT time, kind, verdict, visitor, page, origin, agent, 0 AS detail FROM {file}event_rows WHERE {Within}
            UNION ALL
            SELECT time, kind, verdict, visitor, page, origin, agent, detail FROM {file}live_rows WHERE {Within}) AS rows
        JOIN {file}paths AS paths ON paths.id = rows.page
        JOIN {file}origins AS origins ON origins.id = rows.origin
        JOIN {file}details AS details ON details.id = rows.detail
        LEFT JOIN (SELECT visitor, min(yesterday) AS yesterday FROM {file}yesterdays GROUP BY visitor) AS before ON before.visitor = rows.visitor
        WHERE agent IN {Readers(file, counted)}
        """;

    private static string Visits(string file, IReadOnlyList<string> counted) => $"""
        SELECT channel FROM {file}visit_rows AS visits JOIN {file}origins AS origins ON origins.id = visits.origin
        WHERE started >= $since AND started <= $until AND agent IN {Readers(file, counted)}
        """;
}
