using System.Globalization;
using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Parts;
using Murmure.Storage.Events.DuckDb.Questions;
using Murmure.Storage.Events.DuckDb.Visits;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>Which properties there are to ask by.</summary>
public sealed partial class DuckDbEventStore
{
    public Task<IReadOnlyList<PropertyUse>> PropertiesAsync(string site, DayRange range, CancellationToken cancellation) =>
        AskAsync(site, range, IReadOnlyList<PropertyUse> (connection, seen) => connection.Rows(
            Properties(seen, KnownSite(connection, own, site) ?? 0),
            row => new PropertyUse(row.GetString(0), row.GetInt64(1), row.GetInt64(2)), ("from", range.From), ("to", range.To)), cancellation);

    private static string Properties(PartsSeen seen, int site)
    {
        var closed = string.Create(CultureInfo.InvariantCulture, $"site = {site} AND day BETWEEN $from AND $to{Days.Not(seen.Open.Select(part => part.Day))}");
        var places = seen.Open.Select(part => Named(part.In, "true", seen.Counted)).Append(Named("", closed, seen.Counted));
        return $"""
            /* Properties */
            SELECT name, CAST(sum(events) AS BIGINT) AS events, CAST(sum(visitors) AS BIGINT)
            FROM ({string.Join(" UNION ALL ", places)})
            GROUP BY name ORDER BY events DESC, name
            """;
    }

    // The texts are few and the rows are many: names are taken out of the texts.
    private static string Named(string file, string where, IReadOnlyList<string> counted) => $"""
        SELECT named.name, day, count(*) AS events, count(DISTINCT CASE WHEN visitor <> 0 THEN visitor END) AS visitors
        FROM {file}live_rows AS rows
        JOIN (SELECT id, unnest(json_keys(CAST(properties AS JSON))) AS name FROM {file}details WHERE properties <> '') AS named ON named.id = rows.detail
        WHERE {where} AND {VisitsSql.People} AND agent IN (SELECT id FROM {file}agents WHERE suspicion IN ({PartsSeen.Counting(counted)}))
        GROUP BY named.name, day
        """;
}
