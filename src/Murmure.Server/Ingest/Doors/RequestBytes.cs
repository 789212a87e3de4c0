using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Murmure.Attribution.Suspicions;

namespace Murmure.Server.Ingest;

/// <summary>A request's own words as bytes, for a hit that lives as long as the request.</summary>
internal static class RequestBytes
{
    /// <summary>An IPv6 address with its scope, as text.</summary>
    public const int AddressBytes = 64;

    /// <summary>The client's address, after the trusted proxies; empty where the connection has none (a socket in the file system).</summary>
    public static ReadOnlySpan<byte> Address(HttpContext http, Span<byte> buffer) =>
        http.Connection.RemoteIpAddress is { } address && address.TryFormat(buffer, out var length) ? buffer[..length] : default;

    /// <summary>
    /// Whether a forwarded address came that nobody believed, or not to its end: the peer is then a proxy, an office's or one that was forgotten.
    /// What is believed the middleware takes out of X-Forwarded-For; Forwarded it does not read.
    /// </summary>
    public static bool IsRelayed(IHeaderDictionary headers) =>
        headers.ContainsKey("X-Forwarded-For") || (headers.ContainsKey("Forwarded") && !headers.ContainsKey("X-Original-For"));

    /// <summary>What the browser says of itself beside its agent.</summary>
    public static BrowserHeaders Browser(IHeaderDictionary headers) => new(
        Told(headers.AcceptLanguage), Told(headers["Sec-Fetch-Site"]), Told(headers["Sec-Fetch-Mode"]), Told(headers["Sec-CH-UA"]), Told(headers["Sec-CH-UA-Platform"]),
        Told(headers["Sec-CH-UA-Mobile"]));

    private static string? Told(StringValues value) => value.Count == 0 ? null : value[0];

    /// <summary>The whole body with room behind it for unescaping, from the pool; null when it is longer than it may be.</summary>
    public static async ValueTask<(byte[] Buffer, int Length)?> ReadAsync(PipeReader reader, int longest, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            if (read.Buffer.Length > longest)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }
            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            var length = (int)read.Buffer.Length;
            var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(256, 2 * length));
            read.Buffer.CopyTo(buffer);
            reader.AdvanceTo(read.Buffer.End);
            return (buffer, length);
        }
    }

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
