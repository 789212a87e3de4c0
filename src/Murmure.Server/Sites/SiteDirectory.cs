using System.Collections.Frozen;

namespace Murmure.Server.Sites;

/// <summary>
/// Every site by its hosts, in memory: no hit asks a database. Whoever changes a site's settings replaces the snapshot; readers see the old
/// one or the new one, whole.
/// </summary>
public sealed class SiteDirectory
{
    private sealed record Snapshot(
        FrozenDictionary<string, SiteRules>.AlternateLookup<ReadOnlySpan<char>> ByHost, FrozenDictionary<SiteId, SiteRules> ById, IReadOnlyList<SiteRules> All);

    private volatile Snapshot snapshot = Of([]);

    public IReadOnlyList<SiteRules> All => snapshot.All;

    /// <summary>The site of a host as a page or a client spells it (any case, with a port, with <c>www.</c>); null when it is nobody's.</summary>
    public SiteRules? Find(ReadOnlySpan<char> host)
    {
        Span<char> buffer = stackalloc char[253];
        return SiteHosts.TryNormalise(host, buffer, out var length) && snapshot.ByHost.TryGetValue(buffer[..length], out var site) ? site : null;
    }

    /// <summary>The site of that number; null when it is gone.</summary>
    public SiteRules? Find(SiteId id) => snapshot.ById.GetValueOrDefault(id);

    /// <summary>Puts these sites in place of all that were there. Of two that claim a host the first keeps it.</summary>
    public void Replace(IEnumerable<SiteRules> sites) => snapshot = Of([.. sites]);

    private static Snapshot Of(IReadOnlyList<SiteRules> sites)
    {
        var byHost = new Dictionary<string, SiteRules>(StringComparer.Ordinal);
        foreach (var site in sites)
        {
            foreach (var host in site.OtherHosts.Prepend(site.Host))
                byHost.TryAdd(host, site);
        }
        return new Snapshot(byHost.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>(), sites.ToFrozenDictionary(site => site.Id), sites);
    }
}
