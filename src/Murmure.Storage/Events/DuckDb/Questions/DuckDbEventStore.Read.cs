using System.Runtime.CompilerServices;
using DuckDB.NET.Data;
using Murmure.Attribution;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>Events as they were appended, for another store or a better catalogue to take.</summary>
public sealed partial class DuckDbEventStore
{
    // Text columns in the order in which ReadEvent takes them.
    private const string ReadColumns = """
        time, day, hour, CAST(kind AS VARCHAR), CAST(verdict AS VARCHAR), visitor, page, CAST(family AS VARCHAR), channel, source, paid,
        CAST(grade AS VARCHAR), CAST(sender AS VARCHAR), private, rule, clue, referrer_host, referrer_path, package, click_id,
        utm_source, utm_medium, utm_campaign, app, platform, browser, browser_major, os, device, country,
        live, name, properties, currency, target, CAST(navigation AS VARCHAR), history, CAST(fetch_site AS VARCHAR), limited, engaged, scroll, revenue, suspicion,
        link, variant, generation, scan, orphan, region, city
        """;

    public async IAsyncEnumerable<EventBatch> ReadAsync(string site, DayRange range, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // An hour at a time: large enough to be fast, small enough for the memory of a busy site.
        var slices = await AskAsync(site, range, (connection, seen) => connection.Rows(
            $"/* Read.Slices */ SELECT DISTINCT day, hour FROM {seen.From("appended", range)} WHERE site = $site AND day BETWEEN $from AND $to ORDER BY ALL",
            row => (Day: row.GetFieldValue<DateOnly>(0), Hour: row.GetByte(1)), ("site", site), ("from", range.From), ("to", range.To)), cancellation);
        foreach (var (day, hour) in slices)
        {
            var events = await AskAsync(site, DayRange.Of(day), (connection, seen) => connection.Rows($"""
                /* Read.Events */ SELECT {ReadColumns} FROM {seen.From("appended", DayRange.Of(day))}
                WHERE site = $site AND day = $day AND hour = $hour ORDER BY ALL
                """, ReadEvent, ("site", site), ("day", day), ("hour", hour)), cancellation);
            yield return new EventBatch($"{site}/{day:yyyy-MM-dd}/{hour}", site, events.ToArray());
        }

        var machines = await AskAsync(site, range, (connection, seen) => connection.Rows($"""
            /* Read.Machines */ SELECT day, reason, platform, hits, bare_hits FROM {seen.From("machines", range)}
            WHERE site = $site AND day BETWEEN $from AND $to ORDER BY ALL
            """, row => new MachineCount(row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4)),
            ("site", site), ("from", range.From), ("to", range.To)), cancellation);
        if (machines.Count > 0)
            yield return new EventBatch($"{site}/machines", site, default) { Machines = machines };
    }

    private static StoredEvent ReadEvent(DuckDBDataReader row) => new()
    {
        Time = row.Time(0) ?? DateTime.SpecifyKind(row.GetFieldValue<DateOnly>(1).ToDateTime(new TimeOnly(row.GetByte(2), 0)), DateTimeKind.Utc),
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
        Suspicion = row.GetString(42),
        Region = row.GetString(48),
        City = row.GetString(49),
        Detail = row.GetBoolean(30) ? ReadDetail(row) : null,
    };

    private static EventDetail ReadDetail(DuckDBDataReader row) => new()
    {
        Name = row.GetString(31),
        Properties = DetailKey.Read(row.GetString(32)),
        Currency = row.GetString(33),
        Target = row.GetString(34),
        Navigation = Enum.Parse<Navigation>(row.GetString(35), ignoreCase: true),
        History = row.GetByte(36),
        FetchSite = Enum.Parse<FetchSite>(row.GetString(37), ignoreCase: true),
        Limited = row.GetBoolean(38),
        EngagedMilliseconds = row.GetInt32(39),
        ScrollPercent = row.GetByte(40),
        Revenue = row.GetInt64(41) / 10_000m,
        Link = row.GetInt64(43),
        Variant = row.GetString(44),
        Generation = row.GetByte(45),
        Scan = row.GetBoolean(46),
        Orphan = DetailKey.OrphanOf(row.GetString(47)),
    };
}
