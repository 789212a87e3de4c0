using DuckDB.NET.Data;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>
/// The embedded store: one DuckDB file, one process. Writes go one at a time through one connection, each in a transaction;
/// questions run beside them on connections of their own.
/// </summary>
public sealed partial class DuckDbEventStore : IEventStore
{
    private readonly DuckDBConnection _writer;
    private readonly ReaderPool _readers;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TimeProvider _clock;
    private readonly string? _folder;
    private readonly Vocabulary _vocabulary;

    private DuckDbEventStore(string path, string? folder, DuckDbOptions options, TimeProvider clock)
    {
        var connectionString = new DuckDBConnectionStringBuilder { DataSource = path }.ConnectionString;
        Location = path;
        _folder = folder;
        _clock = clock;
        _writer = new DuckDBConnection(connectionString);
        _readers = new ReaderPool(connectionString);
        try
        {
            _writer.Open();
            Limit(options, path);
            DuckDbSchema.Migrate(_writer);
            _vocabulary = new Vocabulary(_writer);
        }
        catch
        {
            _writer.Dispose();
            throw;
        }
    }

    /// <summary>The database's file.</summary>
    public string Location { get; }

    /// <summary>Opens a file, made when absent, and brings its tables up to date. Its folder must exist.</summary>
    /// <exception cref="NewerStoreException">A later Murmure wrote it.</exception>
    /// <exception cref="DuckDBException">It is no DuckDB file, or another process has it open.</exception>
    public static DuckDbEventStore Open(string path, DuckDbOptions options, TimeProvider clock) =>
        new(Path.GetFullPath(path), folder: null, options, clock);

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

    public Task<AppendResult> AppendAsync(EventBatch batch, CancellationToken cancellation) => WriteAsync(connection =>
    {
        using var transaction = connection.BeginTransaction();
        if (connection.Execute("/* Append.Batch */ INSERT INTO batches VALUES ($id) ON CONFLICT DO NOTHING", ("id", batch.Id)) == 0)
            return new AppendResult(0, batch.Events.Length, 0) { Known = true };
        var site = SiteNumber(connection, batch.Site);
        var reached = Reached(connection, site, batch);
        var events = reached.Count == 0 ? batch.Events : batch.Events.ToArray().Where(stored => !reached.Contains(stored.Day)).ToArray();
        EventAppender.Append(connection, site, _vocabulary, events.Span, cancellation);
        EventAppender.Append(connection, batch.Site, [.. batch.Machines.Where(count => !reached.Contains(count.Day))]);
        transaction.Commit();
        return new AppendResult(events.Length, batch.Events.Length - events.Length, 0) { Known = reached.Count > 0 };
    }, cancellation);

    public Task<long> DeriveVisitsAsync(string site, DayRange range, CancellationToken cancellation) => WriteAsync(connection =>
        KnownSite(connection, site) is { } number ? VisitDerivation.Run(connection, number, range, cancellation) : 0, cancellation);

    public Task<ReportTable> QueryAsync(ReportQuery query, CancellationToken cancellation)
    {
        var sql = ReportSql.Compile(query, DuckDbDialect.Instance);
        return _readers.RunAsync(connection =>
        {
            using var command = connection.Command(sql.Text, [.. sql.Parameters.Select(parameter => (parameter.Key, (object?)parameter.Value))]);
            using var reader = command.ExecuteReader();
            var rows = new List<ReportRow>();
            while (reader.Read())
                rows.Add(Row(query, reader));
            return new ReportTable(query.Dimensions, query.Metrics, rows);
        }, cancellation);
    }

    public Task<long> EraseAsync(string site, DayRange range, CancellationToken cancellation) => WriteAsync(connection =>
    {
        if (KnownSite(connection, site) is not { } number)
            return 0;
        using var transaction = connection.BeginTransaction();
        (string, object?)[] scope = [("site", number), ("from", range.From), ("to", range.To)];
        var events = connection.Execute("/* Erase */ DELETE FROM event_rows WHERE site = $site AND day BETWEEN $from AND $to", scope);
        connection.Execute("/* Erase */ DELETE FROM visit_rows WHERE site = $site AND day BETWEEN $from AND $to", scope);
        connection.Execute("/* Erase */ DELETE FROM machines WHERE site = $site AND day BETWEEN $from AND $to",
            ("site", site), ("from", range.From), ("to", range.To));
        // What is erased must not live on in the vocabulary: a path or a referrer can itself be personal.
        connection.Execute("/* Erase */ DELETE FROM paths WHERE id NOT IN (SELECT page FROM event_rows)");
        connection.Execute("/* Erase */ DELETE FROM origins WHERE id NOT IN (SELECT origin FROM event_rows)");
        connection.Execute("/* Erase */ DELETE FROM agents WHERE id NOT IN (SELECT agent FROM event_rows)");
        _vocabulary.Forget();
        transaction.Commit();
        return events;
    }, cancellation);

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        _readers.Dispose();
        await _writer.DisposeAsync();
        _turn.Dispose();
        if (_folder is not null && Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    /// <summary>One write at a time, away from the caller's thread.</summary>
    private async Task<T> WriteAsync<T>(Func<DuckDBConnection, T> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => _writer.Interruptible(work, cancellation), cancellation);
        }
        catch
        {
            // What was numbered in a transaction that did not commit is not in the store.
            _vocabulary.Forget();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The site's number; a site seen for the first time gets one, with default settings.</summary>
    private int SiteNumber(DuckDBConnection connection, string host)
    {
        connection.Execute(
            "/* SiteNumber */ INSERT INTO sites SELECT nextval('site_number'), $host, 'UTC', 'en', false, $now WHERE $host NOT IN (SELECT host FROM sites)",
            ("host", host), ("now", _clock.GetUtcNow().UtcDateTime));
        return KnownSite(connection, host) ?? throw new InvalidOperationException("A site just added is not there.");
    }

    private static int? KnownSite(DuckDBConnection connection, string host)
    {
        using var command = connection.Command("/* KnownSite */ SELECT id FROM sites WHERE host = $host", ("host", host));
        return (int?)command.ExecuteScalar();
    }

    private void Limit(DuckDbOptions options, string path)
    {
        _writer.Execute($"SET memory_limit = '{options.MemoryMegabytes}MB'");
        _writer.Execute($"SET threads = {options.Threads}");
        // Rows need no order of arrival; keeping it costs memory in every INSERT … SELECT and COPY.
        _writer.Execute("SET preserve_insertion_order = false");
        _writer.Execute("SET temp_directory = $folder", ("folder", path + ".tmp"));
    }

    private static ReportRow Row(ReportQuery query, DuckDBDataReader reader)
    {
        var keys = new object[query.Dimensions.Count];
        var counts = new long[query.Metrics.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = query.Dimensions[i].Type switch
            {
                DimensionType.Day => reader.GetFieldValue<DateOnly>(i),
                DimensionType.Hour => (int)reader.GetFieldValue<byte>(i),
                _ => reader.GetString(i),
            };
        }

        for (var i = 0; i < counts.Length; i++)
            counts[i] = reader.GetInt64(keys.Length + i);
        return new(query, keys, counts);
    }
}
