using System.Runtime.CompilerServices;
using DuckDB.NET.Data;
using Murmure.Attribution;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>Events as they were appended, for another store or a better catalogue to take.</summary>
public sealed partial class DuckDbEventStore
{
    // Text columns in the order in which ReadEvent takes them.
    private const string ReadColumns = """
        time, day, hour, CAST(kind AS VARCHAR), CAST(verdict AS VARCHAR), visitor, page, CAST(family AS VARCHAR), channel, source, paid,
        CAST(grade AS VARCHAR), CAST(sender AS VARCHAR), private, rule, clue, referrer_host, referrer_path, package, click_id,
        utm_source, utm_medium, utm_campaign, app, platform, browser, browser_major, os, device, country
        """;

    public async IAsyncEnumerable<EventBatch> ReadAsync(string site, DayRange range, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // An hour at a time: large enough to be fast, small enough for the memory of a busy site.
        var slices = await _readers.RunAsync(
            connection => Rows(
                connection, "/* Read.Slices */ SELECT DISTINCT day, hour FROM events WHERE site = $site AND day BETWEEN $from AND $to ORDER BY ALL",
                row => (Day: row.GetFieldValue<DateOnly>(0), Hour: row.GetByte(1)), ("site", site), ("from", range.From), ("to", range.To)),
            cancellation);
        foreach (var (day, hour) in slices)
        {
            var events = await _readers.RunAsync(
                connection => Rows(
                    connection, $"/* Read.Events */ SELECT {ReadColumns} FROM events WHERE site = $site AND day = $day AND hour = $hour ORDER BY ALL",
                    ReadEvent, ("site", site), ("day", day), ("hour", hour)),
                cancellation);
            yield return new EventBatch($"{site}/{day:yyyy-MM-dd}/{hour}", site, events.ToArray());
        }
        var machines = await _readers.RunAsync(
            connection => Rows(
                connection, "/* Read.Machines */ SELECT day, reason, platform, hits, bare_hits FROM machines WHERE site = $site AND day BETWEEN $from AND $to ORDER BY ALL",
                row => new MachineCount(row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4)),
                ("site", site), ("from", range.From), ("to", range.To)),
            cancellation);
        if (machines.Count > 0)
            yield return new EventBatch($"{site}/machines", site, default) { Machines = machines };
    }

    private static List<T> Rows<T>(DuckDBConnection connection, string sql, Func<DuckDBDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    private static StoredEvent ReadEvent(DuckDBDataReader row) => new()
    {
        Time = DateTime.SpecifyKind(row.GetDateTime(0), DateTimeKind.Utc),
        Day = row.GetFieldValue<DateOnly>(1),
        Hour = row.GetByte(2),
        Kind = Enum.Parse<EventKind>(row.GetString(3), ignoreCase: true),
        Verdict = Enum.Parse<Verdict>(row.GetString(4), ignoreCase: true),
        Visitor = row.GetFieldValue<ulong>(5),
        Page = row.GetString(6),
        Family = Enum.Parse<Family>(row.GetString(7), ignoreCase: true),
        Channel = row.GetString(8),
        Source = row.GetString(9),
        Paid = row.GetBoolean(10),
        Grade = Enum.Parse<Grade>(row.GetString(11), ignoreCase: true),
        Sender = Enum.Parse<Sender>(row.GetString(12), ignoreCase: true),
        Private = row.GetBoolean(13),
        Rule = row.GetString(14),
        Clue = row.GetString(15),
        ReferrerHost = row.GetString(16),
        ReferrerPath = row.GetString(17),
        Package = row.GetString(18),
        ClickId = row.GetString(19),
        UtmSource = row.GetString(20),
        UtmMedium = row.GetString(21),
        UtmCampaign = row.GetString(22),
        App = row.GetString(23),
        Platform = row.GetString(24),
        Browser = row.GetString(25),
        BrowserMajor = row.GetInt16(26),
        Os = row.GetString(27),
        Device = row.GetString(28),
        Country = row.GetString(29),
    };
}
