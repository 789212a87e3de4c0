using Murmure.Storage.Events.DuckDb;

namespace Murmure.Storage.Events;

/// <summary>The one place where the event store is chosen.</summary>
public static class EventStores
{
    /// <summary>Opens the store that a setting names: <c>duckdb:PATH</c>, a file made when absent.</summary>
    /// <exception cref="ArgumentException">No store has that scheme, or the path is missing.</exception>
    public static IEventStore Open(string setting, TimeProvider clock)
    {
        var colon = setting.IndexOf(':', StringComparison.Ordinal);
        var (scheme, rest) = colon < 0 ? (setting, "") : (setting[..colon], setting[(colon + 1)..]);
        return scheme switch
        {
            "duckdb" when rest.Length > 0 => DuckDbEventStore.Open(rest, new DuckDbOptions(), clock),
            _ => throw new ArgumentException($"'{scheme}:' names no event store; write duckdb:PATH.", nameof(setting)),
        };
    }

    /// <summary>An empty store for one analysis, gone when disposed.</summary>
    /// <param name="folder">Where its own folder is made; null for the system's folder of temporary files.</param>
    public static IEventStore OpenTemporary(TimeProvider clock, string? folder = null) => DuckDbEventStore.OpenTemporary(DuckDbOptions.Analysis, clock, folder);
}
