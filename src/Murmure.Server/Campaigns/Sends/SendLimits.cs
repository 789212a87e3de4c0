using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Murmure.Connectors;
using Murmure.Server.Ingest;

namespace Murmure.Server.Campaigns.Sends;

/// <summary>
/// How much a connection may send now: so many messages a second, one to the same person in six seconds, so many people in any 24 hours
/// (.../whatsapp/throughput, .../whatsapp/messaging-limits). What goes by the second lives in memory; people of a day are counted on disk by hours, before
/// they are written to. PRIVACY: of people there are numbers per hour, and for six seconds hashes in memory.
/// </summary>
internal sealed class SendLimits(SendFolder folder, TimeProvider clock)
{
    public static readonly TimeSpan Pair = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private readonly SipHash hash = new(RandomNumberGenerator.GetBytes(16));
    private readonly ConcurrentDictionary<ulong, DateTimeOffset> recent = new();
    private readonly Dictionary<long, (DateTimeOffset At, double Left)> buckets = [];

    /// <summary>How many messages may go out now; they count as sent.</summary>
    /// <param name="rate">Messages a second.</param>
    public int Take(long connection, int rate, int wanted)
    {
        var now = clock.GetUtcNow();
        lock (buckets)
        {
            // What was not used a second ago may be, and no more: a service counts by short windows.
            var left = buckets.TryGetValue(connection, out var bucket) ? Math.Clamp(bucket.Left + ((now - bucket.At).TotalSeconds * rate), 0, rate) : rate;
            var taken = (int)Math.Min(left, wanted);
            buckets[connection] = (now, left - taken);
            return taken;
        }
    }

    /// <summary>Whether that person may be written to now; then they count as written to.</summary>
    public bool TakePair(long connection, Person person)
    {
        var now = clock.GetUtcNow();
        foreach (var (key, at) in recent)
        {
            if (now - at >= Pair)
                recent.TryRemove(key, out _);
        }
        return recent.TryAdd(hash.Hash(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{connection}\0{person.Reveal()}"))), now);
    }

    private readonly Lock days = new();

    /// <summary>How many people may be written to first now, of those wanted; they count on disk as written to.</summary>
    /// <param name="tier">People in any 24 hours; null for any number.</param>
    public int TakeDay(long connection, int? tier, int wanted)
    {
        if (tier is not { } most)
            return wanted;
        // Two sends of one number share its day.
        lock (days)
        {
            var hours = ReadHours(connection);
            var taken = Math.Clamp(most - hours.Values.Sum(), 0, wanted);
            Add(connection, hours, taken);
            return taken;
        }
    }

    /// <summary>How many people were written to first within the last 24 hours.</summary>
    public int TakenOfDay(long connection)
    {
        lock (days)
            return ReadHours(connection).Values.Sum();
    }

    /// <summary>How many people may be written to first just now; null for any number.</summary>
    /// <param name="tier">As of <see cref="TakeDay"/>.</param>
    public int? LeftOfDay(long connection, int? tier) => tier is { } most ? Math.Max(0, most - TakenOfDay(connection)) : null;

    /// <summary>These were not written to after all.</summary>
    public void GiveBackDay(long connection, int count)
    {
        if (count <= 0)
            return;
        lock (days)
            Add(connection, ReadHours(connection), -count);
    }

    /// <summary>When there is room again for somebody.</summary>
    public DateTimeOffset FreeAgain(long connection) => ReadHours(connection).Keys.DefaultIfEmpty(clock.GetUtcNow() - Day).Min() + Day + TimeSpan.FromHours(1);

    private void Add(long connection, SortedDictionary<DateTimeOffset, int> hours, int count)
    {
        if (count == 0)
            return;
        var now = clock.GetUtcNow();
        var hour = now - TimeSpan.FromTicks(now.Ticks % TimeSpan.TicksPerHour);
        hours[hour] = Math.Max(0, hours.GetValueOrDefault(hour) + count);
        var made = PathOf(connection) + ".new";
        using (var file = new FileStream(made, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(Encoding.ASCII.GetBytes(string.Concat(hours.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key.ToUnixTimeSeconds()} {one.Value}\n")))));
            file.Flush(flushToDisk: true);
        }
        File.Move(made, PathOf(connection), overwrite: true);
    }

    /// <summary>Hours of which a part lies within the last 24.</summary>
    private SortedDictionary<DateTimeOffset, int> ReadHours(long connection)
    {
        var hours = new SortedDictionary<DateTimeOffset, int>();
        var since = clock.GetUtcNow() - Day - TimeSpan.FromHours(1);
        foreach (var line in File.Exists(PathOf(connection)) ? File.ReadAllLines(PathOf(connection)) : [])
        {
            if (line.Split(' ') is [var hour, var count] && long.TryParse(hour, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253402300800
                && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && DateTimeOffset.FromUnixTimeSeconds(seconds) > since)
                hours[DateTimeOffset.FromUnixTimeSeconds(seconds)] = number;
        }
        return hours;
    }

    private string PathOf(long connection) => Path.Combine(folder.Path, string.Create(CultureInfo.InvariantCulture, $"{connection}.day"));
}
