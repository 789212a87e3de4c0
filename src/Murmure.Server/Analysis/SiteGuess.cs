using System.Buffers;
using System.Text;
using Murmure.Server.Ingest;
using Murmure.Server.Logs;
using Murmure.Server.Reports;

namespace Murmure.Server.Analysis;

/// <summary>
/// Finds whose log this is: the commonest virtual host of the lines; where the format has none, the host that the site's own pages give as
/// referrer when they load their images, scripts and styles.
/// </summary>
internal static class SiteGuess
{
    private static readonly SearchValues<byte> NeverInName = SearchValues.Create("<>\"'@ \\%"u8);

    public static (string Site, SiteSource From) From(IEnumerable<LogChunk> sample)
    {
        var hosts = new Dictionary<string, long>(StringComparer.Ordinal);
        var owners = new Dictionary<string, long>(StringComparer.Ordinal);
        var scratch = new LineScratch();
        foreach (var chunk in sample)
        {
            foreach (var line in chunk.Records)
            {
                if (chunk.Format.Parse(line, scratch, out var hit) == LineOutcome.Hit)
                    Count(hit, hosts, owners);
            }
        }
        return Commonest(hosts) is { } host ? (host, SiteSource.VirtualHost)
            : Commonest(owners) is { } owner ? (owner, SiteSource.OwnReferrers)
            : ("unknown-site", SiteSource.Unknown);
    }

    private static void Count(in RawHit hit, Dictionary<string, long> hosts, Dictionary<string, long> owners)
    {
        Add(hosts, HostName(hit.Host));
        var path = hit.Target;
        var mark = path.IndexOf((byte)'?');
        if (RequestKind.Read(mark < 0 ? path : path[..mark]) != DropReason.StaticFile)
            return;
        var scheme = hit.Referrer.IndexOf("://"u8);
        if (scheme < 0)
            return;
        var authority = hit.Referrer[(scheme + 3)..];
        var end = authority.IndexOfAny("/?#"u8);
        Add(owners, HostName(end < 0 ? authority : authority[..end]));
    }

    /// <summary>Lower case, without port; empty for what is no name, so that an address is never taken for a site.</summary>
    private static string HostName(ReadOnlySpan<byte> host)
    {
        var port = host.IndexOf((byte)':');
        if (port >= 0)
            host = host[..port];
        if (host.IsEmpty || host.Length > 253 || !Ascii.IsValid(host) || !host.Contains((byte)'.') || host.IndexOfAny(NeverInName) >= 0)
            return "";
        var name = Encoding.ASCII.GetString(host).ToLowerInvariant().TrimEnd('.');
        return System.Net.IPAddress.TryParse(name, out _) ? "" : name;
    }

    private static void Add(Dictionary<string, long> counts, string name)
    {
        if (name.Length > 0)
            counts[name] = counts.GetValueOrDefault(name) + 1;
    }

    private static string? Commonest(Dictionary<string, long> counts) =>
        counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key).FirstOrDefault();
}
