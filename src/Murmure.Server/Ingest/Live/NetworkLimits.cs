using System.Collections.Concurrent;
using Murmure.Server.Sites;

namespace Murmure.Server.Ingest;

/// <summary>
/// How many events one network, and one site, may send within a window of ten seconds. Networks are counted by a key of this process; the
/// counts of a window are forgotten with it, so that neither memory nor anybody's past grows.
/// </summary>
/// <param name="perNetwork">Events per window of one /24 or /64; 0 for no limit. A carrier's NAT is one network: be generous.</param>
/// <param name="perSite">Events per window of one site; 0 for no limit.</param>
public sealed class NetworkLimits(int perNetwork, int perSite, TimeProvider clock)
{
    private const int WindowSeconds = 10;

    /// <summary>A window remembers at most so many networks; those that come after are let in, because refusing the unknown would refuse everybody.</summary>
    private const int MostNetworks = 200_000;

    private sealed class Window(long number)
    {
        public long Number { get; } = number;
        public ConcurrentDictionary<ulong, int> Networks { get; } = new();
        public ConcurrentDictionary<long, int> Sites { get; } = new();
    }

    private Window window = new(0);

    internal bool Allow(SiteId site, ulong network)
    {
        if (perNetwork == 0 && perSite == 0)
            return true;
        var now = clock.GetTimestamp() / clock.TimestampFrequency / WindowSeconds;
        var current = window;
        if (current.Number != now)
        {
            // Two threads may both begin the window; the events that the loser counts are a handful.
            current = new Window(now);
            window = current;
        }
        if (perSite > 0 && current.Sites.AddOrUpdate(site.Value, 1, static (_, count) => count + 1) > perSite)
            return false;
        return perNetwork == 0
            || (current.Networks.Count >= MostNetworks && !current.Networks.ContainsKey(network))
            || current.Networks.AddOrUpdate(network, 1, static (_, count) => count + 1) <= perNetwork;
    }
}
