using DuckDB.NET.Data;
using Murmure.Attribution;
using Murmure.Storage.Events.DuckDb.Parts;
using Murmure.Storage.Events.DuckDb.Visits;

namespace Murmure.Storage.Events.DuckDb.Closing;

/// <summary>
/// Reads the origins of a closed day's people again, from the clues that are kept. One reading per origin and app, however many events have them;
/// previews keep theirs, which came from an agent whose text is gone. The transaction is the caller's.
/// </summary>
internal sealed class DayReading(DuckDBConnection connection, Part own, Classifier classifier)
{
    private const string Columns = """
        family, channel, source, paid, grade, sender, private, rule, clue, referrer_host, referrer_path, package, click_id,
        utm_source, utm_medium, utm_campaign, platform
        """;

    private const string Day = "site = $site AND day = $day";
    private const string People = $"{Day} AND kind <> 'preview' AND {VisitsSql.People}";

    /// <returns>How many events have another origin now.</returns>
    public long Run(int site, DateOnly day)
    {
        (string, object?)[] scope = [("site", site), ("day", day)];
        if (Note(scope) == 0)
            return 0;
        Number();
        var events = Change("event_rows", People, scope) + Change("live_rows", People, scope);
        Change("visit_rows", Day, scope);
        connection.Execute("/* DayReading */ DROP TABLE temp.reread; DROP TABLE temp.renumbered;");
        return events;
    }

    /// <summary>Fills the temporary table <c>reread</c> with the origins that read differently now: number and app before, texts now.</summary>
    private int Note((string, object?)[] scope)
    {
        var changed = connection.Rows($"""
            /* DayReading.Kept */
            SELECT DISTINCT origins.id, app, CAST(family AS VARCHAR), channel, source, paid, CAST(grade AS VARCHAR), CAST(sender AS VARCHAR), private, rule, clue,
                referrer_host, referrer_path, package, click_id, utm_source, utm_medium, utm_campaign, platform
            FROM (
                SELECT origin, agent FROM event_rows WHERE {People} UNION SELECT origin, agent FROM live_rows WHERE {People}
                UNION SELECT origin, agent FROM visit_rows WHERE {Day})
            JOIN origins ON origins.id = origin JOIN agents ON agents.id = agent
            """, row => (Id: row.GetInt32(0), App: row.GetString(1), Origin: Read(row)), scope)
            .ConvertAll(kept => (kept.Id, kept.App, Before: kept.Origin, Now: Reread(kept.Origin, kept.App))).FindAll(kept => kept.Before != kept.Now);
        if (changed.Count == 0)
            return 0;
        connection.Execute($"/* DayReading */ CREATE OR REPLACE TEMP TABLE reread AS SELECT id AS old, '' AS app, {Columns} FROM origins LIMIT 0");
        using var appender = connection.CreateAppender("temp", "main", "reread");
        foreach (var (id, app, _, now) in changed)
            now.Append(appender.CreateRow().AppendValue((int?)id).AppendValue(app)).EndRow();
        return changed.Count;
    }

    /// <summary>Gives each of the new origins the number it has in the closed part, or a new one.</summary>
    private void Number()
    {
        connection.Execute($"""
            /* DayReading.Number */
            CREATE OR REPLACE TEMP TABLE new_texts AS
            SELECT row_number() OVER (ORDER BY {Columns}) AS place, {Columns} FROM (SELECT DISTINCT {Columns} FROM temp.reread EXCEPT SELECT {Columns} FROM origins)
            """);
        var count = (int)(long)connection.Scalar("/* DayReading.Number */ SELECT count(*) FROM temp.new_texts")!;
        connection.Execute($"/* DayReading.Number */ INSERT INTO origins SELECT CAST($below + place AS INTEGER), {Columns} FROM temp.new_texts",
            ("below", own.Vocabulary.Reserve(count) - 1));
        connection.Execute($"""
            /* DayReading.Number */
            CREATE OR REPLACE TEMP TABLE renumbered AS
            SELECT old, app, min(origins.id) AS new FROM temp.reread JOIN origins USING ({Columns}) GROUP BY old, app
            """);
    }

    private long Change(string table, string rows, (string, object?)[] scope) => connection.Execute($"""
        /* DayReading.Change */
        UPDATE {table} SET origin = found.new
        FROM (SELECT old, new, agents.id AS agent FROM temp.renumbered JOIN agents USING (app)) AS found
        WHERE {rows} AND {table}.origin = found.old AND {table}.agent = found.agent
        """, scope);

    private OriginKey Reread(OriginKey kept, string app)
    {
        var clues = new KeptClues(
            kept.Rule, kept.Clue, kept.ReferrerHost, kept.ReferrerPath, kept.Package, kept.ClickId, kept.UtmSource, kept.UtmMedium, kept.UtmCampaign, app);
        return classifier.Reread(clues) is not { } origin ? kept : kept with
        {
            Family = origin.Family, Channel = origin.Channel, Source = origin.Source ?? "", Paid = origin.Paid, Grade = origin.Grade, Sender = origin.Sender,
            Private = classifier.Catalogue.IsPrivate(origin.Channel, origin.Family), Rule = origin.Evidence.Rule, Clue = origin.Evidence.Clue ?? "",
        };
    }

    private static OriginKey Read(DuckDBDataReader row) => new(
        Enum.Parse<Family>(row.GetString(2), ignoreCase: true), row.GetString(3), row.GetString(4), row.GetBoolean(5),
        Enum.Parse<Grade>(row.GetString(6), ignoreCase: true), Enum.Parse<Sender>(row.GetString(7), ignoreCase: true), row.GetBoolean(8),
        row.GetString(9), row.GetString(10), row.GetString(11), row.GetString(12), row.GetString(13), row.GetString(14),
        row.GetString(15), row.GetString(16), row.GetString(17), row.GetString(18));
}
