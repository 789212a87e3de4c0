using DuckDB.NET.Data;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>Writes events through DuckDB's appender, in the order of the table's columns.</summary>
internal static class EventAppender
{
    public static void Append(DuckDBConnection connection, string site, ReadOnlySpan<StoredEvent> events, CancellationToken cancellation)
    {
        using var appender = connection.CreateAppender("events");
        foreach (ref readonly var e in events)
        {
            var row = appender.CreateRow();
            row.AppendValue(site).AppendValue(e.Time).AppendValue((DateOnly?)e.Day).AppendValue((byte?)e.Hour)
                .AppendValue(e.Kind).AppendValue(e.Verdict).AppendValue((ulong?)e.Visitor).AppendValue(e.Page ?? "")
                .AppendValue(e.Family).AppendValue(e.Channel ?? "").AppendValue(e.Source ?? "").AppendValue((bool?)e.Paid)
                .AppendValue(e.Grade).AppendValue(e.Sender).AppendValue((bool?)e.Private).AppendValue(e.Rule ?? "").AppendValue(e.Clue ?? "")
                .AppendValue(e.ReferrerHost ?? "").AppendValue(e.ReferrerPath ?? "").AppendValue(e.Package ?? "").AppendValue(e.ClickId ?? "")
                .AppendValue(e.UtmSource ?? "").AppendValue(e.UtmMedium ?? "").AppendValue(e.UtmCampaign ?? "")
                .AppendValue(e.App ?? "").AppendValue(e.Platform ?? "").AppendValue(e.Browser ?? "").AppendValue((short?)e.BrowserMajor)
                .AppendValue(e.Os ?? "").AppendValue(e.Device ?? "").AppendValue(e.Country ?? "");
            row.EndRow();
        }

        cancellation.ThrowIfCancellationRequested();
    }

    public static void Append(DuckDBConnection connection, string site, IReadOnlyList<MachineCount> machines)
    {
        using var appender = connection.CreateAppender("machines");
        foreach (var count in machines)
        {
            appender.CreateRow().AppendValue(site).AppendValue((DateOnly?)count.Day).AppendValue(count.Reason).AppendValue(count.Platform)
                .AppendValue((long?)count.Hits).AppendValue((long?)count.BareHits).EndRow();
        }
    }
}
