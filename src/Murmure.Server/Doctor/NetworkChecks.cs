using System.Net;

namespace Murmure.Server.Doctor;

/// <summary>Whether visitors and members reach the running server as they should.</summary>
internal static class NetworkChecks
{
    public static IEnumerable<Finding> Proxy(Facts facts)
    {
        if (facts.Options is not { } options)
            yield break;
        yield return facts.Distrusted
            ? new("proxy", Severity.Broken, "A peer that is not trusted forwards visitors' addresses.",
                "Its word is not believed, so that everybody behind it looks like one visitor.", "If it is your proxy, name it: --trusted-proxy ADDRESS (MURMURE_TRUSTED_PROXY). If it is not, nothing is wrong.")
            : Finding.Sound("proxy", options.TrustedProxies.Count == 0 ? "No proxy is trusted, and none was seen." : $"Trusted: {string.Join(", ", options.TrustedProxies)}.");
    }

    public static IEnumerable<Finding> Address(Facts facts)
    {
        if (facts.Options is not { } options)
            yield break;
        if (options.TrustedProxies.Count == 0 && !IPAddress.IsLoopback(IPAddress.Parse(options.Listen)))
        {
            yield return new("address", Severity.Warning, $"The server listens on {options.Listen} without a proxy in front.",
                "It speaks no TLS itself: passwords and what visitors do cross the network in the clear.", "Put a proxy with TLS in front (deploy/Caddyfile), and listen on 127.0.0.1.");
        }

        if (options.Hosts.Count == 0 && options.TrustedProxies.Count > 0)
        {
            yield return new("address", Severity.Warning, "No public name is set.",
                "Under any name but localhost the pages answer 400.", "--host stats.example.org (MURMURE_HOST).");
        }

        foreach (var (host, trouble) in facts.Public)
        {
            yield return trouble is null
                ? Finding.Sound("address", $"https://{host} gives the tracker.")
                : new("address", Severity.Warning, $"https://{host}/m.js: {trouble}.", "Browsers that cannot load the script or its certificate send nothing.", "Look at the name's DNS entry, the proxy and its certificate.");
        }
    }
}
