using System.Text;
using Microsoft.AspNetCore.Http;

namespace Murmure.Server.Ingest;

/// <summary>A request's own words as bytes, for a hit that lives as long as the request.</summary>
internal static class RequestBytes
{
    /// <summary>An IPv6 address with its scope, as text.</summary>
    public const int AddressBytes = 64;

    /// <summary>The client's address, after the trusted proxies; empty where the connection has none (a socket in the file system).</summary>
    public static ReadOnlySpan<byte> Address(HttpContext http, Span<byte> buffer) =>
        http.Connection.RemoteIpAddress is { } address && address.TryFormat(buffer, out var length) ? buffer[..length] : default;

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
