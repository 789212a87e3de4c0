namespace Murmure.Storage.Events.DuckDb;

/// <summary>The views that steps make. A step's text stays as it was, and so do those that only earlier steps use.</summary>
internal static partial class DuckDbSchema
{
    /// <summary>Visits with the texts given back, before there were links.</summary>
    private const string VisitsView = """
        CREATE VIEW visits AS
        SELECT host AS site, day, hour, visitor, started, ended, views, landings.path AS landing_page, exits.path AS exit_page,
            bare, deep, seconds, acts, origins.* EXCLUDE (id, platform, referrer_path), agents.* EXCLUDE (id), navigation, history, fetch_site, limited
        FROM visit_rows
        JOIN sites ON sites.id = visit_rows.site
        JOIN paths AS landings ON landings.id = visit_rows.landing
        JOIN paths AS exits ON exits.id = visit_rows.exit
        JOIN origins ON origins.id = visit_rows.origin
        JOIN agents ON agents.id = visit_rows.agent
        JOIN details ON details.id = visit_rows.detail;
        """;

    /// <summary>Events with the texts given back, before there were links: as reports count them, acts under their visit's origin; or as they came.</summary>
    private static string View(string name, string liveOrigin) => $"""
        CREATE VIEW {name} AS
        SELECT host AS site, time, day, hour, kind, verdict, visitor, path AS page, origins.* EXCLUDE (id), agents.* EXCLUDE (id),
            false AS live, '' AS name, '' AS properties, '' AS currency, '' AS target, CAST('unknown' AS navigation) AS navigation,
            CAST(0 AS UTINYINT) AS history, CAST('unknown' AS fetchsite) AS fetch_site, false AS limited,
            0 AS engaged, CAST(0 AS UTINYINT) AS scroll, CAST(0 AS BIGINT) AS revenue
        FROM event_rows
        JOIN sites ON sites.id = event_rows.site
        JOIN paths ON paths.id = event_rows.page
        JOIN origins ON origins.id = event_rows.origin
        JOIN agents ON agents.id = event_rows.agent
        UNION ALL
        SELECT host AS site, time, day, hour, kind, verdict, visitor, path AS page, origins.* EXCLUDE (id), agents.* EXCLUDE (id),
            true AS live, details.* EXCLUDE (id), engaged, scroll, revenue
        FROM live_rows
        JOIN sites ON sites.id = live_rows.site
        JOIN paths ON paths.id = live_rows.page
        JOIN origins ON origins.id = {liveOrigin}
        JOIN agents ON agents.id = live_rows.agent
        JOIN details ON details.id = live_rows.detail;

        """;

    /// <summary>Visits with the texts given back, links included.</summary>
    private const string VisitsByLink = """
        CREATE VIEW visits AS
        SELECT host AS site, day, hour, visitor, started, ended, views, landings.path AS landing_page, exits.path AS exit_page,
            bare, deep, seconds, acts, origins.* EXCLUDE (id, platform, referrer_path), agents.* EXCLUDE (id),
            details.navigation, details.history, details.fetch_site, details.limited, clicks.link, clicks.variant, clicks.generation, clicks.scan
        FROM visit_rows
        JOIN sites ON sites.id = visit_rows.site
        JOIN paths AS landings ON landings.id = visit_rows.landing
        JOIN paths AS exits ON exits.id = visit_rows.exit
        JOIN origins ON origins.id = visit_rows.origin
        JOIN agents ON agents.id = visit_rows.agent
        JOIN details ON details.id = visit_rows.detail
        JOIN details AS clicks ON clicks.id = visit_rows.click;
        """;

    /// <summary>Events with the texts given back, links included: as reports count them, acts under their visit's origin and link; or as they came.</summary>
    private static string EventsByLink(string name, string liveOrigin, string liveClick) => $"""
        CREATE VIEW {name} AS
        SELECT host AS site, time, day, hour, kind, verdict, visitor, path AS page, origins.* EXCLUDE (id), agents.* EXCLUDE (id),
            false AS live, '' AS name, '' AS properties, '' AS currency, '' AS target, CAST('unknown' AS navigation) AS navigation,
            CAST(0 AS UTINYINT) AS history, CAST('unknown' AS fetchsite) AS fetch_site, false AS limited,
            CAST(0 AS BIGINT) AS link, '' AS variant, CAST(0 AS UTINYINT) AS generation, false AS scan, '' AS orphan,
            0 AS engaged, CAST(0 AS UTINYINT) AS scroll, CAST(0 AS BIGINT) AS revenue
        FROM event_rows
        JOIN sites ON sites.id = event_rows.site
        JOIN paths ON paths.id = event_rows.page
        JOIN origins ON origins.id = event_rows.origin
        JOIN agents ON agents.id = event_rows.agent
        UNION ALL
        SELECT host AS site, time, day, hour, kind, verdict, visitor, path AS page, origins.* EXCLUDE (id), agents.* EXCLUDE (id),
            true AS live, details.* EXCLUDE (id, link, variant, generation, scan, orphan),
            clicks.link, clicks.variant, clicks.generation, clicks.scan, details.orphan, engaged, scroll, revenue
        FROM live_rows
        JOIN sites ON sites.id = live_rows.site
        JOIN paths ON paths.id = live_rows.page
        JOIN origins ON origins.id = {liveOrigin}
        JOIN agents ON agents.id = live_rows.agent
        JOIN details ON details.id = live_rows.detail
        JOIN details AS clicks ON clicks.id = {liveClick};

        """;
}
