using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Closing;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>Removal of what was kept.</summary>
public sealed partial class DuckDbEventStore
{
    public Task<EraseResult> EraseAsync(string site, DayRange range, CancellationToken cancellation) => WriteAsync(connection =>
    {
        var erased = open is null ? EraseFrom(connection, own, site, range) : EraseClosed(connection, site, range);
        foreach (var part in open?.All.Where(part => part.Site == site && range.Contains(part.Day)).ToList() ?? [])
        {
            var held = part.Counts;
            var gone = EraseFrom(connection, part, site, range);
            erased = erased with
            {
                Days = erased.Days + (held.Events + held.MachineHits > 0 ? 1 : 0), Events = erased.Events + gone.Events, Visits = erased.Visits + gone.Visits,
                MachineHits = erased.MachineHits + gone.MachineHits,
            };
            part.Counts = PartCounts.Read(connection, part);
            part.Touched = [];
            part.HasYesterdays = false;
        }

        var (aside, unattributed) = open?.EraseSetAside(site, range) ?? (0, []);
        return erased with { Pages = EraseCards(connection, site), SetAside = aside, Unattributed = unattributed };
    }, cancellation);

    public async Task<EraseResult> ForgetSiteAsync(string site, CancellationToken cancellation)
    {
        var erased = await EraseAsync(site, DayRange.All, cancellation);
        // PRIVACY: of an open day the file goes as well, since a database keeps deleted rows in its free pages until it needs them.
        foreach (var part in open?.All.Where(part => part.Site == site).ToList() ?? [])
            await RemoveAsync(part, await WriteAsync(_ => open!.RetireAsync(part), cancellation));
        return erased with { Pages = erased.Pages + await WriteAsync(connection => ForgetSite(connection, site), cancellation) };
    }

