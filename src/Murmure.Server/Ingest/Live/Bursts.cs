using System.Collections.Concurrent;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>
/// Who opens pages faster than anybody reads, and never reads: the tracker tells of reading whenever a page that was looked at is left. By the
/// day's pseudonym alone, in memory, bounded; a restart forgets it. The first pages of a burst are kept as anybody's, and the store sets the visit
/// that they belong to apart with the rest.
/// </summary>
internal sealed class Bursts
{
    /// <summary>A page every ten seconds, five minutes on end, without one that was looked at.</summary>
    public const int Most = 30;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Readers remembered at once, some 6 MB. Those that come after are let in: refusing the unknown would refuse everybody.</summary>
    private const int MostVisitors = 100_000;

    private const int Shards = 16;

    private record struct Pace(DateTime Since, int Views, bool Read);

    private readonly Dictionary<ulong, Pace>[] shards = [.. Enumerable.Range(0, Shards).Select(_ => new Dictionary<ulong, Pace>())];

    /// <summary>Sites whose pages tell of reading; where none ever does, its absence says nothing.</summary>
    private readonly ConcurrentDictionary<long, bool> telling = new();

    /// <summary>Takes note of an event; true when its sender is in a burst.</summary>
    public bool Take(SiteId site, ulong visitor, EventKind kind, DateTime time)
    {
        if (kind == EventKind.Engagement)
            telling[site.Value] = true;
        var shard = shards[visitor % Shards];
        lock (shard)
        {
            if (!shard.TryGetValue(visitor, out var pace))
            {
                if (shard.Count >= MostVisitors / Shards)
                    Forget(shard, time);
                if (shard.Count >= MostVisitors / Shards)
                    return false;
            }
            pace = Next(pace, kind, time);
            shard[visitor] = pace;
            return pace.Views > Most && !pace.Read && telling.ContainsKey(site.Value);
        }
    }

    private static Pace Next(Pace pace, EventKind kind, DateTime time)
    {
        if (kind == EventKind.Engagement)
            return pace with { Read = true };
        // Once in a burst, always: a machine that pauses for a while is no reader.
        var over = pace.Views <= Most && (time - pace.Since).Duration() > Window;
        return over ? pace with { Since = time, Views = kind == EventKind.Pageview ? 1 : 0 } : pace with { Views = pace.Views + (kind == EventKind.Pageview ? 1 : 0) };
    }

    /// <summary>Forgets whom nothing was heard of for a while, and everybody where that makes no room.</summary>
    private static void Forget(Dictionary<ulong, Pace> shard, DateTime time)
    {
        foreach (var (visitor, pace) in shard)
        {
            if (pace.Views <= Most && (time - pace.Since).Duration() > Window)
                shard.Remove(visitor);
        }
        if (shard.Count >= MostVisitors / Shards)
            shard.Clear();
    }
}
