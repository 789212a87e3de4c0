using DuckDB.NET.Data;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>Writes batches through DuckDB's appender, in the order of the tables' columns.</summary>
internal static class EventAppender
{
    public static void Append(
        DuckDBConnection connection, int site, Vocabulary vocabulary, ReadOnlySpan<StoredEvent> events, CancellationToken cancellation)
    {
        using (var appender = connection.CreateAppender("event_rows"))
        {
            foreach (ref readonly var stored in events)
            {
                appender.CreateRow()
                    .AppendValue((int?)site).AppendValue(stored.Time).AppendValue((DateOnly?)stored.Day).AppendValue((byte?)stored.Hour)
                    .AppendValue(stored.Kind).AppendValue(stored.Verdict).AppendValue((ulong?)stored.Visitor)
                    .AppendValue((int?)vocabulary.Page(stored.Page)).AppendValue((int?)vocabulary.Origin(stored))
                    .AppendValue((int?)vocabulary.Agent(stored)).EndRow();
            }
        }

        Keys(connection, site, events);
        vocabulary.Save(connection);
        cancellation.ThrowIfCancellationRequested();
    }

    private static void Keys(DuckDBConnection connection, int site, ReadOnlySpan<StoredEvent> events)
    {
        using var appender = connection.CreateAppender("event_keys");
        foreach (ref readonly var stored in events)
        {
            if (stored.Detail is { Key: not 0 and var key })
                appender.CreateRow().AppendValue((int?)site).AppendValue((DateOnly?)stored.Day).AppendValue((ulong?)key).EndRow();
        }
    }

    public static void Append(DuckDBConnection connection, string site, IReadOnlyList<MachineCount> machines)
    {
        using var appender = connection.CreateAppender("machines");
        foreach (var count in machines)
        {
            appender.CreateRow().AppendValue(site).AppendValue((DateOnly?)count.Day).AppendValue(count.Reason ?? "")
                .AppendValue(count.Platform ?? "").AppendValue((long?)count.Hits).AppendValue((long?)count.BareHits).EndRow();
        }
    }
}
