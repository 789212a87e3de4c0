using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using IPNetwork = System.Net.IPNetwork;

namespace Murmure.Server.Hosting;

/// <summary>
/// Whose word on the client's address is believed: that of the proxies the operator names, and nobody else's. A forwarded address from a peer
/// that is not named is noted, because it mostly means that a proxy was forgotten and that everybody looks like one visitor.
/// </summary>
public sealed class Proxies(TimeProvider clock)
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

    private void Note(HttpContext http)
    {
        if (http.Request.Headers.ContainsKey("X-Forwarded-For") || http.Request.Headers.ContainsKey("Forwarded"))
            Interlocked.Exchange(ref lastTicks, clock.GetUtcNow().UtcTicks);
    }
}
