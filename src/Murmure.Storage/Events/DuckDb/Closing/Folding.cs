using System.Globalization;
using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb.Closing;

/// <summary>
/// Gives each text of a closing day the text that may stay, under a number of the store's own file. What folds, and why, is said at
/// <see cref="CloseRules"/>.
/// </summary>
internal sealed class Folding(DuckDBConnection connection, Part own, Part part, CloseRules rules)
{
    private readonly Dictionary<string, long> folded = new(StringComparer.Ordinal);

    /// <summary>How many values went, by column.</summary>
    public IReadOnlyDictionary<string, long> Folded => folded;

    /// <summary>Fills <c>agent_numbers</c>, <c>origin_numbers</c>, <c>detail_numbers</c> (old, exempt, new) and <c>path_numbers</c> (old, new).</summary>
    public void Run()
    {
        Paths();
        FoldAgents();
        FoldOrigins();
        FoldDetails();
    }

    private void Paths()
    {
        connection.Execute($"""
            /* Folding.Paths */
            CREATE OR REPLACE TEMP TABLE path_texts AS
            SELECT id, path FROM {part.In}paths
            WHERE id IN (SELECT page FROM temp.closing_events UNION SELECT landing FROM temp.closing_visits UNION SELECT exit FROM temp.closing_visits)
            """);
        Number("path", "path", exempt: false);
    }

    private void FoldAgents()
    {
        var rare = rules.K;
        // Machines by themselves: one person among nine of them is alone.
        const string Apart = "suspicion";
        const string Whole = "app, browser, os, device, country, region, city, " + Apart;
        const string Columns = "app, browser, browser_major, os, device, country, suspicion, region, city";
        new PlaceFolding(connection, part, rules).Run();
        foreach (var place in (string[])["region", "city"])
            Count(place, $"SELECT count(DISTINCT old.{place}) FROM {part.In}agents AS old JOIN temp.kept_places AS kept USING (id) WHERE old.{place} <> kept.{place}");
        MakeTexts(
            "agent", Columns,
            [
                new("browser", "'other'", rare, "browser = ''", Apart),
                new("browser_major", "0", rare, Together: Whole),
                new("os", "'other'", rare, "os = ''", Apart),
                new("country", "''", rare, Together: Apart),
            ],
            "'' AS app, '' AS browser, CAST(0 AS SMALLINT) AS browser_major, '' AS os, device, '' AS country, suspicion, '' AS region, '' AS city",
            "(SELECT agents.* REPLACE (kept.region AS region, kept.city AS city) FROM {0}agents AS agents JOIN temp.kept_places AS kept USING (id))");
        Number("agent", Columns);
    }

    private void FoldOrigins()
    {
        var (rare, lone) = (rules.K, Math.Min(rules.K, 2));
        const string Columns = """
            family, channel, source, paid, grade, sender, private, rule, clue, referrer_host, referrer_path, package, click_id,
            utm_source, utm_medium, utm_campaign, platform
            """;
        MakeTexts(
            "origin", Columns,
            [
                new("source", "'other'", lone, "source = '' OR source NOT IN (utm_source, utm_medium, utm_campaign)"),
                new("clue", "''", rare, "clue = referrer_host"),
                new("referrer_path", "''", rare, Together: "referrer_host"),
                new("package", "''", rare),
                new("utm_source", "'other'", lone, "utm_source = ''"),
                new("utm_medium", "'other'", lone, "utm_medium = ''"),
                new("utm_campaign", "'other'", lone, "utm_campaign = ''"),
            ],
            """
            CAST('direct' AS family) AS family, '' AS channel, '' AS source, false AS paid, CAST('unknown' AS grade) AS grade,
            CAST('unknown' AS sender) AS sender, false AS private, '' AS rule, '' AS clue, referrer_host, '' AS referrer_path, '' AS package,
            '' AS click_id, '' AS utm_source, '' AS utm_medium, '' AS utm_campaign, '' AS platform
            """);
        Number("origin", Columns);
    }

    private void FoldDetails()
    {
        var rare = rules.K;
        connection.Execute("/* Folding.Declared */ CREATE OR REPLACE TEMP TABLE declared_names (name VARCHAR NOT NULL)");
        foreach (var name in rules.DeclaredNames)
            connection.Execute("/* Folding.Declared */ INSERT INTO temp.declared_names VALUES ($name)", ("name", name));
        FoldProperties();
        const string Columns = "name, properties, currency, target, navigation, history, fetch_site, limited, link, variant, generation, scan, orphan";
        MakeTexts(
            "detail", Columns,
            [
                new("name", "'other'", rare, "name = '' OR name IN (SELECT name FROM temp.declared_names)"),
                new("target", "split_part(target, '/', 1)", rare),
            ],
            """
            '' AS name, '' AS properties, '' AS currency, '' AS target, CAST('unknown' AS navigation) AS navigation, CAST(0 AS UTINYINT) AS history,
            CAST('unknown' AS fetchsite) AS fetch_site, true AS limited,
            link, '' AS variant, CAST(0 AS UTINYINT) AS generation, false AS scan, orphan
            """,
            "(SELECT details.* REPLACE (coalesce(kept.properties, '') AS properties) FROM {0}details AS details LEFT JOIN temp.kept_properties AS kept USING (id))",
            "UNION SELECT click, exempt FROM temp.closing_visits UNION SELECT visit_click, exempt FROM temp.closing_events WHERE visit_click IS NOT NULL");
        Number("detail", Columns);
    }

