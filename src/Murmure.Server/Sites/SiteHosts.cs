using System.Text;

namespace Murmure.Server.Sites;

/// <summary>One spelling of a host for all doors.</summary>
public static class SiteHosts
{
    /// <summary>RFC 1035: no host name is longer.</summary>
    public const int Longest = 253;

    /// <summary>Lower case, without port, final dot and <c>www.</c>; false for what cannot be a host name.</summary>
    public static bool TryNormalise(ReadOnlySpan<char> host, Span<char> buffer, out int length)
    {
        length = 0;
        host = host.Trim();
        var port = host.LastIndexOf(':');
        if (port > 0 && host[^1] != ']')
            host = host[..port];
        host = host.TrimEnd('.');
        if (host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) && host.Length > 4)
            host = host[4..];
        if (host.IsEmpty || host.Length > Longest || host.Length > buffer.Length)
            return false;
        foreach (var c in host)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('-' or '.' or '_' or '[' or ']' or ':'))
                return false;
            buffer[length++] = char.ToLowerInvariant(c);
        }
        return true;
    }

    /// <summary>Whether two hosts are one in this spelling. For the bytes of a log's line: nothing is copied.</summary>
    public static bool Same(ReadOnlySpan<byte> host, ReadOnlySpan<byte> other) => Ascii.EqualsIgnoreCase(Bare(host), Bare(other));

    private static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> host)
    {
        var port = host.LastIndexOf((byte)':');
        if (port > 0 && host[^1] != ']')
            host = host[..port];
        host = host.TrimEnd((byte)'.');
        return host.Length > 4 && Ascii.EqualsIgnoreCase(host[..4], "www."u8) ? host[4..] : host;
    }

    /// <summary>The same as a string, or null.</summary>
    public static string? Normalise(string host)
    {
        Span<char> buffer = stackalloc char[Longest];
        return TryNormalise(host, buffer, out var length) ? buffer[..length].ToString() : null;
    }
}
