namespace Murmure.Storage.Events.DuckDb;

/// <summary>Events as files.</summary>
public sealed partial class DuckDbEventStore
{
    private static readonly string[] ExportedText =
    [
        "page", "channel", "source", "rule", "clue", "referrer_host", "referrer_path", "package", "click_id",
        "utm_source", "utm_medium", "utm_campaign", "app", "platform", "browser", "os", "device", "country",
        "name", "properties", "currency", "target", "variant", "orphan",
    ];

    public Task<long> ExportAsync(string site, DayRange range, ExportFormat format, string path, CancellationToken cancellation) =>
        AskAsync(site, range, (connection, seen) =>
        {
            // COPY takes no parameter for its target: a quoted literal, quotes doubled, is the only way to name the file.
            var target = Commands.Quoted(Path.GetFullPath(path));
            return connection.Execute($"""
                /* Export */ COPY (
                    SELECT time, day, hour, kind, verdict, family, paid, grade, sender, private, browser_major,
                        navigation, history, fetch_site, limited, engaged, scroll, generation, scan,
                        {Dimension.Link.Expression(ReportSource.Events, DuckDbDialect.Instance)} AS link, CAST(revenue / 10000 AS DECIMAL(18, 4)) AS revenue,
                        {string.Join(", ", ExportedText.Select(column => format == ExportFormat.Csv ? Neutral(column) : column))}, {OfClosedDays("region")}, {OfClosedDays("city")}
                    FROM {seen.From("events", range)}
                    WHERE site = $site AND day BETWEEN $from AND $to
                    ORDER BY ALL)
                TO {target} ({Options(format)})
                """, ("site", site), ("from", range.From), ("to", range.To));
        }, cancellation);

    private static string Options(ExportFormat format) => format switch
    {
        ExportFormat.JsonLines => "FORMAT json",
        ExportFormat.Csv => "FORMAT csv, HEADER",
        ExportFormat.Parquet => "FORMAT parquet, COMPRESSION zstd",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>
    /// PRIVACY: beside a time to the second a city may be one reader's; so it goes out once the day has closed, and rare ones have gone. It begins with its
    /// country's two letters, which no spreadsheet runs.
    /// </summary>
    private static string OfClosedDays(string column) => $"CASE WHEN time IS NULL THEN {column} ELSE '' END AS {column}";

    /// <summary>A spreadsheet runs what begins with these signs (OWASP, "CSV Injection"); an apostrophe makes it text.</summary>
    private static string Neutral(string column) =>
        $"CASE WHEN {column} <> '' AND position(substr({column}, 1, 1) IN '=+-@' || chr(9) || chr(13)) > 0 THEN '''' || {column} ELSE {column} END AS {column}";
}
