namespace Murmure.Storage.Events.DuckDb;

/// <summary>
/// Visits from page views. The steps order by time alone where ties make no difference, and break ties by content where they do, so that
/// neither the order of arrival nor the batches show.
/// </summary>
internal static class VisitsSql
{
    /// <summary>Silence longer than this ends a visit.</summary>
    private const int SilenceMinutes = 30;

    public const string Clear =
        "/* DeriveVisits.Clear */ DELETE FROM visits WHERE site = $site AND day BETWEEN $from AND $to";

    // views: narrow rows only. A window over whole rows would sort them all; the wide columns are fetched for landings alone.
    // TRICKY: the window frame of "visit" takes in peers (the default), so page views of one second share a number, whichever comes first.
    // landings: of the views in a visit's first second, those that came from elsewhere before those that followed a link of the site,
    // then the smallest by content. Two rows that tie on everything are the same row.
    public static readonly string Derive = $"""
        /* DeriveVisits.Derive */
        INSERT INTO visits
        WITH views AS (
            SELECT day, visitor, time, page, family = 'internal' AS inside
            FROM events
            WHERE site = $site AND day BETWEEN $from AND $to AND kind = 'pageview' AND verdict = 'person'),
        gaps AS (
            SELECT *, CASE WHEN time - lag(time) OVER (PARTITION BY day, visitor ORDER BY time) <= INTERVAL {SilenceMinutes} MINUTE
                THEN 0 ELSE 1 END AS opens
            FROM views),
        numbered AS (
            SELECT *, sum(opens) OVER (PARTITION BY day, visitor ORDER BY time) AS visit
            FROM gaps),
        bounds AS (
            SELECT day, visitor, min(time) AS started, max(time) AS ended, count(*) AS views,
                max(struct_pack(at := time, inside := inside, page := page)) AS last
            FROM numbered
            GROUP BY day, visitor, visit),
        landings AS (
            SELECT bounds.day, bounds.visitor, started, ended, views, last, min(struct_pack(
                inside := family = 'internal', page := page, family := family, channel := channel, source := source, paid := paid,
                grade := grade, sender := sender, private := private, rule := rule, clue := clue, referrer_host := referrer_host,
                package := package, click_id := click_id, utm_source := utm_source, utm_medium := utm_medium, utm_campaign := utm_campaign,
                app := app, browser := browser, os := os, device := device, country := country, hour := hour)) AS first
            FROM bounds
            JOIN events ON events.day = bounds.day AND events.visitor = bounds.visitor AND events.time = bounds.started
            WHERE site = $site AND kind = 'pageview' AND verdict = 'person' AND events.day BETWEEN $from AND $to
            GROUP BY ALL)
        SELECT $site, day, first.hour, visitor, started, ended, views, first.page, last.page,
            first.referrer_host = '' AND first.utm_source = '' AND first.utm_medium = '' AND first.utm_campaign = '' AND first.click_id = '',
            {Typeability.Deep("first.page")},
            first.family, first.channel, first.source, first.paid, first.grade, first.sender, first.private, first.rule, first.clue,
            first.referrer_host, first.package, first.click_id, first.utm_source, first.utm_medium, first.utm_campaign,
            first.app, first.browser, first.os, first.device, first.country
        FROM landings
        """;
}
