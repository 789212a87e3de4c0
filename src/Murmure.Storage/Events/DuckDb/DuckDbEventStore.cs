using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Parts;
using Murmure.Storage.Events.DuckDb.Visits;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>
/// The embedded store: one process, one DuckDB file for what is closed and one for each open day. Writes go one at a time through one
/// connection; questions run beside them on connections of their own. The temporary store of one analysis has no open days: everything lies
/// in its one file.
/// </summary>
public sealed partial class DuckDbEventStore : IEventStore
{
    private readonly DuckDBConnection writer;
    private readonly ReaderPool readers;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly TimeProvider clock;
    private readonly string? temporary;
    private readonly Part own;
    private readonly OpenParts? open;

    private DuckDbEventStore(string path, string? temporary, DuckDbOptions options, TimeProvider clock)
    {
        var connectionString = new DuckDBConnectionStringBuilder { DataSource = path }.ConnectionString;
        Location = path;
        this.temporary = temporary;
        this.clock = clock;
        writer = new DuckDBConnection(connectionString);
        readers = new ReaderPool(connectionString);
        try
        {
            PrivateFiles.DeleteSpilled(path);
            if (temporary is null)
                Compaction.RunIfDue(path, options);
            writer.Open();
            Limit(options, path);
            DuckDbSchema.MigrateEvents(writer);
            own = new Part(writer);
            counted = ReadCounted(writer);
            if (temporary is null)
            {
                DuckDbSchema.MigrateClosedDays(writer);
                open = OpenParts.Attach(writer, Path.Combine(Path.GetDirectoryName(path)!, "open"), clock);
                foreach (var part in open.All.Where(part => IsClosed(part.Site, part.Day)).ToList())
                    FinishClose(part);
            }
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>The database's file.</summary>
    public string Location { get; }

    public IReadOnlyList<string> SetAside => open?.SetAside ?? [];

    /// <summary>
    /// Opens a file, made when absent, brings its tables up to date, and attaches the open days in the folder <c>open</c> beside it. Its folder
    /// must exist. From then on this process gives every file it makes to its owner only.
    /// </summary>
    /// <exception cref="NewerStoreException">A later Murmure wrote it.</exception>
    /// <exception cref="DuckDBException">It is no DuckDB file, or another process has it open.</exception>
    public static DuckDbEventStore Open(string path, DuckDbOptions options, TimeProvider clock)
    {
        PrivateFiles.MakeDefault();
        return new(Path.GetFullPath(path), temporary: null, options, clock);
    }

    /// <summary>
    /// A store of its own for one analysis: a file in a new folder that only this user can enter, removed when the store is disposed.
    /// A file and not memory, so that a large log does not grow the process: memory appends 15 % faster and needs as much at a million events.
    /// </summary>
    public static DuckDbEventStore OpenTemporary(DuckDbOptions options, TimeProvider clock, string? within = null)
    {
        // CreateTempSubdirectory gives mode 0700 on Unix; a folder that is named is its owner's to protect.
        var folder = within is null
            ? Directory.CreateTempSubdirectory("murmure-store-").FullName
            : Directory.CreateDirectory(Path.Combine(within, Path.GetRandomFileName())).FullName;
        try
        {
            return new(Path.Combine(folder, "events.duckdb"), folder, options, clock);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public Task<long> DeriveVisitsAsync(string site, DayRange range, CancellationToken cancellation) => WriteAsync(connection =>
    {
        if (open is null)
            return DeriveInOneFile(connection, site, range, cancellation);
        new DayDerivation(connection, open).Run(site, range, cancellation);
        using var seen = open.See(site, range, CountedOf(site));
        return (long)connection.Scalar(
            $"/* DeriveVisits.Count */ SELECT count(*) FROM {seen.From("visits", range)} WHERE site = $site AND day BETWEEN $from AND $to",
            ("site", site), ("from", range.From), ("to", range.To))!;
    }, cancellation);

    private long DeriveInOneFile(DuckDBConnection connection, string site, DayRange range, CancellationToken cancellation)
    {
        if (KnownSite(connection, own, site) is not { } number)
            return 0;
        using var transaction = connection.BeginTransaction();
        var visits = VisitDerivation.Run(connection, new VisitsSql(own.In), number, range, cancellation);
        transaction.Commit();
        return visits;
    }

    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync();
        readers.Dispose();
        await writer.DisposeAsync();
        turn.Dispose();
        if (temporary is not null && Directory.Exists(temporary))
            Directory.Delete(temporary, recursive: true);
    }

    /// <summary>A question about a site's days, which holds the open ones while it runs.</summary>
    private Task<T> AskAsync<T>(string site, DayRange range, Func<DuckDBConnection, PartsSeen, T> question, CancellationToken cancellation) =>
        readers.RunAsync(connection =>
        {
            using var seen = open?.See(site, range, CountedOf(site)) ?? new PartsSeen([], CountedOf(site));
            return question(connection, seen);
        }, cancellation);

    /// <summary>One write at a time, away from the caller's thread.</summary>
    private async Task<T> WriteAsync<T>(Func<DuckDBConnection, T> work, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => writer.Interruptible(work, cancellation), cancellation);
        }
        catch
        {
            // What was numbered in a transaction that did not commit is not in the store.
            own.Vocabulary.Forget();
            foreach (var part in open?.All ?? [])
                part.Vocabulary.Forget();
            throw;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The site's number in a part; a site seen for the first time gets one, with default settings.</summary>
    private int SiteNumber(DuckDBConnection connection, Part part, string host)
    {
        if (KnownSite(connection, part, host) is { } known)
            return known;
        connection.Execute($"""
            /* SiteNumber */ INSERT INTO {part.In}sites
            SELECT coalesce(max(id), 0) + 1, $host, 'UTC', 'en', false, $now FROM {part.In}sites
            """, ("host", host), ("now", clock.GetUtcNow().UtcDateTime));
        return KnownSite(connection, part, host) ?? throw new InvalidOperationException("A site just added is not there.");
    }

    private static int? KnownSite(DuckDBConnection connection, Part part, string host) =>
        (int?)connection.Scalar($"/* KnownSite */ SELECT id FROM {part.In}sites WHERE host = $host", ("host", host));

    private bool IsClosed(string site, DateOnly day) => ClosedPosition(writer, site, day) is not null;

    private static long? ClosedPosition(DuckDBConnection connection, string site, DateOnly day) => (long?)connection.Scalar(
        "/* ClosedPosition */ SELECT position FROM closed_days JOIN sites ON sites.id = site WHERE host = $site AND day = $day", ("site", site), ("day", day));

    private void Limit(DuckDbOptions options, string path)
    {
        writer.Execute($"SET memory_limit = '{options.MemoryMegabytes}MB'");
        writer.Execute($"SET threads = {options.Threads}");
        // Rows need no order of arrival; keeping it costs memory in every INSERT … SELECT and COPY.
        writer.Execute("SET preserve_insertion_order = false");
        writer.Execute("SET temp_directory = $folder", ("folder", path + ".tmp"));
    }
}
