using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>Removal of what was kept.</summary>
public sealed partial class DuckDbEventStore
{
    public Task<long> EraseAsync(string site, DayRange range, CancellationToken cancellation) => WriteAsync(connection =>
    {
        var events = EraseFrom(connection, own, site, range);
        foreach (var part in open?.All.Where(part => part.Site == site && range.Contains(part.Day)).ToList() ?? [])
        {
            events += EraseFrom(connection, part, site, range);
            part.Counts = PartCounts.Read(connection, part);
            part.Touched = [];
            part.HasYesterdays = false;
        }

        return events;
    }, cancellation);

    private static long EraseFrom(DuckDBConnection connection, Part part, string site, DayRange range)
    {
        if (KnownSite(connection, part, site) is not { } number)
            return 0;
        using var transaction = connection.BeginTransaction();
        (string, object?)[] scope = [("site", number), ("from", range.From), ("to", range.To)];
        var events = connection.Execute($"/* Erase */ DELETE FROM {part.In}event_rows WHERE site = $site AND day BETWEEN $from AND $to", scope);
        events += connection.Execute($"/* Erase */ DELETE FROM {part.In}live_rows WHERE site = $site AND day BETWEEN $from AND $to", scope);
        connection.Execute($"/* Erase */ DELETE FROM {part.In}visit_rows WHERE site = $site AND day BETWEEN $from AND $to", scope);
        connection.Execute($"/* Erase */ DELETE FROM {part.In}machines WHERE site = $site AND day BETWEEN $from AND $to",
            ("site", site), ("from", range.From), ("to", range.To));
        connection.Execute($"/* Erase */ DELETE FROM {part.In}refused WHERE site = $site AND day BETWEEN $from AND $to",
            ("site", site), ("from", range.From), ("to", range.To));
        SweepTexts(connection, part);
        if (part.Catalog is not null)
            connection.Execute($"/* Erase */ DELETE FROM {part.In}yesterdays; DELETE FROM {part.In}continued;");
        transaction.Commit();
        return events;
    }

    /// <summary>What is erased must not live on in the vocabulary: a path or a referrer can itself be personal.</summary>
    private static void SweepTexts(DuckDBConnection connection, Part part)
    {
        foreach (var (texts, columns) in new[]
        {
            ("paths", "page FROM {0}event_rows UNION SELECT page FROM {0}live_rows UNION SELECT landing FROM {0}visit_rows UNION SELECT exit FROM {0}visit_rows"),
            ("origins", "origin FROM {0}event_rows UNION SELECT origin FROM {0}live_rows UNION SELECT visit_origin FROM {0}live_rows WHERE visit_origin IS NOT NULL UNION SELECT origin FROM {0}visit_rows UNION SELECT origin FROM {0}continued"),
            ("agents", "agent FROM {0}event_rows UNION SELECT agent FROM {0}live_rows UNION SELECT agent FROM {0}visit_rows"),
            ("details", "detail FROM {0}live_rows UNION SELECT detail FROM {0}visit_rows UNION SELECT 0"),
        })
        {
            var used = columns.Replace("{0}", part.In, StringComparison.Ordinal);
            connection.Execute($"/* SweepTexts */ DELETE FROM {part.In}{texts} WHERE id NOT IN (SELECT {used})");
        }

        part.Vocabulary.Forget();
    }
}
