using System.Globalization;
using DuckDB.NET.Data;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>
/// The tables, as the lists of steps that led to them. A file remembers how many steps of each list it has taken. Every file has the tables of
/// events (<see cref="Events"/>); the store's own file has those of closed days besides (<see cref="ClosedDays"/>).
/// </summary>
internal static partial class DuckDbSchema
{
    /// <summary>The order is the version: a step, once released, is never edited.</summary>
    private static readonly string[] Events =
    [
        """
        CREATE TYPE kind AS ENUM ('pageview', 'engagement', 'click', 'preview', 'share', 'copy', 'goal', 'answer', 'observation');
        CREATE TYPE verdict AS ENUM ('person', 'preview', 'automated', 'unknown');
        CREATE TYPE family AS ENUM
            ('messaging', 'email', 'sms', 'social', 'search', 'ai', 'video', 'referral', 'campaign', 'internal', 'direct');
        CREATE TYPE grade AS ENUM ('measured', 'observed', 'inferred', 'unknown');
        CREATE TYPE sender AS ENUM ('ours', 'readers', 'unknown');

        CREATE TABLE sites (
            id INTEGER NOT NULL, host VARCHAR PRIMARY KEY, time_zone VARCHAR NOT NULL, language VARCHAR NOT NULL, simulated BOOLEAN NOT NULL, created TIMESTAMP NOT NULL);
        CREATE TABLE batches (id VARCHAR PRIMARY KEY);

        -- The texts of an event repeat: a page, an origin, an agent is written once and events carry its number. Two numbers may stand for
        -- the same texts (each run of the writer counts on), which the views below make invisible.
        CREATE SEQUENCE site_number START 1;
        CREATE TABLE paths (id INTEGER NOT NULL, path VARCHAR NOT NULL);
        CREATE TABLE origins (
            id INTEGER NOT NULL, family family NOT NULL, channel VARCHAR NOT NULL, source VARCHAR NOT NULL, paid BOOLEAN NOT NULL,
            grade grade NOT NULL, sender sender NOT NULL, private BOOLEAN NOT NULL, rule VARCHAR NOT NULL, clue VARCHAR NOT NULL,
            referrer_host VARCHAR NOT NULL, referrer_path VARCHAR NOT NULL, package VARCHAR NOT NULL, click_id VARCHAR NOT NULL,
            utm_source VARCHAR NOT NULL, utm_medium VARCHAR NOT NULL, utm_campaign VARCHAR NOT NULL, platform VARCHAR NOT NULL);
        CREATE TABLE agents (
            id INTEGER NOT NULL, app VARCHAR NOT NULL, browser VARCHAR NOT NULL, browser_major SMALLINT NOT NULL,
            os VARCHAR NOT NULL, device VARCHAR NOT NULL, country VARCHAR NOT NULL);

        CREATE TABLE event_rows (
            site INTEGER NOT NULL, time TIMESTAMP NOT NULL, day DATE NOT NULL, hour UTINYINT NOT NULL, kind kind NOT NULL,
            verdict verdict NOT NULL, visitor UBIGINT NOT NULL, page INTEGER NOT NULL, origin INTEGER NOT NULL, agent INTEGER NOT NULL);
        CREATE TABLE visit_rows (
            site INTEGER NOT NULL, day DATE NOT NULL, hour UTINYINT NOT NULL, visitor UBIGINT NOT NULL,
            started TIMESTAMP NOT NULL, ended TIMESTAMP NOT NULL, views INTEGER NOT NULL,
            landing INTEGER NOT NULL, exit INTEGER NOT NULL, origin INTEGER NOT NULL, agent INTEGER NOT NULL,
            bare BOOLEAN NOT NULL, deep BOOLEAN NOT NULL);

        CREATE VIEW events AS
        SELECT host AS site, time, day, hour, kind, verdict, visitor, path AS page, origins.* EXCLUDE (id), agents.* EXCLUDE (id)
        FROM event_rows
        JOIN sites ON sites.id = event_rows.site
        JOIN paths ON paths.id = event_rows.page
        JOIN origins ON origins.id = event_rows.origin
        JOIN agents ON agents.id = event_rows.agent;

        CREATE VIEW visits AS
        SELECT host AS site, day, hour, visitor, started, ended, views, landings.path AS landing_page, exits.path AS exit_page,
            bare, deep, origins.* EXCLUDE (id, platform, referrer_path), agents.* EXCLUDE (id)
        FROM visit_rows
        JOIN sites ON sites.id = visit_rows.site
        JOIN paths AS landings ON landings.id = visit_rows.landing
        JOIN paths AS exits ON exits.id = visit_rows.exit
        JOIN origins ON origins.id = visit_rows.origin
        JOIN agents ON agents.id = visit_rows.agent;

        CREATE TABLE machines (
            site VARCHAR NOT NULL, day DATE NOT NULL, reason VARCHAR NOT NULL, platform VARCHAR NOT NULL,
            hits BIGINT NOT NULL, bare_hits BIGINT NOT NULL);

        CREATE TABLE pages (
            site VARCHAR NOT NULL, page VARCHAR NOT NULL, title VARCHAR, section VARCHAR, author VARCHAR, published TIMESTAMP,
            PRIMARY KEY (site, page));
        """,
        """
        CREATE TABLE days (site INTEGER NOT NULL, day DATE NOT NULL, position BIGINT NOT NULL, appended TIMESTAMP NOT NULL, PRIMARY KEY (site, day));
        CREATE TABLE event_keys (site INTEGER NOT NULL, day DATE NOT NULL, key UBIGINT NOT NULL);
        """,
        """
        DROP VIEW events;
        DROP VIEW visits;

        -- A closed day keeps no time but the hour.
        ALTER TABLE event_rows ALTER COLUMN time DROP NOT NULL;
        ALTER TABLE visit_rows ALTER COLUMN started DROP NOT NULL;
        ALTER TABLE visit_rows ALTER COLUMN ended DROP NOT NULL;

        CREATE TYPE navigation AS ENUM ('unknown', 'navigate', 'reload', 'backforward', 'prerender');
        CREATE TYPE fetchsite AS ENUM ('unknown', 'none', 'sameorigin', 'samesite', 'crosssite');

        -- Number 0 stands for an event that has no details: every event of a log.
        CREATE TABLE details (
            id INTEGER NOT NULL, name VARCHAR NOT NULL, properties VARCHAR NOT NULL, currency VARCHAR NOT NULL, target VARCHAR NOT NULL,
            navigation navigation NOT NULL, history UTINYINT NOT NULL, fetch_site fetchsite NOT NULL, limited BOOLEAN NOT NULL);
        INSERT INTO details VALUES (0, '', '', '', '', 'unknown', 0, 'unknown', false);

        -- Events with details, in a table of their own so that millions of a log's events stay as narrow as they are. revenue is in
        -- ten-thousandths; visit_origin is derived: the origin of the visit that an act belongs to.
        CREATE TABLE live_rows (
            site INTEGER NOT NULL, time TIMESTAMP, day DATE NOT NULL, hour UTINYINT NOT NULL, kind kind NOT NULL,
            verdict verdict NOT NULL, visitor UBIGINT NOT NULL, page INTEGER NOT NULL, origin INTEGER NOT NULL, agent INTEGER NOT NULL,
            detail INTEGER NOT NULL, engaged INTEGER NOT NULL, scroll UTINYINT NOT NULL, revenue BIGINT NOT NULL, visit_origin INTEGER);

        -- Pseudonyms of the day and of the day before that stand for the same reader; and readers whose first pages of the day belong to a visit
        -- that began the day before, with that visit's origin.
        CREATE TABLE yesterdays (visitor UBIGINT NOT NULL, yesterday UBIGINT NOT NULL);
        CREATE TABLE continued (visitor UBIGINT NOT NULL, origin INTEGER NOT NULL);

        ALTER TABLE visit_rows ADD COLUMN seconds INTEGER DEFAULT 0;
        ALTER TABLE visit_rows ADD COLUMN acts INTEGER DEFAULT 0;
        ALTER TABLE visit_rows ADD COLUMN detail INTEGER DEFAULT 0;

        """ + View("events", "coalesce(live_rows.visit_origin, live_rows.origin)") + View("appended", "live_rows.origin") + VisitsView,
        """
        DROP VIEW events;
        DROP VIEW visits;
        DROP VIEW appended;

        -- Why an event is set apart although its agent is a person's. The views show all; questions leave out what the site does not count.
        ALTER TABLE agents ADD COLUMN suspicion VARCHAR DEFAULT '';
        -- In the store's own file only: what each site counts as people all the same, and what was refused at the door, as counts.
        CREATE TABLE counted (site VARCHAR NOT NULL, suspicion VARCHAR NOT NULL);
        CREATE TABLE refused (site VARCHAR NOT NULL, day DATE NOT NULL, reason VARCHAR NOT NULL, hits BIGINT NOT NULL, PRIMARY KEY (site, day, reason));

        """ + View("events", "coalesce(live_rows.visit_origin, live_rows.origin)") + View("appended", "live_rows.origin") + VisitsView,
        """
        DROP VIEW events;
        DROP VIEW visits;
        DROP VIEW appended;

        -- Made anew: DuckDB refuses a transaction that adds two columns to a table with rows.
        CREATE TEMP TABLE held AS SELECT * FROM details;
        DROP TABLE details;
        CREATE TABLE details (
            id INTEGER NOT NULL, name VARCHAR NOT NULL, properties VARCHAR NOT NULL, currency VARCHAR NOT NULL, target VARCHAR NOT NULL,
            navigation navigation NOT NULL, history UTINYINT NOT NULL, fetch_site fetchsite NOT NULL, limited BOOLEAN NOT NULL,
            link BIGINT NOT NULL, variant VARCHAR NOT NULL, generation UTINYINT NOT NULL, scan BOOLEAN NOT NULL, orphan VARCHAR NOT NULL);
        INSERT INTO details SELECT *, 0, '', 0, false, '' FROM temp.held;
        DROP TABLE temp.held;

        -- Derived: the details that say by which link a visit came, its click's or else its landing's own; and for an act those of its visit, where
        -- it names no link itself.
        ALTER TABLE visit_rows ADD COLUMN click INTEGER DEFAULT 0;
        ALTER TABLE live_rows ADD COLUMN visit_click INTEGER;
        ALTER TABLE continued ADD COLUMN click INTEGER DEFAULT 0;

        """ + EventsByLink("events", "coalesce(live_rows.visit_origin, live_rows.origin)", "coalesce(live_rows.visit_click, live_rows.detail)")
            + EventsByLink("appended", "live_rows.origin", "live_rows.detail") + VisitsByLink,
        """
        DROP VIEW events;
        DROP VIEW visits;
        DROP VIEW appended;

        -- Made anew, as the details before: DuckDB refuses a transaction that adds two columns to a table with rows.
        CREATE TEMP TABLE held AS SELECT * FROM agents;
        DROP TABLE agents;
        CREATE TABLE agents (
            id INTEGER NOT NULL, app VARCHAR NOT NULL, browser VARCHAR NOT NULL, browser_major SMALLINT NOT NULL, os VARCHAR NOT NULL,
            device VARCHAR NOT NULL, country VARCHAR NOT NULL, suspicion VARCHAR NOT NULL, region VARCHAR NOT NULL, city VARCHAR NOT NULL);
        INSERT INTO agents SELECT *, '', '' FROM temp.held;
        DROP TABLE temp.held;

        """ + EventsByLink("events", "coalesce(live_rows.visit_origin, live_rows.origin)", "coalesce(live_rows.visit_click, live_rows.detail)")
            + EventsByLink("appended", "live_rows.origin", "live_rows.detail") + VisitsByLink,
    ];

