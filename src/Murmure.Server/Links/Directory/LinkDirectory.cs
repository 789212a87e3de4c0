using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;

namespace Murmure.Server.Links;

/// <summary>
/// Every link and its domain, in memory: no redirect asks a database. Whoever changes a link puts it here in the same breath
/// (<see cref="LinkBook"/>); readers see the link as it was or as it is, whole.
/// </summary>
internal sealed class LinkDirectory(ServeOptions options)
{
    /// <summary>The names by which the server itself is reached: links of the domain without a host stand under each of them.</summary>
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> own =
        options.Hosts.Select(SiteHosts.Normalise).OfType<string>().Concat(["localhost", "127.0.0.1", "[::1]"]).ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly LinkTable table = new();
    private readonly ConcurrentDictionary<long, LinkDetail> details = new();
    private volatile Domains domains = Of([]);

    private sealed record Domains(FrozenDictionary<string, LinkHost>.AlternateLookup<ReadOnlySpan<char>> ByHost, IReadOnlyList<LinkHost> All);

    public IReadOnlyList<LinkHost> Hosts => domains.All;

    public int Count => table.Count;

    /// <summary>Bytes that addresses and slugs take.</summary>
    public long Bytes => table.Bytes;

    /// <summary>The domain of a host as a client spells it, its port included; null when no link stands under it.</summary>
    public LinkHost? HostOf(ReadOnlySpan<char> host) => HostOf(host, orOwn: true);

    /// <summary>The same, of domains that have a name of their own.</summary>
    public LinkHost? NamedHostOf(ReadOnlySpan<char> host) => HostOf(host, orOwn: false);

    /// <summary>The domain that a link stands on.</summary>
    public LinkHost HostOf(Storage.Metadata.Link link) => domains.All.First(domain => domain.Id == link.DomainId);

    /// <summary>Puts these domains in place of all that were there.</summary>
    public void ReplaceHosts(IReadOnlyList<LinkHost> all) => domains = Of(all);

    /// <param name="slug">UTF-8, in normal form C.</param>
    public bool TryFind(LinkHost domain, scoped ReadOnlySpan<byte> slug, out FoundLink link) => table.TryFind(domain.Id, slug, out link);

    /// <summary>Links that are over after some clicks, by number.</summary>
    public IReadOnlyList<long> Limited => [.. details.Where(detail => detail.Value.MaxClicks is not null).Select(detail => detail.Key)];

    /// <summary>What a link has besides; null when it has nothing.</summary>
    public LinkDetail? DetailOf(long link) => details.GetValueOrDefault(link);

    public void Put(Storage.Metadata.Link link)
    {
        var detail = LinkText.DetailOf(link);
        if (detail is null)
            details.TryRemove(link.Id, out _);
        else
            details.AddOrUpdate(link.Id, detail, (_, before) => detail.Counting(before.People));
        var flags = Flags(link.ForwardQuery, link.AppendPath, link.NoIndex) | (detail is null ? LinkFlags.None : LinkFlags.Detailed);
        Put(link.DomainId, link.Slug, link.Url, link.Id, link.Status, link.CacheSeconds, flags);
    }

    /// <summary>Puts a link whose detail, if it has one, is there already.</summary>
    public void Put(long domain, string slug, string url, long id, int status, int cacheSeconds, LinkFlags flags) =>
        table.Put(domain, Encoding.UTF8.GetBytes(slug), new FoundLink(id, status, cacheSeconds, flags, Encoding.ASCII.GetBytes(url)));

    public static LinkFlags Flags(bool forwardQuery, bool appendPath, bool noIndex) =>
        (forwardQuery ? LinkFlags.ForwardQuery : LinkFlags.None) | (appendPath ? LinkFlags.AppendPath : LinkFlags.None) | (noIndex ? LinkFlags.NoIndex : LinkFlags.None);

    public void Remove(long domain, string slug, long link)
    {
        table.Remove(domain, Encoding.UTF8.GetBytes(slug));
        details.TryRemove(link, out _);
    }

    /// <summary>Takes over how many people clicked a link before this process began.</summary>
    public void Counted(long link, long people) => DetailOf(link)?.Counting(people);

    private LinkHost? HostOf(ReadOnlySpan<char> host, bool orOwn)
    {
        var now = domains;
        Span<char> buffer = stackalloc char[SiteHosts.Longest];
        if (now.All.Count == 0 || !SiteHosts.TryNormalise(host, buffer, out var length))
            return null;
        if (now.ByHost.TryGetValue(buffer[..length], out var found))
            return found;
        return orOwn && now.ByHost.TryGetValue("", out var server) && own.Contains(buffer[..length]) ? server : null;
    }

    private static Domains Of(IReadOnlyList<LinkHost> all) =>
        new(all.ToFrozenDictionary(domain => domain.Host, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>(), all);
}
