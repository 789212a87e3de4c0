using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using IPNetwork = System.Net.IPNetwork;

namespace Murmure.Server.Hosting;

/// <summary>
/// Whose word on the client's address is believed: that of the proxies the operator names, and nobody else's. A forwarded address from a peer
/// that is not named is noted, because it mostly means that a proxy was forgotten and that everybody looks like one visitor.
/// </summary>
public sealed partial class Proxies(TimeProvider clock, ILogger<Proxies> logger)
{
    /// <summary>So long after the last one the matter is taken for mended.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    private long lastTicks;

    /// <summary>Whether a peer that is not trusted sent a forwarded address within the last hour.</summary>
    public bool Distrusted => Interlocked.Read(ref lastTicks) is > 0 and var last && clock.GetUtcNow().UtcTicks - last < Fresh.Ticks;

    internal static void Use(WebApplication app, IReadOnlyList<string> trusted)
    {
        var proxies = app.Services.GetRequiredService<Proxies>();
        if (trusted.Count == 0)
        {
            app.Use((http, next) =>
            {
                proxies.Note(http);
                return next(http);
            });
            return;
        }
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = 4 };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in trusted)
        {
            if (IPNetwork.TryParse(proxy, out var network))
                options.KnownIPNetworks.Add(network);
            else
                options.KnownProxies.Add(IPAddress.Parse(proxy));
        }
        app.UseForwardedHeaders(options);
        app.Use((http, next) =>
        {
            // What the middleware believed, it took out of the header.
            if (!http.Request.Headers.ContainsKey("X-Original-For"))
                proxies.Note(http);
            return next(http);
        });
    }

    /// <summary>Whether an address is among those that the operator names.</summary>
    internal static bool Names(IReadOnlyList<string> trusted, IPAddress peer)
    {
        var plain = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        return trusted.Any(proxy => IPNetwork.TryParse(proxy, out var network) ? network.Contains(plain) : IPAddress.Parse(proxy).Equals(plain));
    }

    private void Note(HttpContext http)
    {
        if (!http.Request.Headers.ContainsKey("X-Forwarded-For") && !http.Request.Headers.ContainsKey("Forwarded"))
            return;
        var now = clock.GetUtcNow().UtcTicks;
        if (now - Interlocked.Exchange(ref lastTicks, now) >= Fresh.Ticks)
            Log.Distrusted(logger);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A peer that is not trusted forwards visitors' addresses; they are not believed. If it is your proxy, name it with --trusted-proxy.")]
        public static partial void Distrusted(ILogger logger);
    }
}
