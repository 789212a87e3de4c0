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

    public const string Days = """
        /* DeriveVisits.Days */
        SELECT day, count(*) FROM event_rows
        WHERE site = $site AND day BETWEEN $from AND $to AND kind = 'pageview' AND verdict IN ('person', 'unknown')
        GROUP BY day ORDER BY day
        """;

    // A few small days, or one slice of a large day's visitors, at a time: no visit crosses either, so memory is bounded by the piece.
    // TRICKY, numbered: the frame of the sum takes in peers (the default), so views of one second share a number, whichever comes first.
    // tied: visits with two views in one second are looked up by content: a view from elsewhere comes before one that followed a link of the
    // site, then the smaller by its texts. Two views that tie on all texts are the same view.
    public static readonly string Derive = $"""
        /* DeriveVisits.Derive */
        INSERT INTO visit_rows
        WITH gaps AS (
            SELECT day, visitor, time, hour, page, origin, agent, time - lag(time) OVER (PARTITION BY day, visitor ORDER BY time) AS gap
            FROM event_rows
            WHERE site = $site AND day BETWEEN $from AND $to AND kind = 'pageview' AND verdict IN ('person', 'unknown') AND visitor % $slices = $slice),
        numbered AS MATERIALIZED (
            SELECT *, sum(CASE WHEN gap <= INTERVAL {SilenceMinutes} MINUTE THEN 0 ELSE 1 END) OVER (PARTITION BY day, visitor ORDER BY time) AS visit
            FROM gaps),
        bounds AS MATERIALIZED (
            SELECT day, visitor, visit, min(time) AS started, max(time) AS ended, count(*) AS views, min(gap) = INTERVAL 0 SECOND AS tied,
                arg_min(hour, time) AS hour, arg_min(page, time) AS landing, arg_max(page, time) AS exit,
                arg_min(origin, time) AS origin, arg_min(agent, time) AS agent
            FROM numbered
            GROUP BY day, visitor, visit),
        settled AS (
            SELECT day, visitor, visit, arg_min(struct_pack(page := page, origin := origin, agent := agent), {Content}) AS first,
                arg_max(page, {Content}) AS last
            FROM (SELECT day, visitor, visit FROM bounds WHERE tied) JOIN numbered USING (day, visitor, visit)
            JOIN paths ON paths.id = page
            JOIN origins ON origins.id = origin
            JOIN agents ON agents.id = agent
            GROUP BY day, visitor, visit),
        whole AS (
            SELECT bounds.* REPLACE (
                coalesce(first.page, landing) AS landing, coalesce(last, exit) AS exit,
                coalesce(first.origin, origin) AS origin, coalesce(first.agent, agent) AS agent)
            FROM bounds LEFT JOIN settled USING (day, visitor, visit))
        SELECT $site, day, hour, visitor, started, ended, views, landing, exit, origin, agent, bare, deep
        FROM whole
        JOIN (SELECT id, {Typeability.Deep("path")} AS deep FROM paths) AS page ON page.id = landing
        JOIN (
            SELECT id, referrer_host = '' AND utm_source = '' AND utm_medium = '' AND utm_campaign = '' AND click_id = '' AS bare
            FROM origins) AS source ON source.id = origin
        """;

    private const string Content = """
        struct_pack(at := time, inside := family = 'internal', path := path, family := family, channel := channel, source := source,
                paid := paid, grade := grade, sender := sender, private := private, rule := rule, clue := clue,
                referrer_host := referrer_host, referrer_path := referrer_path, package := package, click_id := click_id,
                utm_source := utm_source, utm_medium := utm_medium, utm_campaign := utm_campaign,
                app := app, browser := browser, major := browser_major, os := os, device := device, country := country)
        """;
}
