using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>What happened just now: open days alone know the minute.</summary>
public sealed partial class DuckDbEventStore
{
    public Task<IReadOnlyList<RecentPreviews>> RecentPreviewsAsync(string site, DateTime now, int hours, CancellationToken cancellation)
    {
        // A site's calendar is at most a day from UTC's.
        var range = new DayRange(DateOnly.FromDateTime(now.AddHours(-hours)).AddDays(-1), DateOnly.FromDateTime(now).AddDays(1));
        return AskAsync(site, range, IReadOnlyList<RecentPreviews> (connection, seen) => seen.Open.Count == 0 ? [] : connection.Rows(
            $"/* RecentPreviews */ SELECT page, link, platform, ago, CAST(sum(n) AS BIGINT) FROM ({string.Join(" UNION ALL ", seen.Open.Select(part => Recent(part.In, seen.Counted)))}) GROUP BY ALL ORDER BY ALL",
            row => new RecentPreviews(row.GetString(0), row.GetInt64(1), row.GetString(2), (int)row.GetInt64(3), row.GetInt64(4)),
            ("now", now), ("since", now.AddHours(-hours))), cancellation);
    }

    // What a short link's preview is of, its own path does not say.
    private static string Recent(string file, IReadOnlyList<string> counted) => $"""
        SELECT CASE WHEN details.link = 0 THEN paths.path ELSE '' END AS page, details.link AS link, origins.platform AS platform, greatest(0, date_diff('second', time, CAST($now AS TIMESTAMP))) // 3600 AS ago, count(*) AS n
        FROM (
            SELECT time, page, origin, agent, 0 AS detail FROM {file}event_rows WHERE kind = 'preview' AND time > $since
            UNION ALL
            SELECT time, page, origin, agent, detail FROM {file}live_rows WHERE kind = 'preview' AND time > $since) AS previews
        JOIN {file}agents AS agents ON agents.id = previews.agent
        JOIN {file}paths AS paths ON paths.id = previews.page
        JOIN {file}origins AS origins ON origins.id = previews.origin
        JOIN {file}details AS details ON details.id = previews.detail
        WHERE agents.suspicion IN ({PartsSeen.Counting(counted)})
        GROUP BY ALL
        """;
}
