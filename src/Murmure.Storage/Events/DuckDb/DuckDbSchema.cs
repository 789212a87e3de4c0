using System.Globalization;
using DuckDB.NET.Data;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>The tables, as the list of steps that led to them. A store remembers how many of the steps it has taken.</summary>
internal static class DuckDbSchema
{
    /// <summary>The order is the version: a step, once released, is never edited.</summary>
    private static readonly string[] Migrations =
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
    ];

    public static int Version => Migrations.Length;

    /// <summary>Takes the steps that the store has not taken, each in a transaction of its own.</summary>
    /// <exception cref="NewerStoreException">A later Murmure wrote it.</exception>
    public static void Migrate(DuckDBConnection connection)
    {
        connection.Execute("/* DuckDbSchema.Migrate */ CREATE TABLE IF NOT EXISTS meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)");
        var taken = Taken(connection);
        if (taken > Migrations.Length)
            throw new NewerStoreException(taken, Migrations.Length);
        for (var step = taken; step < Migrations.Length; step++)
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(Migrations[step]);
            connection.Execute("/* DuckDbSchema.Migrate */ INSERT OR REPLACE INTO meta VALUES ('schema', $version)",
                ("version", (step + 1).ToString(CultureInfo.InvariantCulture)));
            transaction.Commit();
        }
    }

    private static int Taken(DuckDBConnection connection)
    {
        using var command = connection.Command("/* DuckDbSchema.Taken */ SELECT value FROM meta WHERE key = 'schema'");
        return command.ExecuteScalar() is string version ? int.Parse(version, CultureInfo.InvariantCulture) : 0;
    }
}
