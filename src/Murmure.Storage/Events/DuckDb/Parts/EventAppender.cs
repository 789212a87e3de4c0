using DuckDB.NET.Data;

namespace Murmure.Storage.Events.DuckDb.Parts;

/// <summary>Writes batches through DuckDB's appender, in the order of the tables' columns.</summary>
internal static class EventAppender
{
    /// <summary>One unit of a currency, as the store counts revenue.</summary>
    private const decimal TenThousandths = 10_000m;

    public static void Append(DuckDBConnection connection, Part part, int site, ReadOnlySpan<StoredEvent> events, CancellationToken cancellation)
    {
        var live = 0;
        using (var appender = part.Appender(connection, "event_rows"))
        {
            foreach (ref readonly var stored in events)
            {
                if (stored.Detail is null)
                    Start(appender, part.Vocabulary, site, stored).EndRow();
                else
                    live++;
            }
        }

        if (live > 0)
            AppendLive(connection, part, site, events);
        part.Vocabulary.Save(connection);
        foreach (ref readonly var stored in events)
        {
            if (stored.Detail is { Completes: true })
                TakeLimited(connection, part, stored);
            if (stored.Detail is { InsteadOf.Length: > 0 })
                TakeReplaced(connection, part, stored);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    public static void Append(DuckDBConnection connection, Part part, string host, int site, IReadOnlyList<MachineCount> machines)
    {
        if (machines.Count == 0)
            return;
        using var keys = part.Appender(connection, "event_keys");
        using var appender = part.Appender(connection, "machines");
        foreach (var count in machines)
        {
            foreach (var line in count.Lines ?? [])
                keys.CreateRow().AppendValue((int?)site).AppendValue((DateOnly?)count.Day).AppendValue((ulong?)line).EndRow();
            // What counts nowhere is known, and no machine.
            if (count.Hits == 0)
                continue;
            appender.CreateRow().AppendValue(host).AppendValue((DateOnly?)count.Day).AppendValue(count.Reason ?? "")
                .AppendValue(count.Platform ?? "").AppendValue((long?)count.Hits).AppendValue((long?)count.BareHits).EndRow();
        }
    }

    /// <summary>Takes away the exempt part of a page view that is now there whole; nothing where there was none.</summary>
    private static void TakeLimited(DuckDBConnection connection, Part part, in StoredEvent whole) => connection.Execute($"""
        /* Append.TakeLimited */ DELETE FROM {part.In}live_rows WHERE rowid = (
            SELECT max(live.rowid) FROM {part.In}live_rows AS live JOIN {part.In}details AS d ON d.id = live.detail JOIN {part.In}paths AS p ON p.id = live.page
            WHERE live.visitor = $visitor AND live.kind = 'pageview' AND live.time <= $time AND d.limited AND split_part(p.path, '?', 1) = split_part($page, '?', 1))
        """, ("visitor", whole.Visitor), ("time", whole.Time), ("page", whole.Page));

    /// <summary>Takes away the preview whose place another takes: previews of one second that look alike are told apart by nobody, so any of them will do.</summary>
    private static void TakeReplaced(DuckDBConnection connection, Part part, in StoredEvent by) => connection.Execute($"""
        /* Append.TakeReplaced */ DELETE FROM {part.In}live_rows WHERE rowid = (
            SELECT min(live.rowid) FROM {part.In}live_rows AS live JOIN {part.In}origins AS o ON o.id = live.origin JOIN {part.In}paths AS p ON p.id = live.page
            WHERE live.kind = 'preview' AND live.time = $time AND o.platform = $platform AND p.path = $page)
        """, ("time", by.Time), ("platform", by.Platform), ("page", by.Detail!.InsteadOf));

    private static void AppendLive(DuckDBConnection connection, Part part, int site, ReadOnlySpan<StoredEvent> events)
    {
        using (var appender = part.Appender(connection, "live_rows"))
        {
            foreach (ref readonly var stored in events)
            {
                if (stored.Detail is { } detail)
                {
                    Start(appender, part.Vocabulary, site, stored)
                        .AppendValue((int?)part.Vocabulary.Detail(detail)).AppendValue((int?)Math.Max(detail.EngagedMilliseconds, 0))
                        .AppendValue((byte?)Math.Min(detail.ScrollPercent, (byte)100)).AppendValue((long?)Money(detail.Revenue))
                        .AppendNullValue().AppendNullValue().EndRow();
                }
            }
        }

        using var keys = part.Appender(connection, "event_keys");
        using var yesterdays = part.Appender(connection, "yesterdays");
        foreach (ref readonly var stored in events)
        {
            if (stored.Detail is { Key: not 0 and var key })
                keys.CreateRow().AppendValue((int?)site).AppendValue((DateOnly?)stored.Day).AppendValue((ulong?)key).EndRow();
            if (part.TakesYesterday && stored.Detail is { VisitorYesterday: not 0 and var yesterday })
                yesterdays.CreateRow().AppendValue((ulong?)stored.Visitor).AppendValue((ulong?)yesterday).EndRow();
        }
    }

    private static IDuckDBAppenderRow Start(DuckDBAppender appender, Vocabulary vocabulary, int site, in StoredEvent stored) => appender.CreateRow()
        .AppendValue((int?)site).AppendValue(stored.Time).AppendValue((DateOnly?)stored.Day).AppendValue((byte?)stored.Hour)
        .AppendValue(stored.Kind).AppendValue(stored.Verdict).AppendValue((ulong?)stored.Visitor)
        .AppendValue((int?)vocabulary.Page(stored.Page)).AppendValue((int?)vocabulary.Origin(stored)).AppendValue((int?)vocabulary.Agent(stored));

    /// <summary>A sum that nobody can earn is cut, so that sums of sums fit.</summary>
    private static long Money(decimal amount) =>
        (long)Math.Round(Math.Clamp(amount, -100_000_000m, 100_000_000m) * TenThousandths, MidpointRounding.AwayFromZero);
}