    /// <summary>What only the store's own file has, the same way.</summary>
    private static readonly string[] ClosedDays =
    [
        """
        -- position: where the journal stood when the day closed, so that a replay is not taken for late events.
        CREATE TABLE closed_days (
            site INTEGER NOT NULL, day DATE NOT NULL, events BIGINT NOT NULL, visits BIGINT NOT NULL, machine_hits BIGINT NOT NULL,
            closed TIMESTAMP NOT NULL, catalogue VARCHAR NOT NULL, position BIGINT NOT NULL, purged BOOLEAN NOT NULL, PRIMARY KEY (site, day));
        """,
        """
        -- A day's counts by each dimension and by some together: rollup names the dimensions, a, b and c are their values. rollups of a closed day
        -- is the version of the list they were made from, 0 when there are none.
        ALTER TABLE closed_days ADD COLUMN rollups INTEGER DEFAULT 0;
        CREATE TABLE event_rollups (
            site INTEGER NOT NULL, day DATE NOT NULL, rollup VARCHAR NOT NULL, a VARCHAR NOT NULL, b VARCHAR NOT NULL, c VARCHAR NOT NULL,
            pageviews BIGINT, unknown_views BIGINT, previews BIGINT, clicks BIGINT, shares BIGINT, copies BIGINT, goals BIGINT, hits BIGINT,
            engaged_time BIGINT, scroll_reports BIGINT, scroll_total BIGINT, revenue BIGINT);
        CREATE TABLE visit_rollups (
            site INTEGER NOT NULL, day DATE NOT NULL, rollup VARCHAR NOT NULL, a VARCHAR NOT NULL, b VARCHAR NOT NULL, c VARCHAR NOT NULL,
            visits BIGINT, visitors BIGINT, bounces BIGINT, visit_time BIGINT, visit_views BIGINT, evidence_visits BIGINT, ours_visits BIGINT,
            direct_visits BIGINT, bare_visits BIGINT, deep_direct_visits BIGINT, rule_visits BIGINT);

        -- What purges deleted; still: rows that were to go and were found afterwards, which is 0.
        CREATE TABLE purges (
            site INTEGER NOT NULL, purged_at TIMESTAMP NOT NULL, events_before DATE NOT NULL, counts_before DATE NOT NULL, days INTEGER NOT NULL,
            events BIGINT NOT NULL, visits BIGINT NOT NULL, counts BIGINT NOT NULL, still BIGINT NOT NULL);
        """,
        """
        ALTER TABLE event_rollups ADD COLUMN clickers BIGINT;
        """,
        """
        ALTER TABLE event_rollups ADD COLUMN orphans BIGINT;

        -- What each rule set apart on a day, whether or not the site counts it: made with the day's counts, and kept as long.
        CREATE TABLE suspect_counts (site INTEGER NOT NULL, day DATE NOT NULL, suspicion VARCHAR NOT NULL, views BIGINT NOT NULL, visits BIGINT NOT NULL);
        """,
        """
        ALTER TABLE event_rollups ADD COLUMN read_to_end BIGINT;
        """,
    ];

