using System.Buffers.Binary;
using DuckDB.NET.Data;
using Microsoft.Extensions.Time.Testing;
using Murmure.Storage.Events;
using Murmure.Storage.Events.DuckDb;

namespace Murmure.Storage.Tests.Events;

/// <summary>A server's store in a folder of its own, which can be closed and opened again.</summary>
internal sealed class ServerStore : IAsyncDisposable
{
    private readonly DirectoryInfo folder;

    private ServerStore(DirectoryInfo folder)
    {
        this.folder = folder;
        Events = EventStores.Open($"duckdb:{File}", Clock);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 25, 2, 0, 0, TimeSpan.Zero));

    public IEventStore Events { get; private set; }

    public string File => Path.Combine(folder.FullName, "events.duckdb");

    public string OpenFolder => Path.Combine(folder.FullName, "open");

    public string Folder => folder.FullName;

    public static ServerStore New() => new(Directory.CreateTempSubdirectory("murmure-test-"));

    /// <summary>The store as a kill at this moment would leave it: its files as they are, opened anew elsewhere.</summary>
    public ServerStore AsKilledNow()
    {
        var copy = Directory.CreateTempSubdirectory("murmure-test-");
        foreach (var file in Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(copy.FullName, Path.GetRelativePath(folder.FullName, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            System.IO.File.Copy(file, to);
        }

        return new(copy);
    }

    /// <summary>Runs something at each step of a close.</summary>
    public void AtEachStep(Action<string>? step) => ((DuckDbEventStore)Events).Closing = step;

    public async Task<CloseResult> CloseAsync(DateOnly day, int k = 1, bool exempt = false, string site = SomeEvents.Site, params string[] declared) =>
        await Events.CloseDayAsync(site, day, new CloseRules("test-catalogue", k, exempt) { DeclaredNames = declared }, CancellationToken.None);

    /// <summary>What the closed part's own file says to whoever opens it, once the store is closed.</summary>
    public async Task<List<Dictionary<string, object?>>> ReadFileAsync(string sql)
    {
        List<Dictionary<string, object?>> rows = [];
        await ReopenAsync(() => rows = Read(sql));
        return rows;
    }

    /// <summary>The same, of every table that it has, whole.</summary>
    public async Task<Dictionary<string, List<Dictionary<string, object?>>>> ReadTablesAsync()
    {
        Dictionary<string, List<Dictionary<string, object?>>> tables = [];
        await ReopenAsync(() => tables = Read("SELECT table_name FROM duckdb_tables() WHERE NOT internal").Select(row => (string)row["table_name"]!)
            .ToDictionary(table => table, table => Read($"SELECT * FROM {table}"), StringComparer.Ordinal));
        return tables;
    }

    /// <summary>Which of these numbers stand anywhere in the store's files, in either order of their bytes.</summary>
    public IReadOnlyCollection<ulong> Holding(IReadOnlySet<ulong> numbers)
    {
        var found = new HashSet<ulong>();
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            for (var at = 0; at + sizeof(ulong) <= bytes.Length; at++)
            {
                var number = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
                if (numbers.Contains(number))
                    found.Add(number);
                if (numbers.Contains(BinaryPrimitives.ReverseEndianness(number)))
                    found.Add(BinaryPrimitives.ReverseEndianness(number));
            }
        }

        return found;
    }

    /// <summary>Changes the closed part's own file, while the store is closed.</summary>
    public void Change(string sql)
    {
        using var connection = new DuckDBConnection($"DataSource={File}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private List<Dictionary<string, object?>> Read(string sql)
    {
        using var connection = new DuckDBConnection($"DataSource={File}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<Dictionary<string, object?>>();
        while (reader.Read())
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => reader.IsDBNull(i) ? null : reader.GetValue(i), StringComparer.Ordinal));
        return rows;
    }

    public string[] OpenFiles() => [.. Directory.EnumerateFiles(OpenFolder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    /// <summary>Closes the store, lets somebody at its files, and opens it again.</summary>
    public async Task ReopenAsync(Action? meanwhile = null)
    {
        await Events.DisposeAsync();
        meanwhile?.Invoke();
        Events = EventStores.Open($"duckdb:{File}", Clock);
    }

    public async Task<ReportTable> AskAsync(string site, IReadOnlyList<Metric> metrics, params Dimension[] dimensions) =>
        await Events.QueryAsync(new ReportQuery(site, DayRange.All, metrics) { Dimensions = dimensions }, CancellationToken.None);

    public async Task AppendAsync(string id, params StoredEvent[] events) =>
        await Events.AppendAsync(SomeEvents.Batch(id, events), CancellationToken.None);

    public async Task DeriveAsync() => await Events.DeriveVisitsAsync(SomeEvents.Site, DayRange.All, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Events.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
