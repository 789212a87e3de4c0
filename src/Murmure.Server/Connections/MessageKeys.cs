using System.Text;
using Murmure.Server.Hosting;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage;

namespace Murmure.Server.Connections;

/// <summary>
/// Recognises messages that services tell of again: by keyed hashes, whose keys are one for each site and day and are destroyed after eight days, a day more
/// than services go on repeating themselves. PRIVACY: when a day's key is gone, nobody can tell which message a hash of that day was.
/// </summary>
internal sealed class MessageKeys(string keysPath, TimeProvider clock)
{
    /// <summary>Days on which a message is recognised, the first one included.</summary>
    public const int Days = 8;

    private readonly DayKeys keys = new(Path.Combine(keysPath, "messages"));

    /// <summary>Today, as the number that hashes are forgotten by. It is UTC: services know no site's clock.</summary>
    public int Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).DayNumber;

    /// <summary>The text's hashes, one for each key that is still there, today's first.</summary>
    /// <param name="connection">Two connections name their messages independently.</param>
    /// <param name="purpose">What the text is: a message, or something told once.</param>
    public IReadOnlyList<long> Hashes(SiteId site, long connection, string purpose, string text)
    {
        var message = Encoding.UTF8.GetBytes($"{connection}\0{purpose}\0{text}");
        var today = DateOnly.FromDayNumber(Today);
        var hashes = new List<long>(Days) { Hash(site, today, message) };
        for (var back = 1; back < Days; back++)
        {
            if (keys.Has(site, today.AddDays(-back)))
                hashes.Add(Hash(site, today.AddDays(-back), message));
        }
        return hashes;
    }

    /// <summary>The first day whose key is still needed; those of days before are destroyed. Doing it again changes nothing.</summary>
    public int Destroy()
    {
        var first = DateOnly.FromDayNumber(Today - Days + 1);
        foreach (var (site, day) in keys.Days().Where(place => place.Day < first))
            keys.Destroy(site, day);
        return first.DayNumber;
    }

    private long Hash(SiteId site, DateOnly day, byte[] message) => unchecked((long)keys.Events(site, day).Hash(message));
}