    /// <summary>The names under which a file remembers how far it is.</summary>
    public const string EventsList = "schema";
    public const string ClosedList = "closed";

    public static int Version => Events.Length;

    public static int ClosedVersion => ClosedDays.Length;

    /// <summary>Brings the current catalog's tables of events up to date, each step in a transaction of its own.</summary>
    /// <exception cref="NewerStoreException">A later Murmure wrote it.</exception>
    public static void MigrateEvents(DuckDBConnection connection) => Migrate(connection, EventsList, Events);

    /// <summary>The same for the tables of closed days.</summary>
    /// <exception cref="NewerStoreException">A later Murmure wrote it.</exception>
    public static void MigrateClosedDays(DuckDBConnection connection) => Migrate(connection, ClosedList, ClosedDays);

    private static void Migrate(DuckDBConnection connection, string list, string[] steps)
    {
        connection.Execute("/* DuckDbSchema.Migrate */ CREATE TABLE IF NOT EXISTS meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)");
        var taken = Taken(connection, list);
        if (taken > steps.Length)
            throw new NewerStoreException(taken, steps.Length);
        for (var step = taken; step < steps.Length; step++)
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(steps[step]);
            connection.Execute("/* DuckDbSchema.Migrate */ INSERT OR REPLACE INTO meta VALUES ($list, $version)",
                ("list", list), ("version", (step + 1).ToString(CultureInfo.InvariantCulture)));
            transaction.Commit();
        }
    }

    private static int Taken(DuckDBConnection connection, string list)
    {
        using var command = connection.Command("/* DuckDbSchema.Taken */ SELECT value FROM meta WHERE key = $list", ("list", list));
        return command.ExecuteScalar() is string version ? int.Parse(version, CultureInfo.InvariantCulture) : 0;
    }
}