    /// <summary>What the store's own file knows of a site whose days are erased.</summary>
    /// <returns>How many cards of pages there still were.</returns>
    private long ForgetSite(DuckDBConnection connection, string site)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var table in open is null ? [] : (string[])["closed_days", "purges"])
            connection.Execute($"/* ForgetSite */ DELETE FROM {table} WHERE site = (SELECT id FROM sites WHERE host = $site)", ("site", site));
        foreach (var table in (string[])["counted", "refused"])
            connection.Execute($"/* ForgetSite */ DELETE FROM {table} WHERE site = $site", ("site", site));
        var cards = connection.Execute("/* ForgetSite */ DELETE FROM pages WHERE site = $site", ("site", site));
        connection.Execute("/* ForgetSite */ DELETE FROM sites WHERE host = $site", ("site", site));
        transaction.Commit();
        knownSites.Remove(site);
        counted = ReadCounted(connection);
        return cards;
    }

    /// <summary>An open day, or the one file of an analysis.</summary>
    private static EraseResult EraseFrom(DuckDBConnection connection, Part part, string site, DayRange range)
    {
        if (KnownSite(connection, part, site) is not { } number)
            return new EraseResult(0, 0, 0, 0, 0, 0);
        using var transaction = connection.BeginTransaction();
        const string Days = "day BETWEEN $from AND $to";
        (string, object?)[] scope = [("site", number), ("from", range.From), ("to", range.To)];
        var days = (long)connection.Scalar($"/* Erase */ SELECT count(DISTINCT day) FROM (SELECT site, day FROM {part.In}event_rows UNION SELECT site, day FROM {part.In}live_rows) WHERE site = $site AND {Days}", scope)!;
        var events = connection.Execute($"/* Erase */ DELETE FROM {part.In}event_rows WHERE site = $site AND {Days}", scope)
            + connection.Execute($"/* Erase */ DELETE FROM {part.In}live_rows WHERE site = $site AND {Days}", scope);
        var visits = connection.Execute($"/* Erase */ DELETE FROM {part.In}visit_rows WHERE site = $site AND {Days}", scope);
        (string, object?)[] named = [("site", site), ("from", range.From), ("to", range.To)];
        var machines = (long)connection.Scalar($"/* Erase */ SELECT CAST(coalesce(sum(hits), 0) AS BIGINT) FROM {part.In}machines WHERE site = $site AND {Days}", named)!;
        connection.Execute($"/* Erase */ DELETE FROM {part.In}machines WHERE site = $site AND {Days}", named);
        connection.Execute($"/* Erase */ DELETE FROM {part.In}refused WHERE site = $site AND {Days}", named);
        SweepTexts(connection, part);
        if (part.Catalog is not null)
            connection.Execute($"/* Erase */ DELETE FROM {part.In}yesterdays; DELETE FROM {part.In}continued;");
        transaction.Commit();
        return new EraseResult((int)days, events, visits, machines, 0, 0);
    }

    private EraseResult EraseClosed(DuckDBConnection connection, string site, DayRange range)
    {
        if (KnownSite(connection, own, site) is not { } number)
            return new EraseResult(0, 0, 0, 0, 0, 0);
        using var transaction = connection.BeginTransaction();
        (string, object?)[] scope = [("site", number), ("from", range.From), ("to", range.To)];
        var (days, machines) = connection.Rows("""
            /* Erase */ SELECT count(*), CAST(coalesce(sum(machine_hits), 0) AS BIGINT) FROM closed_days
            WHERE site = $site AND day BETWEEN $from AND $to AND events + machine_hits > 0
            """, row => (row.GetInt64(0), row.GetInt64(1)), scope).Single();
        var (events, visits) = ClosedRows.DeleteEvents(connection, number, range);
        var counts = ClosedRows.DeleteCounts(connection, number, range);
        SweepTexts(connection, own);
        transaction.Commit();
        return new EraseResult((int)days, events, visits, machines, counts, 0);
    }

    /// <summary>A card tells of its page as an event does: its title, its author. It goes with the last event and count of the page.</summary>
    private long EraseCards(DuckDBConnection connection, string site)
    {
        var number = KnownSite(connection, own, site) ?? 0;
        var counts = open is null ? "" : " UNION SELECT a FROM event_rollups WHERE site = $number AND rollup = 'page' UNION SELECT a FROM visit_rollups WHERE site = $number AND rollup = 'page'";
        var files = (open?.All.Where(part => part.Site == site) ?? []).Prepend(own).ToList();
        var spoken = string.Join(" UNION ", files.Select(part => $"""
            SELECT path FROM {part.In}paths WHERE id IN (
                SELECT page FROM {part.In}event_rows WHERE site = $number OR {(part == own ? "false" : "true")}
                UNION SELECT page FROM {part.In}live_rows WHERE site = $number OR {(part == own ? "false" : "true")})
            """));
        return connection.Execute($"/* Erase.Cards */ DELETE FROM pages WHERE site = $site AND page NOT IN ({spoken}{counts})", ("site", site), ("number", number));
    }

    /// <summary>What is erased must not live on in the vocabulary: a path or a referrer can itself be personal.</summary>
    private static void SweepTexts(DuckDBConnection connection, Part part)
    {
        foreach (var (texts, columns) in new[]
        {
            ("paths", "page FROM {0}event_rows UNION SELECT page FROM {0}live_rows UNION SELECT landing FROM {0}visit_rows UNION SELECT exit FROM {0}visit_rows"),
            ("origins", "origin FROM {0}event_rows UNION SELECT origin FROM {0}live_rows UNION SELECT visit_origin FROM {0}live_rows WHERE visit_origin IS NOT NULL UNION SELECT origin FROM {0}visit_rows UNION SELECT origin FROM {0}continued"),
            ("agents", "agent FROM {0}event_rows UNION SELECT agent FROM {0}live_rows UNION SELECT agent FROM {0}visit_rows"),
            ("details", "detail FROM {0}live_rows UNION SELECT visit_click FROM {0}live_rows WHERE visit_click IS NOT NULL UNION SELECT detail FROM {0}visit_rows UNION SELECT click FROM {0}visit_rows UNION SELECT click FROM {0}continued UNION SELECT 0"),
        })
        {
            var used = columns.Replace("{0}", part.In, StringComparison.Ordinal);
            connection.Execute($"/* SweepTexts */ DELETE FROM {part.In}{texts} WHERE id NOT IN (SELECT {used})");
        }

        part.Vocabulary.Forget();
    }
}
