using Murmure.Storage.Events.DuckDb;
using Murmure.Storage.Events.DuckDb.Files;

namespace Murmure.Storage.Events;

/// <summary>The one place where the event store is chosen.</summary>
public static class EventStores
{
    /// <summary>Opens the store that a setting names: <c>duckdb:PATH</c>, a file made when absent.</summary>
    /// <exception cref="ArgumentException">No store has that scheme, or the path is missing.</exception>
    public static IEventStore Open(string setting, TimeProvider clock) => DuckDbEventStore.Open(PathOf(setting), new DuckDbOptions(), clock);

    /// <summary>What this version writes.</summary>
    public static IReadOnlyList<SchemaVersion> CurrentVersions => StoppedStore.Current;

    /// <summary>The versions of a store that no process has open; none when there is no such store yet. Nothing is changed.</summary>
    /// <exception cref="System.Data.Common.DbException">It cannot be read, or a process has it open.</exception>
    public static IReadOnlyList<SchemaVersion> VersionsOf(string setting)
    {
        if (!File.Exists(PathOf(setting)))
            return [];
        using var store = new StoppedStore(PathOf(setting));
        return store.Versions();
    }

    /// <summary><see cref="IEventStore.BackupAsync"/> for a store that no process has open, of whatever version. Nothing of it is changed.</summary>
    /// <exception cref="System.Data.Common.DbException">It cannot be read, or a process has it open.</exception>
    public static Task<StoreCounts> BackupAsync(string setting, string path, CancellationToken cancellation) => StoppedAsync(setting, store => store.Copy(path), cancellation);

    /// <summary><see cref="IEventStore.ExamineAsync"/> for a store that no process has open, its open days included. Nothing is changed.</summary>
    /// <exception cref="System.Data.Common.DbException">It cannot be read, or a process has it open.</exception>
    public static Task<StoreExamination> ExamineAsync(string setting, CancellationToken cancellation) => StoppedAsync(setting, store => store.Examine(), cancellation);

    private static Task<T> StoppedAsync<T>(string setting, Func<StoppedStore, T> ask, CancellationToken cancellation) => Task.Run(() =>
    {
        using var store = new StoppedStore(PathOf(setting));
        return ask(store);
    }, cancellation);

    private static string PathOf(string setting)
    {
        var colon = setting.IndexOf(':', StringComparison.Ordinal);
        var (scheme, rest) = colon < 0 ? (setting, "") : (setting[..colon], setting[(colon + 1)..]);
        return scheme switch
        {
            "duckdb" when rest.Length > 0 => rest,
            _ => throw new ArgumentException($"'{scheme}:' names no event store; write duckdb:PATH.", nameof(setting)),
        };
    }

    /// <summary>An empty store for one analysis, gone when disposed.</summary>
    /// <param name="folder">Where its own folder is made; null for the system's folder of temporary files.</param>
    public static IEventStore OpenTemporary(TimeProvider clock, string? folder = null) => DuckDbEventStore.OpenTemporary(DuckDbOptions.Analysis, clock, folder);
}