    /// <summary>Fills <c>kept_properties</c> with the properties that each detail may keep.</summary>
    private void FoldProperties()
    {
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
            /* Folding.Properties */
            CREATE OR REPLACE TEMP TABLE kept_properties AS
            WITH pairs AS (
                SELECT id, pair.key AS key, pair.value AS value
                FROM (
                    SELECT id, unnest(map_entries(CAST(CAST(properties AS JSON) AS MAP(VARCHAR, VARCHAR)))) AS pair
                    FROM {part.In}details WHERE properties <> '')),
            told AS (SELECT DISTINCT visitor, key, value FROM temp.closing_events JOIN pairs ON pairs.id = detail WHERE visitor <> 0 AND NOT exempt),
            keys AS (SELECT key, count(DISTINCT visitor) AS n FROM told GROUP BY key),
            whole AS (SELECT key, value, count(DISTINCT visitor) AS n FROM told GROUP BY key, value)
            SELECT id, '{OpenBrace}' || string_agg(CAST(to_json(key) AS VARCHAR) || ':' || CAST(to_json(CASE WHEN whole.n >= {rules.K} THEN value ELSE 'other' END) AS VARCHAR), ',' ORDER BY key) || '{CloseBrace}' AS properties
            FROM pairs JOIN keys USING (key) JOIN whole USING (key, value)
            WHERE keys.n >= {rules.K}
            GROUP BY id
            """));
        Count("properties", $"""
            SELECT count(*) FROM {part.In}details AS details LEFT JOIN temp.kept_properties AS kept USING (id)
            WHERE details.properties <> coalesce(kept.properties, '')
            """);
    }

    private const string OpenBrace = "{";
    private const string CloseBrace = "}";

    /// <summary>
    /// Fills <c>X_texts</c> with the text that each number in use may keep: folded, or masked where the event is exempt. Only what is in use is
    /// taken over: a text that no closed event has must not reach the closed part.
    /// </summary>
    private void MakeTexts(string what, string columns, IReadOnlyList<Fold> folds, string exempt, string texts = "{0}", string alsoUsed = "")
    {
        var source = texts == "{0}" ? $"{part.In}{what}s" : texts.Replace("{0}", part.In, StringComparison.Ordinal);
        var kept = columns.Split(',', StringSplitOptions.TrimEntries)
            .Select(column => folds.FirstOrDefault(fold => fold.Column == column)?.Selected ?? column);
        connection.Execute($"""
            /* Folding.Texts */
            CREATE OR REPLACE TEMP TABLE {what}_texts AS
            WITH used AS (
                SELECT DISTINCT {what} AS id, exempt FROM temp.closing_events UNION SELECT DISTINCT {what} AS id, exempt FROM temp.closing_visits {alsoUsed}),
            texts AS (SELECT * FROM {source}),
            told AS (
                SELECT DISTINCT visitor, {columns}
                FROM temp.closing_events JOIN texts ON texts.id = {what} WHERE visitor <> 0 AND NOT exempt),
            {string.Join(",\n", folds.Select(fold => fold.Counted))}
            SELECT id, exempt, {string.Join(", ", kept)}
            FROM texts JOIN used USING (id) {string.Join(" ", folds.Select(fold => fold.Joined))}
            WHERE NOT exempt
            UNION ALL
            SELECT id, exempt, {exempt}
            FROM texts JOIN used USING (id)
            WHERE exempt
            """);
        foreach (var fold in folds)
        {
            Count(fold.Column, $"""
                SELECT count(DISTINCT old.{fold.Column}) FROM {part.In}{what}s AS old JOIN temp.{what}_texts AS kept USING (id)
                WHERE NOT exempt AND old.{fold.Column} <> kept.{fold.Column}
                """);
        }
    }

    /// <summary>Fills <c>X_numbers</c>: texts that the closed part has get their number there, new ones a new number, in the order of the texts.</summary>
    private void Number(string what, string columns, bool exempt = true)
    {
        connection.Execute($"""
            /* Folding.Number */
            CREATE OR REPLACE TEMP TABLE new_texts AS
            SELECT row_number() OVER (ORDER BY {columns}) AS place, {columns}
            FROM (SELECT DISTINCT {columns} FROM temp.{what}_texts EXCEPT SELECT {columns} FROM {own.In}{what}s)
            """);
        var count = (int)(long)connection.Scalar("/* Folding.Number */ SELECT count(*) FROM temp.new_texts")!;
        connection.Execute(
            $"/* Folding.Number */ INSERT INTO {own.In}{what}s SELECT CAST($below + place AS INTEGER), {columns} FROM temp.new_texts ORDER BY place",
            ("below", own.Vocabulary.Reserve(count) - 1));
        connection.Execute($"""
            /* Folding.Number */
            CREATE OR REPLACE TEMP TABLE {what}_numbers AS
            SELECT texts.id AS old, {(exempt ? "texts.exempt, " : "")}min(known.id) AS new
            FROM temp.{what}_texts AS texts JOIN {own.In}{what}s AS known USING ({columns})
            GROUP BY ALL
            """);
    }

    private void Count(string column, string sql)
    {
        var count = (long)connection.Scalar($"/* Folding.Count */ {sql}")!;
        if (count > 0)
            folded[column] = count;
    }
}
