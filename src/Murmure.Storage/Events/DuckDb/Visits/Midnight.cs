using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb.Visits;

/// <summary>
/// Visits across the site's midnight. A visit belongs to the day on which it began: the day before takes up what its reader did until the
/// first silence, and the new day has no visit for that. What tells that two pseudonyms are one reader is gone once the day before is closed;
/// what remains is the note that this reader of the new day was going on with something.
/// </summary>
internal sealed class Midnight(DuckDBConnection connection)
{
    /// <summary>Notes the readers of a day who go on with a visit of the day before, with that visit's origin and link.</summary>
    public void NoteContinued(Part part, Part before)
    {
        connection.Execute($"""
            /* Midnight.NoteContinued */
            CREATE OR REPLACE TEMP TABLE going_on AS
            WITH firsts AS (
                SELECT visitor, min(time) AS first FROM ({VisitsSql.Steps(part.In, $"visitor IN (SELECT visitor FROM {part.In}yesterdays)")}) GROUP BY visitor),
            lasts AS (SELECT visitor, arg_max(origin, started) AS origin, arg_max(click, started) AS click, max(ended) AS ended FROM {before.In}visit_rows GROUP BY visitor)
            SELECT firsts.visitor, any_value(origin) AS origin, any_value(CASE WHEN {LinkSql.Tagged("details")} THEN click ELSE 0 END) AS click
            FROM firsts
            JOIN {part.In}yesterdays AS known ON known.visitor = firsts.visitor
            JOIN lasts ON lasts.visitor = known.yesterday
            JOIN {before.In}details AS details ON details.id = click
            WHERE first - ended <= {VisitsSql.Silence} AND firsts.visitor NOT IN (SELECT visitor FROM {part.In}continued)
            GROUP BY firsts.visitor
            """);
        if (Count("SELECT count(*) FROM temp.going_on") == 0)
            return;
        part.Touched?.UnionWith(connection.Rows("/* Midnight.NoteContinued */ SELECT visitor FROM temp.going_on", row => row.GetFieldValue<ulong>(0)));
        connection.Execute($"""
            /* Midnight.NoteContinued */
            INSERT INTO {part.In}continued
            SELECT visitor, CAST($origins + dense_rank() OVER (ORDER BY origin) AS INTEGER),
                CASE WHEN click = 0 THEN 0 ELSE CAST($clicks + dense_rank() OVER (PARTITION BY click = 0 ORDER BY click) AS INTEGER) END
            FROM temp.going_on
            """, ("origins", Copy(part, before, "origins", "origin")), ("clicks", Copy(part, before, "details", "click")));
    }

    /// <summary>The day before has texts of its own: those that are needed are copied under numbers of this day, in their order.</summary>
    /// <returns>The number below the first of them.</returns>
    private int Copy(Part part, Part before, string texts, string column)
    {
        var used = $"(SELECT {column} FROM temp.going_on WHERE {column} <> 0)";
        var below = part.Vocabulary.Reserve(Count($"SELECT count(DISTINCT id) FROM {before.In}{texts} WHERE id IN {used}")) - 1;
        connection.Execute($"""
            /* Midnight.Copy */
            INSERT INTO {part.In}{texts}
            SELECT CAST($below + row_number() OVER (ORDER BY id) AS INTEGER), * EXCLUDE (id) FROM {before.In}{texts} WHERE id IN {used}
            """, ("below", below));
        return below;
    }

    /// <summary>Lengthens visits of a day, just derived, by what their readers did after midnight.</summary>
    public void Extend(Part part, Part next)
    {
        connection.Execute($"""
            /* Midnight.Extend */
            CREATE OR REPLACE TEMP TABLE onward AS
            WITH gaps AS (
                SELECT visitor, time, page, kind, time - lag(time) OVER (PARTITION BY visitor ORDER BY time) AS gap
                FROM ({VisitsSql.Steps(next.In, $"visitor IN (SELECT visitor FROM {next.In}yesterdays)")})),
            numbered AS (
                SELECT *, sum(CASE WHEN gap <= {VisitsSql.Silence} THEN 0 ELSE 1 END) OVER (PARTITION BY visitor ORDER BY time) AS run FROM gaps)
            SELECT yesterday AS visitor, min(time) AS first, max(time) AS last, count(*) FILTER (kind = 'pageview') AS views,
                count(*) FILTER (kind NOT IN ('pageview', 'engagement')) AS acts,
                arg_max(path, struct_pack(at := time, path := path)) FILTER (kind = 'pageview') AS exit
            FROM numbered
            JOIN {next.In}paths AS paths ON paths.id = page
            JOIN (SELECT DISTINCT visitor, yesterday FROM {next.In}yesterdays) AS known USING (visitor)
            WHERE run = 1
            GROUP BY yesterday
            """);
        foreach (var path in connection.Rows("/* Midnight.Extend */ SELECT DISTINCT exit FROM temp.onward WHERE exit IS NOT NULL", row => row.GetString(0)))
            part.Vocabulary.Page(path);
        part.Vocabulary.Save(connection);
        connection.Execute($"""
            /* Midnight.Extend */
            UPDATE {part.In}visit_rows SET
                ended = onward.last, views = visit_rows.views + onward.views, acts = visit_rows.acts + onward.acts,
                seconds = date_diff('second', visit_rows.started, onward.last), exit = coalesce(exits.id, visit_rows.exit)
            FROM temp.onward AS onward
            JOIN (SELECT visitor, max(started) AS started, max(ended) AS ended FROM {part.In}visit_rows GROUP BY visitor) AS lasts ON lasts.visitor = onward.visitor
            LEFT JOIN (SELECT min(id) AS id, path FROM {part.In}paths GROUP BY path) AS exits ON exits.path = onward.exit
            WHERE visit_rows.visitor = lasts.visitor AND visit_rows.started = lasts.started AND onward.first - lasts.ended <= {VisitsSql.Silence}
            """);
    }

    private int Count(string sql) => (int)(long)connection.Scalar($"/* Midnight */ {sql}")!;
}
