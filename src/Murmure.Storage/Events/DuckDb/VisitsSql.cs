namespace Murmure.Storage.Events.DuckDb;

/// <summary>
/// Visits from page views. The steps order by time alone where ties make no difference, and break ties by content where they do, so that
/// neither the order of arrival, nor the batches, nor the numbers in the vocabulary show.
/// </summary>
internal static class VisitsSql
{
    /// <summary>Silence longer than this ends a visit.</summary>
    private const int SilenceMinutes = 30;

    public const string Clear =
        "/* DeriveVisits.Clear */ DELETE FROM visit_rows WHERE site = $site AND day BETWEEN $from AND $to";

    // TRICKY, numbered: the frame of the sum takes in peers (the default), so views of one second share a number, whichever comes first.
    // first_ids, last_ids: null when the views of that second differ, which is rare; only those visits are looked up by content, where a view
    // from elsewhere comes before one that followed a link of the site (and after it at the end), then the smallest by its texts.
    // Two views that tie on all texts are the same view.
    public static readonly string Derive = $"""
        /* DeriveVisits.Derive */
        INSERT INTO visit_rows
        WITH views AS MATERIALIZED (
            SELECT day, hour, visitor, time, page, origin, agent
            FROM event_rows
            WHERE site = $site AND day BETWEEN $from AND $to AND kind = 'pageview' AND verdict = 'person'),
        gaps AS (
            SELECT *, CASE WHEN time - lag(time) OVER by_visitor <= INTERVAL {SilenceMinutes} MINUTE THEN 0 ELSE 1 END AS opens
            FROM views
            WINDOW by_visitor AS (PARTITION BY day, visitor ORDER BY time)),
        numbered AS (
            SELECT *, sum(opens) OVER (PARTITION BY day, visitor ORDER BY time) AS visit
            FROM gaps),
        bounds AS (
            SELECT day, visitor, min(time) AS started, max(time) AS ended, count(*) AS views
            FROM numbered
            GROUP BY day, visitor, visit),
        firsts AS (
            SELECT day, visitor, started, any_value(ended) AS ended, any_value(bounds.views) AS views, {Ids("first_ids")}
            FROM bounds JOIN views USING (day, visitor)
            WHERE time = started
            GROUP BY day, visitor, started),
        lasts AS (
            SELECT day, visitor, started, {Ids("last_ids")}
            FROM bounds JOIN views USING (day, visitor)
            WHERE time = ended
            GROUP BY day, visitor, started),
        tied_firsts AS (
            SELECT day, visitor, started, arg_min({Id}, {Content}) AS ids
            FROM firsts JOIN views USING (day, visitor)
            {Texts}
            WHERE first_ids IS NULL AND time = started
            GROUP BY day, visitor, started),
        tied_lasts AS (
            SELECT day, visitor, started, arg_max({Id}, {Content}) AS ids
            FROM lasts JOIN bounds USING (day, visitor, started) JOIN views USING (day, visitor)
            {Texts}
            WHERE last_ids IS NULL AND time = ended
            GROUP BY day, visitor, started),
        edges AS (
            SELECT firsts.*, coalesce(first_ids, tied_firsts.ids) AS landing, coalesce(last_ids, tied_lasts.ids) AS leaving
            FROM firsts
            JOIN lasts USING (day, visitor, started)
            LEFT JOIN tied_firsts USING (day, visitor, started)
            LEFT JOIN tied_lasts USING (day, visitor, started))
        SELECT $site, day, landing.hour, visitor, started, ended, edges.views, landing.page, leaving.page, landing.origin, landing.agent,
            referrer_host = '' AND utm_source = '' AND utm_medium = '' AND utm_campaign = '' AND click_id = '',
            {Typeability.Deep("path")}
        FROM edges
        JOIN paths ON paths.id = landing.page
        JOIN origins ON origins.id = landing.origin
        """;

    private const string Id = "struct_pack(page := page, origin := origin, agent := agent, hour := hour)";

    private const string Content = """
        struct_pack(inside := family = 'internal', path := path, family := family, channel := channel, source := source, paid := paid,
            grade := grade, sender := sender, private := private, rule := rule, clue := clue, referrer_host := referrer_host,
            referrer_path := referrer_path, package := package, click_id := click_id, utm_source := utm_source, utm_medium := utm_medium,
            utm_campaign := utm_campaign, app := app, browser := browser, major := browser_major, os := os, device := device,
            country := country, hour := hour)
        """;

    private const string Texts = """
        JOIN paths ON paths.id = page
            JOIN origins ON origins.id = origin
            JOIN agents ON agents.id = agent
        """;

    private static string Ids(string name) =>
        $"CASE WHEN min({Id}) = max({Id}) THEN min({Id}) END AS {name}";
}
