using System.Collections.Concurrent;
using Murmure.Server.Sites;

namespace Murmure.Server.Ingest;

/// <summary>Which days of which sites are closed. Nothing may join such a day: its key is gone, and a new one would count everybody twice.</summary>
public sealed class ClosedDays
{
    private readonly ConcurrentDictionary<(long Site, DateOnly Day), bool> closed = new();

    public bool Has(SiteId site, DateOnly day) => closed.ContainsKey((site.Value, day));

    public void Add(SiteId site, DateOnly day) => closed[(site.Value, day)] = true;
}
