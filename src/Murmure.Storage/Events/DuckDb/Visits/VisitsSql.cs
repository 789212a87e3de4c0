namespace Murmure.Storage.Events.DuckDb.Visits;

/// <summary>
/// Visits from the steps of people: pages they opened, and what they did there (read on, shared, reached a goal). The steps order by time alone
/// where ties make no difference, and break ties by content where they do, so that neither the order of arrival, nor the batches, nor the
/// numbers in the vocabulary show.
/// </summary>
/// <param name="In">What stands before the tables' names.</param>
/// <param name="Touched">Whether only the visitors in the temporary table <c>touched</c> are derived.</param>
internal sealed record VisitsSql(string In, bool Touched = false)
{
    /// <summary>Silence longer than this ends a visit.</summary>
    public const string Silence = "INTERVAL 30 MINUTE";

    /// <summary>What belongs to a visit but does not begin one.</summary>
    public const string Acts = "('engagement', 'share', 'copy', 'goal', 'answer')";

    public const string People = "verdict IN ('person', 'unknown')";

    private const string Scope = "site = $site AND day BETWEEN $from AND $to";

    private string OfTouched => Touched ? " AND visitor IN (SELECT visitor FROM temp.touched)" : "";

    public string Clear => $"/* DeriveVisits.Clear */ DELETE FROM {In}visit_rows WHERE {Scope}{OfTouched}";

    /// <summary>The days with steps. Whatever is no plain view counts as an act here, clicks on links as well: only <see cref="Derive"/> reads it.</summary>
    public string Days => $"""
        /* DeriveVisits.Days */
        SELECT day, CAST(sum(steps) AS BIGINT), CAST(sum(acts) AS BIGINT)
        FROM (
            SELECT day, count(*) AS steps, count(CASE WHEN kind <> 'pageview' THEN 1 END) AS acts FROM {In}event_rows
            WHERE {Scope} AND (kind = 'pageview' OR kind IN {Acts}) AND {People} GROUP BY day
            UNION ALL
            SELECT day, count(*) AS steps, count(*) AS acts FROM {In}live_rows
            WHERE {Scope} AND (kind IN ('pageview', 'click') OR kind IN {Acts}) AND {People} GROUP BY day)
        GROUP BY day ORDER BY day
        """;

    /// <summary>A few small days, or one slice of a large day's visitors, at a time: no visit crosses either, so memory is bounded by the piece.</summary>
    // TRICKY, tie: visits with two views in one second are looked up by content: a view from elsewhere comes before one that followed a link of
    // the site, then the smaller by its texts. Two views that tie on all texts are the same view. Acts come before views of their second, so two
    // views that tie are neighbours.
    public string Derive => $"""
        /* DeriveVisits.Derive */
        INSERT INTO {In}visit_rows
        WITH steps AS ({Steps(In, $"{Scope} AND visitor % $slices = $slice{OfTouched}")}),
        gaps AS (
            SELECT *, kind = 'pageview' AS view, time - lag(time) OVER along AS gap, lag(kind) OVER along AS before,
                agent IN (SELECT id FROM {In}agents WHERE suspicion <> '') AS doubted
            FROM steps
            WINDOW along AS (PARTITION BY day, visitor ORDER BY time, kind = 'pageview')),
        numbered AS MATERIALIZED (
            SELECT *, sum(CASE WHEN gap <= {Silence} THEN 0 ELSE 1 END) OVER (PARTITION BY day, visitor ORDER BY time, view) AS visit
            FROM gaps),
        bounds AS MATERIALIZED (
            SELECT day, visitor, visit, min(time) FILTER (view) AS started, max(time) AS ended, count(*) FILTER (view) AS views,
                count(*) FILTER (NOT view AND kind <> 'engagement') AS acts,
                bool_or(view AND before = 'pageview' AND gap = INTERVAL 0 SECOND) AS tied,
                arg_min(hour, time) FILTER (view) AS hour, arg_min(page, time) FILTER (view) AS landing, arg_max(page, time) FILTER (view) AS exit,
                arg_min(origin, time) FILTER (view) AS origin, arg_min(agent, time) FILTER (view) AS agent, arg_min(detail, time) FILTER (view) AS detail,
                CASE WHEN count(*) FILTER (kind = 'engagement') = 0 THEN arg_min(agent, time) FILTER (view AND doubted) END AS suspect
            FROM numbered
            WHERE visit > 1 OR visitor NOT IN (SELECT visitor FROM {In}continued)
            GROUP BY day, visitor, visit
            HAVING count(*) FILTER (view) > 0),
        {Rest},
        {LinkSql.Led(In, $"{Scope} AND {People} AND visitor % $slices = $slice AND visitor IN (SELECT visitor FROM bounds)")}
        SELECT $site, day, hour, visitor, started, ended, views, landing, exit, origin, agent, bare, deep,
            date_diff('second', started, ended), acts, detail, click
        FROM led {Deep}
        """;

