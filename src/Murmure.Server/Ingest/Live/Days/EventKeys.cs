using System.Collections.Concurrent;
using Murmure.Server.Sites;

namespace Murmure.Server.Ingest;

/// <summary>
/// Which events of the open days are already counted, by the hash of their ids under the day's key. Filled again at start from the open parts
/// and the journal, so that an id counts once across restarts too; a day's set goes when the day closes.
/// </summary>
public sealed class EventKeys
{
    private readonly ConcurrentDictionary<(long Site, DateOnly Day), KeySet> days = new();

    /// <summary>Adds a key; false when it was there.</summary>
    public bool Add(SiteId site, DateOnly day, ulong key) => days.GetOrAdd((site.Value, day), static _ => new KeySet()).Add(key);

    public bool Has(SiteId site, DateOnly day, ulong key) => days.TryGetValue((site.Value, day), out var keys) && keys.Has(key);

    /// <summary>Takes a key back whose event could not be kept after all.</summary>
    public void Remove(SiteId site, DateOnly day, ulong key)
    {
        if (days.TryGetValue((site.Value, day), out var keys))
            keys.Remove(key);
    }

    public void Forget(SiteId site, DateOnly day) => days.TryRemove((site.Value, day), out _);

    /// <summary>Sixteen sets under a lock each: adding takes some tens of nanoseconds, so threads hardly ever meet.</summary>
    private sealed class KeySet
    {
        private readonly HashSet<ulong>[] parts = [.. Enumerable.Range(0, 16).Select(_ => new HashSet<ulong>())];

        public bool Add(ulong key)
        {
            var part = parts[key >> 60];
            lock (part)
                return part.Add(key);
        }

        public bool Has(ulong key)
        {
            var part = parts[key >> 60];
            lock (part)
                return part.Contains(key);
        }

        public void Remove(ulong key)
        {
            var part = parts[key >> 60];
            lock (part)
                part.Remove(key);
        }
    }
}
