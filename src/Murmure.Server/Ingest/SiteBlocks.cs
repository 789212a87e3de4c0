using System.Net;
using System.Text;
using Murmure.Server.Sites;

namespace Murmure.Server.Ingest;

/// <summary>What a site does not want measured, ready for comparing bytes.</summary>
internal sealed class SiteBlocks(SiteRules site)
{
    private readonly IPNetwork[] networks = [.. site.ExcludedNetworks];
    private readonly byte[][][] paths = [.. site.ExcludedPaths.Select(Parts)];

    /// <summary>PRIVACY: the address is compared and forgotten.</summary>
    public bool Block(ReadOnlySpan<byte> address)
    {
        if (networks.Length == 0 || !ClientAddress.TryRead(address, out var read))
            return false;
        var client = read.ToIPAddress();
        foreach (var network in networks)
        {
            if (network.Contains(client))
                return true;
        }
        return false;
    }

    public bool BlockPath(ReadOnlySpan<byte> path)
    {
        foreach (var pattern in paths)
        {
            if (Matches(path, pattern))
                return true;
        }
        return false;
    }

    /// <summary>Whether a path follows a pattern in which <c>*</c> stands for any text. Linear: the parts are looked for from the left.</summary>
    internal static bool Matches(ReadOnlySpan<byte> path, byte[][] parts)
    {
        if (!path.StartsWith(parts[0]))
            return false;
        if (parts.Length == 1)
            return path.Length == parts[0].Length;
        path = path[parts[0].Length..];
        foreach (var part in parts.AsSpan(1, parts.Length - 2))
        {
            var at = path.IndexOf(part);
            if (at < 0)
                return false;
            path = path[(at + part.Length)..];
        }
        return path.EndsWith(parts[^1]);
    }

    internal static byte[][] Parts(string pattern) => [.. pattern.Split('*').Select(Encoding.UTF8.GetBytes)];
}
