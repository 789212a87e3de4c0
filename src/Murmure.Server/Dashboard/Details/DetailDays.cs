using Microsoft.AspNetCore.Http;
using Murmure.Server.Dashboard.Overview;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Details;

/// <summary>Whose details an address asks for, and of which days; where it names none, the last 28.</summary>
/// <param name="Recorded">What the store has of the site; null where nothing.</param>
public sealed record DetailDays(SiteRules Site, AskedPeriod Asked, DayRange Days, SiteSummary? Recorded)
{
    /// <summary>Null where there is no such site, or not for this member.</summary>
    /// <param name="usually">The days where the address names none.</param>
    public static async Task<DetailDays?> ReadAsync(HttpContext http, string host, SiteAccess sites, ReportRunner reports, TimeProvider clock, Func<DateOnly, AskedPeriod>? usually = null) =>
        sites.Find(http, host) is { } site ? await ReadAsync(http, site, reports, clock, usually) : null;

    /// <param name="site">One that this member may see.</param>
    public static async Task<DetailDays> ReadAsync(HttpContext http, SiteRules site, ReportRunner reports, TimeProvider clock, Func<DateOnly, AskedPeriod>? usually = null)
    {
        var (query, today) = (http.Request.Query, site.Today(clock));
        var asked = AskedPeriod.Read(query["period"], query["from"], query["to"], today);
        if (asked.IsOpen)
            asked = usually?.Invoke(today) ?? AskedPeriod.Read("28d", null, null, today);
        // An end that is open is that of the record.
        var recorded = (await reports.SitesAsync(http.RequestAborted)).FirstOrDefault(known => known.Site.Host == site.Host);
        return new DetailDays(site, asked, asked.Shown(recorded, today), recorded);
    }
}
