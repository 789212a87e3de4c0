using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Accounts;
using Murmure.Server.Accounts.Keys;

namespace Murmure.Server.Sites;

/// <summary>
/// Which sites a request may know of: those of the organisation on the member's screen, or of the key's. Before set-up, the simulated ones
/// from this machine. Whatever else exists is a 404.
/// </summary>
public sealed class SiteAccess(SiteDirectory directory, AccountState accounts)
{
    /// <summary>The site of that name or host, or null when the caller may not know of it. The authorization of the endpoint has run before.</summary>
    public SiteRules? Find(HttpContext http, string host)
    {
        return Known(host) is { } site && May(http, site) ? site : null;
    }

    /// <summary>Every site that the caller may know of, by host.</summary>
    public IReadOnlyList<SiteRules> All(HttpContext http) => [.. directory.All.Where(site => May(http, site)).OrderBy(site => site.Host, StringComparer.Ordinal)];

    /// <summary>The clocks of who reads: the site's on its own pages, elsewhere those that all of the organisation's sites go by; UTC where they differ.</summary>
    public TimeZoneInfo ZoneOf(HttpContext http) => http.Request.RouteValues.TryGetValue("Host", out var host) && Find(http, host?.ToString() ?? "") is { } site ? site.Zone
        : All(http).Select(one => one.Zone).DistinctBy(zone => zone.Id).ToList() is [var only] ? only : TimeZoneInfo.Utc;

    /// <summary>Whether nobody else has the site: unknown, or the caller's own.</summary>
    public bool IsFree(HttpContext http, string host) => Known(host) is not { } site || May(http, site);

    private SiteRules? Known(string host) => directory.All.FirstOrDefault(site => site.Host == host) ?? directory.Find(host);

    /// <summary>The organisation for which the request speaks, by session or by key.</summary>
    public static long? OrganisationOf(HttpContext http) =>
        Caller.Of(http)?.OrganisationId
        ?? (long.TryParse(http.User.FindFirstValue(ApiKeys.OrganisationClaim), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null);

    private bool May(HttpContext http, SiteRules site) => OrganisationOf(http) is { } organisation
        ? site.Organisation == organisation
        : !accounts.SetUp && site.Simulated && Access.IsLocal(http);
}
