using System.Globalization;
using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb.Closing;

/// <summary>
/// Moves an open day into the closed part, in one transaction of the store's own file: killed before its commit nothing has happened, killed
/// after it only the open file is left to remove.
/// </summary>
internal sealed class DayClose(DuckDBConnection connection, Part own, Part part, CloseRules rules, IReadOnlyList<string> counted)
{
    /// <summary>Everything but the removal of the open file. The caller has begun the transaction, and commits it.</summary>
    public CloseResult Run(int site, DateTime now, CancellationToken cancellation)
    {
        var visitors = Ordinals.Draw(connection, part);
        Gather();
        cancellation.ThrowIfCancellationRequested();
        var folding = new Folding(connection, own, part, rules);
        folding.Run();
        cancellation.ThrowIfCancellationRequested();
        var events = Insert(site);
        var visits = PartCounts.VisitsOf(connection, part);
        connection.Execute($"""
            /* DayClose */
            INSERT INTO closed_days (site, day, events, visits, machine_hits, closed, catalogue, position, purged) SELECT $site, $day, $events, $visits,
                (SELECT CAST(coalesce(sum(hits), 0) AS BIGINT) FROM {part.In}machines), $now, $catalogue,
                (SELECT coalesce(max(position), 0) FROM {part.In}days), false
            """, ("site", site), ("day", part.Day), ("events", events), ("visits", visits), ("now", now), ("catalogue", rules.Catalogue));
        Forget();
        cancellation.ThrowIfCancellationRequested();
        var rollups = DayRollups.Make(connection, site, part.Day, counted, cancellation);
        return new CloseResult(CloseOutcome.Closed, events, visits, visitors, folding.Folded, rollups);
    }

    /// <summary>The day's events and visits, already without pseudonyms and without time, in temporary tables.</summary>
    private void Gather()
    {
        // A click without a pseudonym is a count of an address that the owner published: there is nobody in it whom a mask could protect.
        var exempt = rules.Exempt ? "true" : "limited";
        var exemptEvent = rules.Exempt ? "true" : "limited AND NOT (kind = 'click' AND visitor = 0)";
        connection.Execute($"""
            /* DayClose.Gather */
            CREATE OR REPLACE TEMP TABLE closing_events AS
            SELECT false AS live, {(rules.Exempt ? "true" : "false")} AS exempt, hour, kind, verdict, coalesce(ordinal, 0) AS visitor, page, origin, agent,
                0 AS detail, 0 AS engaged, CAST(0 AS UTINYINT) AS scroll, CAST(0 AS BIGINT) AS revenue, CAST(NULL AS INTEGER) AS visit_click
            FROM {part.In}event_rows LEFT JOIN temp.ordinals USING (visitor)
            UNION ALL
            SELECT true, {exemptEvent}, hour, kind, verdict, coalesce(ordinal, 0), page, coalesce(visit_origin, origin), agent,
                detail, CAST(round(engaged / 1000.0) AS INTEGER) * 1000, scroll, revenue, visit_click
            FROM {part.In}live_rows LEFT JOIN temp.ordinals USING (visitor) JOIN {part.In}details AS details ON details.id = detail
            """);
        connection.Execute($"""
            /* DayClose.Gather */
            CREATE OR REPLACE TEMP TABLE closing_visits AS
            SELECT {exempt} AS exempt, hour, ordinal AS visitor, views, landing, exit, origin, agent, detail, click, seconds, acts, bare, deep
            FROM {part.In}visit_rows JOIN temp.ordinals USING (visitor) JOIN {part.In}details AS details ON details.id = detail
            """);
    }

    /// <summary>
    /// PRIVACY: what is exempt keeps page, referrer's host and device by day; its events are not even linked within the day. All rows are sorted
    /// by what they say, so that their order in the file does not tell the order of arrival.
    /// </summary>
    /// <returns>How many events there were.</returns>
    private long Insert(int site)
    {
        const string Numbers = """
            JOIN temp.path_numbers AS pages ON pages.old = page
            JOIN temp.origin_numbers AS origins ON origins.old = origin AND origins.exempt = rows.exempt
            JOIN temp.agent_numbers AS agents ON agents.old = agent AND agents.exempt = rows.exempt
            """;
        var day = string.Create(CultureInfo.InvariantCulture, $"{site}, CAST(NULL AS TIMESTAMP), DATE '{part.Day:yyyy-MM-dd}'");
        var events = connection.Execute($"""
            /* DayClose.Insert */
            INSERT INTO {own.In}event_rows
            SELECT {day}, {ByDay("hour")}, kind, verdict, {ByDay("visitor")}, pages.new, origins.new, agents.new
            FROM temp.closing_events AS rows {Numbers}
            WHERE NOT live ORDER BY ALL
            """);
        events += connection.Execute($"""
            /* DayClose.Insert */
            INSERT INTO {own.In}live_rows
            SELECT {day}, {ByDay("hour")}, kind, verdict, {ByDay("visitor")}, pages.new, origins.new, agents.new, details.new,
                {ByDay("engaged")}, {ByDay("scroll")}, {ByDay("revenue")}, NULL, clicks.new
            FROM temp.closing_events AS rows {Numbers}
            JOIN temp.detail_numbers AS details ON details.old = detail AND details.exempt = rows.exempt
            LEFT JOIN temp.detail_numbers AS clicks ON clicks.old = visit_click AND clicks.exempt = rows.exempt
            WHERE live ORDER BY ALL
            """);
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
            /* DayClose.Insert */
            INSERT INTO {own.In}visit_rows
            SELECT {site}, DATE '{part.Day:yyyy-MM-dd}', {ByDay("hour")}, visitor, NULL, NULL, views, pages.new, exits.new, origins.new, agents.new,
                bare AND NOT rows.exempt, deep, {ByDay("seconds")}, {ByDay("acts")}, details.new, clicks.new
            FROM (SELECT closing_visits.*, landing AS page FROM temp.closing_visits) AS rows {Numbers}
            JOIN temp.path_numbers AS exits ON exits.old = exit
            JOIN temp.detail_numbers AS details ON details.old = detail AND details.exempt = rows.exempt
            JOIN temp.detail_numbers AS clicks ON clicks.old = click AND clicks.exempt = rows.exempt
            ORDER BY ALL
            """));
        connection.Execute($"""
            /* DayClose.Insert */
            INSERT INTO {own.In}machines
            SELECT site, day, reason, platform, sum(hits), sum(bare_hits) FROM {part.In}machines GROUP BY ALL ORDER BY ALL
            """);
        return events;
    }

    private static string ByDay(string column) => $"CASE WHEN rows.exempt THEN 0 ELSE {column} END";

    private void Forget()
    {
        foreach (var table in new[] { "ordinals", "closing_events", "closing_visits" })
            connection.Execute($"/* DayClose.Forget */ DROP TABLE temp.{table}");
    }
}
