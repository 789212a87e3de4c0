using System.Net;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Hosting;
using Murmure.Server.Links;

namespace Murmure.Server.Sites;

/// <summary>
/// <c>GET /admin/domains?domain=HOST</c>: whether a proxy is to fetch a certificate for a name (Caddy's on-demand TLS). For the proxy itself, on this
/// machine or named as trusted; whoever asks through it finds nothing.
/// </summary>
internal static class DomainsEndpoint
{
    public const string Path = "/admin/domains";

    private static readonly string[] Forwarding = ["X-Forwarded-For", "X-Original-For", "Forwarded"];

    public static IResult Answer(HttpContext http, ServeOptions options, SiteDirectory sites, LinkDirectory links)
    {
        if (!IsProxy(http, options))
            return TypedResults.NotFound();
        var domain = http.Request.Query["domain"].ToString();
        return IsKnown(domain, options, sites) || links.NamedHostOf(domain) is not null ? TypedResults.Ok() : TypedResults.NotFound();
    }

    private static bool IsKnown(string domain, ServeOptions options, SiteDirectory sites) =>
        SiteHosts.Normalise(domain) is { } host && (options.Hosts.Any(own => SiteHosts.Normalise(own) == host) || sites.Find(host) is not null);

    private static bool IsProxy(HttpContext http, ServeOptions options) => AdminSocket.IsSource(http)
        || (http.Connection.RemoteIpAddress is { } peer && !Forwarding.Any(http.Request.Headers.ContainsKey) && (IPAddress.IsLoopback(peer) || Proxies.Names(options.TrustedProxies, peer)));
}
