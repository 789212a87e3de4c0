using System.Globalization;
using Murmure.Attribution;
using Murmure.Storage.Events.DuckDb.Parts;
using Murmure.Storage.Events.DuckDb.Visits;

namespace Murmure.Storage.Events.DuckDb.Questions;

/// <summary>
/// The hourly counts of one day, from the rows where they lie (adr/0054). What is limited to the exempt part is not in them: an estimate is of those whose
/// visits are measured whole. Nor is what a rule set apart, unless the site counts it.
/// </summary>
internal static class HourlySql
{
    private static readonly string Public = $"({string.Join(", ", HourlyCell.PublicFamilies.Select(family => $"'{family.ToString().ToLowerInvariant()}'"))})";

    /// <summary>A reload, a step back or a page shown ahead is no new arrival.</summary>
    private const string Fresh = "navigation IN ('unknown', 'navigate')";

    /// <summary>By the names of uap-core: on iOS every browser draws with WebKit. A rare name that the close folded has no engine.</summary>
    private const string Engine = """
        CASE WHEN os = 'iOS' THEN 'webkit' WHEN contains(browser, 'Firefox') THEN 'gecko'
            WHEN contains(browser, 'Chrom') OR contains(browser, 'Edge') OR contains(browser, 'Opera') OR contains(browser, 'Samsung') THEN 'blink'
            WHEN contains(browser, 'Safari') THEN 'webkit' WHEN app <> '' AND os = 'Android' THEN 'blink' ELSE '' END
        """;

    private const string Device = """
        CASE WHEN app <> '' OR contains(browser, 'WebView') OR contains(browser, 'WKWeb') THEN 'in-app' WHEN os = 'iOS' THEN 'ios'
            WHEN os = 'Android' OR device IN ('mobile', 'tablet') THEN 'android' ELSE 'desktop' END
        """;

    /// <summary>The statement for a day: kind, page, hour, label, engine, device, returning, fetch site, link, count.</summary>
    /// <param name="file">What stands before the tables' names.</param>
    /// <param name="where">Which rows are the day's.</param>
    /// <param name="counted">Which suspicions count as people.</param>
    // TRICKY, returning: a closed day knows the hour of a visit and no more, so of two visits of one hour the first is the one whose page comes first;
    // an open day is asked the same, so that its close changes no count.
    public static string Ask(string file, string where, IReadOnlyList<string> counted) => $"""
        /* HourlyCounts */
        WITH readers AS (
            SELECT id, {Engine} AS engine, {Device} AS device FROM {file}agents WHERE suspicion IN ({PartsSeen.Counting(counted)})),
        landings AS (
            SELECT visits.hour, paths.path, readers.engine, readers.device, origins.family, origins.rule, origins.private, origins.sender, visits.bare,
                clicks.link, clicks.generation, details.limited, details.navigation, CAST(details.fetch_site AS VARCHAR) AS fetch_site,
                row_number() OVER (PARTITION BY visits.visitor ORDER BY visits.hour, paths.path, origins.family, details.fetch_site) > 1 AS again
            FROM {file}visit_rows AS visits
            JOIN readers ON readers.id = visits.agent
            JOIN {file}paths AS paths ON paths.id = visits.landing
            JOIN {file}origins AS origins ON origins.id = visits.origin
            JOIN {file}details AS details ON details.id = visits.detail
            JOIN {file}details AS clicks ON clicks.id = visits.click
            WHERE {where}),
        told AS (
            SELECT CASE WHEN generation > 0 AND rule = '{Classifier.ShareTagRule}' THEN 'Tagged'
                    WHEN family = 'direct' AND bare AND link = 0 THEN 'Direct'
                    WHEN family IN {Public} AND NOT private AND sender <> 'ours' AND link = 0 THEN 'Visible' END AS kind,
                path AS page, hour, CASE WHEN family IN {Public} THEN CAST(family AS VARCHAR) ELSE '' END AS label, engine, device, again, fetch_site
            FROM landings WHERE NOT limited AND {Fresh})
        SELECT kind, page, hour, label, engine, device, again, fetch_site, CAST(0 AS BIGINT) AS link, count(*) AS n
        FROM told WHERE kind IS NOT NULL GROUP BY ALL
        UNION ALL
        SELECT 'Preview', CASE WHEN details.link = 0 THEN paths.path ELSE '' END, hour, origins.platform, '', '', false, 'unknown', details.link, count(*)
        FROM (
            SELECT hour, page, origin, agent, 0 AS detail FROM {file}event_rows WHERE {where} AND kind = 'preview'
            UNION ALL
            SELECT hour, page, origin, agent, detail FROM {file}live_rows WHERE {where} AND kind = 'preview') AS previews
        JOIN readers ON readers.id = previews.agent
        JOIN {file}paths AS paths ON paths.id = previews.page
        JOIN {file}origins AS origins ON origins.id = previews.origin
        JOIN {file}details AS details ON details.id = previews.detail
        GROUP BY ALL
        UNION ALL
        SELECT 'Share', paths.path, hour, CASE WHEN kind = 'copy' THEN 'copied-link' WHEN origins.rule = '{StoredEvent.ShareRule}' THEN origins.channel ELSE '' END,
            '', '', false, 'unknown', CAST(0 AS BIGINT), count(*)
        FROM {file}live_rows AS acts
        JOIN readers ON readers.id = acts.agent
        JOIN {file}paths AS paths ON paths.id = acts.page
        JOIN {file}origins AS origins ON origins.id = acts.origin
        JOIN {file}details AS details ON details.id = acts.detail
        WHERE {where} AND (kind = 'share' OR kind = 'copy' AND details.generation > 0) AND {VisitsSql.People} AND NOT details.limited
        GROUP BY ALL
        UNION ALL
        SELECT 'Answer', '', CAST(0 AS UTINYINT), details.name, readers.engine, readers.device, false, CAST(details.fetch_site AS VARCHAR), CAST(0 AS BIGINT), count(*)
        FROM {file}live_rows AS answers
        JOIN readers ON readers.id = answers.agent
        JOIN {file}details AS details ON details.id = answers.detail
        WHERE {where} AND kind = 'answer'
        GROUP BY ALL
        """;

    /// <summary>A site's day, as a condition on rows of the store's own file.</summary>
    public static string Of(int site, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"site = {site} AND day = DATE '{day:yyyy-MM-dd}'");
}