    /// <summary>The same where all steps are views without details, as in every log: a third faster, for the analysis of millions of lines.</summary>
    // TRICKY, numbered: the frame of the sum takes in peers (the default), so views of one second share a number, whichever comes first.
    public string DeriveFromViews => $"""
        /* DeriveVisits.FromViews */
        INSERT INTO {In}visit_rows
        WITH gaps AS (
            SELECT day, visitor, time, hour, page, origin, agent, time - lag(time) OVER (PARTITION BY day, visitor ORDER BY time) AS gap
            FROM {In}event_rows
            WHERE {Scope} AND kind = 'pageview' AND {People} AND visitor % $slices = $slice{OfTouched}),
        numbered AS MATERIALIZED (
            SELECT *, 0 AS detail, true AS view, sum(CASE WHEN gap <= {Silence} THEN 0 ELSE 1 END) OVER (PARTITION BY day, visitor ORDER BY time) AS visit
            FROM gaps),
        bounds AS MATERIALIZED (
            SELECT day, visitor, visit, min(time) AS started, max(time) AS ended, count(*) AS views, 0 AS acts, min(gap) = INTERVAL 0 SECOND AS tied,
                arg_min(hour, time) AS hour, arg_min(page, time) AS landing, arg_max(page, time) AS exit,
                arg_min(origin, time) AS origin, arg_min(agent, time) AS agent, 0 AS detail, CAST(NULL AS INTEGER) AS suspect
            FROM numbered
            GROUP BY day, visitor, visit),
        {Rest}
        SELECT $site, day, hour, visitor, started, ended, views, landing, exit, origin, agent, bare, deep,
            date_diff('second', started, ended), acts, detail, detail
        FROM whole {Deep}
        JOIN (SELECT id, {LinkSql.Bare} AS bare FROM {In}origins) AS source ON source.id = origin
        """;

    /// <summary>
    /// One view that a rule takes for a machine's makes its visit one: who opens two hundred pages was no reader at the first. Unless somebody read:
    /// who opens forty articles in tabs, and reads them then, is a visit by its landing.
    /// </summary>
    private string Rest => $"""
        settled AS (
            SELECT day, visitor, visit, arg_min(struct_pack(page := page, origin := origin, agent := agent, detail := detail), {Content}) AS first,
                arg_max(page, {Content}) AS last
            FROM (SELECT day, visitor, visit FROM bounds WHERE tied) JOIN numbered USING (day, visitor, visit)
            JOIN {In}paths AS paths ON paths.id = page
            JOIN {In}origins AS origins ON origins.id = origin
            JOIN {In}agents AS agents ON agents.id = agent
            JOIN {In}details AS details ON details.id = detail
            WHERE view
            GROUP BY day, visitor, visit),
        whole AS (
            SELECT bounds.* REPLACE (
                coalesce(first.page, landing) AS landing, coalesce(last, exit) AS exit, coalesce(first.origin, origin) AS origin,
                coalesce(suspect, first.agent, agent) AS agent, coalesce(first.detail, detail) AS detail)
            FROM bounds LEFT JOIN settled USING (day, visitor, visit))
        """;

    private string Deep => $"""JOIN (SELECT id, {Typeability.Deep("path")} AS deep FROM {In}paths) AS page ON page.id = landing""";

    /// <summary>
    /// An act takes the origin of the visit it belongs to, so that a goal is counted for the channel that brought the reader; and, where it names no
    /// link itself, the visit's link. A share whose channel is known is that channel's.
    /// </summary>
    public string Join => $"""
        /* DeriveVisits.Join */
        UPDATE {In}live_rows SET visit_origin = found.origin, visit_click = found.click
        FROM (
            SELECT place, visit_origin, visit_click, CASE WHEN rule = '{StoredEvent.ShareRule}' THEN NULL WHEN time <= visits.ended THEN visits.origin ELSE continued.origin END AS origin,
                CASE WHEN acts.tagged THEN NULL WHEN time <= visits.ended AND visits.tagged THEN visits.click WHEN continued.click <> 0 THEN continued.click END AS click
            FROM (
                SELECT live_rows.rowid AS place, visitor, time, visit_origin, visit_click, {LinkSql.Tagged("details")} AS tagged, rule
                FROM {In}live_rows AS live_rows JOIN {In}details AS details ON details.id = detail JOIN {In}origins AS origins ON origins.id = live_rows.origin
                WHERE {Scope} AND kind IN {Acts} AND {People}{OfTouched}) AS acts
            ASOF LEFT JOIN (
                SELECT visitor, started, ended, origin, click, {LinkSql.Tagged("details")} AS tagged
                FROM {In}visit_rows JOIN {In}details AS details ON details.id = click WHERE {Scope}{OfTouched}) AS visits
                ON visits.visitor = acts.visitor AND visits.started <= acts.time
            LEFT JOIN {In}continued AS continued ON continued.visitor = acts.visitor AND visits.visitor IS NULL) AS found
        WHERE live_rows.rowid = found.place AND (found.visit_origin IS DISTINCT FROM found.origin OR found.visit_click IS DISTINCT FROM found.click)
        """;

    /// <summary>The steps of people in a file.</summary>
    public static string Steps(string file, string where) => $"""
        SELECT day, visitor, time, hour, page, origin, agent, 0 AS detail, kind FROM {file}event_rows
        WHERE {where} AND (kind = 'pageview' OR kind IN {Acts}) AND {People}
        UNION ALL
        SELECT day, visitor, time, hour, page, origin, agent, detail, kind FROM {file}live_rows
        WHERE {where} AND (kind = 'pageview' OR kind IN {Acts}) AND {People}
        """;

    private const string Content = """
        struct_pack(at := time, inside := family = 'internal', path := path, family := family, channel := channel, source := source,
                paid := paid, grade := grade, sender := sender, private := private, rule := rule, clue := clue,
                referrer_host := referrer_host, referrer_path := referrer_path, package := package, click_id := click_id,
                utm_source := utm_source, utm_medium := utm_medium, utm_campaign := utm_campaign,
                app := app, browser := browser, major := browser_major, os := os, device := device, country := country, region := region, city := city,
                navigation := navigation, history := history, fetch_site := fetch_site, limited := limited,
                link := link, variant := variant, generation := generation, scan := scan)
        """;
}
