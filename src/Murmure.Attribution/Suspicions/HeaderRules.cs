using System.Globalization;
using Murmure.Attribution.UserAgent;

namespace Murmure.Attribution.Suspicions;

/// <summary>
/// Headers that no browser of that name sends, or that it would have sent. A header that is simply absent proves nothing, because proxies drop
/// them, pages without TLS get none (Fetch Metadata and Client Hints go to secure pages only), and privacy tools take some away: what is judged is
/// one header against another of the same request. Embedded browsers answer to the app around them and are left alone.
/// </summary>
public static class HeaderRules
{
    /// <param name="agent">A person's agent, as read.</param>
    /// <param name="headers">The beacon's own headers.</param>
    /// <param name="languageIsUsual">Whether beacons of this site usually arrive with Accept-Language; every browser sends it.</param>
    /// <returns>The header that shows it, or null.</returns>
    public static string? Contradiction(AgentReading agent, in BrowserHeaders headers, bool languageIsUsual)
    {
        // A beacon is sent by a page: it is no address that somebody opens.
        if (headers.FetchMode is "navigate" || headers.FetchSite is "none")
            return "sec-fetch-mode";
        var embedded = agent.App is not null || headers.Brands?.Contains("Android WebView", StringComparison.Ordinal) == true;
        if (headers.Language is null && !embedded && (languageIsUsual || headers.FetchMode is not null))
            return "accept-language";
        return headers.Brands is { Length: > 0 } brands && !embedded ? OfHints(agent, headers, brands) : null;
    }

    private static string? OfHints(AgentReading agent, in BrowserHeaders headers, string brands)
    {
        // Both kinds go to the same pages, and Chromium sent Fetch Metadata long before Client Hints.
        if (headers.FetchSite is null && headers.FetchMode is null)
            return "sec-fetch-site";
        if (brands.Contains("Headless", StringComparison.OrdinalIgnoreCase) || agent.Browser is "Firefox" or "Firefox Mobile" or "Safari" or "Mobile Safari")
            return "sec-ch-ua";
        if (agent.Browser is "Chrome" or "Chrome Mobile" && Chromium(brands) is { } major && major != agent.BrowserMajor)
            return "sec-ch-ua";
        if (SystemOf(headers.Platform.AsSpan().Trim('"')) is { } told && SystemOf(agent.Os) is { } claimed && told != claimed)
            return "sec-ch-ua-platform";
        return (headers.Mobile, agent.Device) is ("?1", "desktop") or ("?0", "mobile") ? "sec-ch-ua-mobile" : null;
    }

    /// <summary>The version of <c>"Chromium";v="150"</c>; null where it is not among the brands.</summary>
    private static int? Chromium(string brands)
    {
        const string Brand = "\"Chromium\";v=\"";
        var at = brands.IndexOf(Brand, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var version = brands.AsSpan(at + Brand.Length);
        var end = version.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? version : version[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : null;
    }

    /// <summary>A telephone that asks for the page of a desktop calls itself Linux, and so do Chromebooks in part: the three are one here.</summary>
    private static string? SystemOf(ReadOnlySpan<char> name) => name switch
    {
        "Windows" => "windows",
        "macOS" or "Mac OS X" => "mac",
        "Android" or "Linux" or "Ubuntu" or "Fedora" or "Debian" or "Chrome OS" or "Chromium OS" => "linux",
        _ => null,
    };
}
