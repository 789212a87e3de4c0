using System.Globalization;
using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb.Closing;

/// <summary>
/// Decides which region and which city the agents of a closing day may keep (adr/0065). What is looked at is the row that stays: a city; a region without the cities that
/// it keeps; a country without the regions that it keeps. Where one of these would hold fewer than k readers, the smallest place beside it goes as well.
/// </summary>
internal sealed class PlaceFolding(DuckDBConnection connection, Part part, CloseRules rules)
{
    private const string Agent = "app, browser, os, device";

    /// <summary>Fewer with one kind of browser in a place would be known again by it.</summary>
    private readonly int several = Math.Min(rules.K, 2);

    /// <summary>Fills <c>kept_places</c>: an agent's number, its region and its city.</summary>
    public void Run()
    {
        // PRIVACY: machines that are set apart have pseudonyms too, and data centres stand in cities: they hide nobody.
        Make("readers_places", $"""
            SELECT DISTINCT visitor, {Agent}, country, region, city
            FROM temp.closing_events JOIN {part.In}agents AS agents ON agents.id = agent WHERE visitor <> 0 AND NOT exempt AND suspicion = ''
            """);
        Keep("kept_cities", "readers_places", around: "region", place: "city");
        Make("readers_regions", $"""
            SELECT visitor, {Agent}, country, region, coalesce(stays, false) AS within
            FROM temp.readers_places LEFT JOIN temp.kept_cities USING ({Agent}, region, city)
            """);
        Keep("kept_regions", "readers_regions", around: "country", place: "region", besides: ", within");
        Make("kept_places", $"""
            SELECT id, CASE WHEN regions.stays AND suspicion = '' THEN region ELSE '' END AS region, CASE WHEN regions.stays AND suspicion = '' AND within THEN city ELSE '' END AS city
            FROM (
                SELECT id, {Agent}, country, region, city, suspicion, coalesce(stays, false) AS within
                FROM {part.In}agents LEFT JOIN temp.kept_cities USING ({Agent}, region, city))
            LEFT JOIN temp.kept_regions AS regions USING ({Agent}, country, region, within)
            """);
    }

    /// <summary>Fills a table with the places that stay, for each kind of browser.</summary>
    private void Keep(string table, string readers, string around, string place, string besides = "")
    {
        var cell = $"{around}, {place}{besides}";
        Make(table, string.Create(CultureInfo.InvariantCulture, $"""
            WITH shared AS (SELECT {Agent}, {cell} FROM temp.{readers} WHERE {place} <> '' GROUP BY ALL HAVING count(DISTINCT visitor) >= {several}),
            large AS (
                SELECT {cell}, count(DISTINCT visitor) AS n FROM temp.{readers} JOIN shared USING ({Agent}, {cell})
                GROUP BY ALL HAVING count(DISTINCT visitor) >= {rules.K}),
            kept AS (SELECT {Agent}, {cell} FROM shared JOIN large USING ({cell})),
            rest AS (SELECT {around}, count(DISTINCT visitor) AS left_over FROM temp.{readers} ANTI JOIN kept USING ({Agent}, {cell}) GROUP BY {around}),
            smallest AS (SELECT {around}, first({place} ORDER BY n, {place}) AS goes FROM (SELECT {around}, {place}, sum(n) AS n FROM large GROUP BY ALL) GROUP BY {around})
            SELECT {Agent}, {cell}, true AS stays FROM kept JOIN smallest USING ({around}) LEFT JOIN rest USING ({around})
            WHERE coalesce(left_over, 0) = 0 OR left_over >= {rules.K} OR {place} <> goes
            """));
    }

    private void Make(string table, string sql) => connection.Execute($"/* PlaceFolding */ CREATE OR REPLACE TEMP TABLE {table} AS {sql}");
}
