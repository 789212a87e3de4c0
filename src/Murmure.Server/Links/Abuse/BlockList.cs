using System.Net;

namespace Murmure.Server.Links.Abuse;

/// <summary>
/// Hosts and addresses out of lists as they are published: hosts files (<c>0.0.0.0 bad.example</c>), a host or an address a line, filter lists
/// (<c>||bad.example^</c>), and URLhaus's CSV. A host blocks its subdomains too; an address blocks itself alone, because it may lie on a host that
/// many share.
/// </summary>
internal sealed class BlockList
{
    private readonly HashSet<string> hosts = new(StringComparer.Ordinal);
    private readonly HashSet<string> addresses = new(StringComparer.Ordinal);

    public int Count => hosts.Count + addresses.Count;

    /// <param name="url">A destination as <see cref="Destination"/> gave it.</param>
    public bool Blocks(string url)
    {
        if (Destination.HostOf(url) is not { } host)
            return false;
        if (addresses.Contains(Bare(url)))
            return true;
        for (var at = 0; at >= 0; at = host.IndexOf('.', at) is >= 0 and var dot ? dot + 1 : -1)
        {
            if (hosts.Contains(host[at..]))
                return true;
        }
        return false;
    }

    public void Add(string line)
    {
        line = line.Trim();
        if (line.Length is 0 or > 4096 || line[0] is '#' or '!' or ';' or '[')
            return;
        // URLhaus writes its columns in quotes; the address is the third of them.
        if (line[0] == '"')
        {
            if (line.Split('"').FirstOrDefault(IsAddress) is { } quoted)
                AddAddress(quoted);
            return;
        }
        if (IsAddress(line))
        {
            AddAddress(line.Split((char[])[' ', '\t', ','], 2)[0]);
            return;
        }
        if (line.StartsWith("||", StringComparison.Ordinal) && line.EndsWith('^'))
            line = line[2..^1];
        var words = (line.IndexOf('#', StringComparison.Ordinal) is >= 0 and var comment ? line[..comment] : line).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        foreach (var host in words.Length > 1 && IPAddress.TryParse(words[0], out _) ? words.AsSpan(1) : words)
            AddHost(host);
    }

    // Names without a dot are this machine's own (localhost, broadcasthost), with which every hosts file begins.
    private void AddHost(string text)
    {
        var host = text.ToLowerInvariant().Trim('.');
        if (host.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(host) != UriHostNameType.Unknown && host is not ("0.0.0.0" or "127.0.0.1" or "localhost.localdomain"))
            hosts.Add(host);
    }

    private void AddAddress(string text)
    {
        if (Destination.Read(text).Url is { } url)
            addresses.Add(Bare(url));
    }

    private static bool IsAddress(string text) => text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    // One page by either scheme, with or without what only the browser sees.
    private static string Bare(string url)
    {
        var bare = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        return bare.Split('#', 2)[0].TrimEnd('/');
    }
}
