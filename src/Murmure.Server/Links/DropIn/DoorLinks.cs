using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links.DropIn;

/// <summary>Links as other services' clients speak of them: by their short addresses.</summary>
internal sealed class DoorLinks(LinkMaking making, LinkDirectory directory, SiteDirectory sites, IDbContextFactory<MurmureDb> metadata, IEventStore store)
{
    /// <summary>The domain on which a call without a host of ours makes its links: the one that was called, where it is the organisation's, else its first.</summary>
    public string? DomainOf(HttpContext http, Maker who, string? named)
    {
        if (named?.Trim() is { Length: > 0 } text && Hosted(text, who) is { } theirs)
            return theirs.Host.Length > 0 ? theirs.Host : null;
        return Hosted(http.Request.Host.Value ?? "", who) is { Host.Length: > 0 } called ? called.Host : null;
    }

    /// <summary>Makes a link. Without a slug of its own and unless it must be new, an address that was shortened before gives the same link again.</summary>
    public Task<MadeLink> ShortenAsync(LinkRequest asked, bool anew, Maker who, CancellationToken cancellation)
    {
        var slug = asked.Slug?.Trim();
        return making.MakeAsync(
            asked with { Slug = slug is { Length: > 0 } ? slug : null, ExternalId = slug is { Length: > 0 } || anew ? null : ExternalId(asked.Url) }, who, cancellation);
    }

    /// <summary>The organisation's link of a short address, with or without scheme; a slug alone is looked for on the domain that was called.</summary>
    public async Task<(Link Link, LinkHost Domain)?> FindAsync(HttpContext http, Maker who, string address)
    {
        var (host, path) = ShortAddress.Typed(address);
        var domain = Hosted(host ?? http.Request.Host.Value ?? "", who) ?? (host is null ? directory.Hosts.FirstOrDefault(one => one.Organisation == who.Organisation) : null);
        var slug = host is null ? path.TrimStart('/') : path[1..];
        if (domain is null || slug.Length == 0)
            return null;
        slug = Uri.UnescapeDataString(slug).TrimEnd('/').Normalize(NormalizationForm.FormC);
        await using var db = await metadata.CreateDbContextAsync(http.RequestAborted);
        return await db.Links.TagWith("DoorLinks.Find").AsNoTracking().SingleOrDefaultAsync(link => link.DomainId == domain.Id && link.Slug == slug, http.RequestAborted) is { } found
            ? (found, domain)
            : null;
    }

    public Task<MadeLink> ChangeAsync(long id, LinkRequest asked, IReadOnlySet<string> sent, Maker who, CancellationToken cancellation) => making.ChangeAsync(id, asked, sent, who, cancellation);

    /// <summary>Clicks of people on a link, in the last so many days of its site or in all.</summary>
    public async Task<long> ClicksAsync(LinkHost domain, long link, DayRange range, CancellationToken cancellation)
    {
        if (sites.Find(domain.Site) is not { } site)
            return 0;
        var table = await store.QueryAsync(
            new ReportQuery(site.Host, range, [Metric.Clicks]) { Filters = [Filter.Is(Dimension.Link, link.ToString(CultureInfo.InvariantCulture))], Caller = "DoorLinks.Clicks" }, cancellation);
        return table.Sum(Metric.Clicks);
    }

    /// <summary>Clicks of people by link, of all the organisation's links.</summary>
    public async Task<IReadOnlyDictionary<long, long>> AllClicksAsync(Maker who, CancellationToken cancellation)
    {
        var all = new Dictionary<long, long>();
        foreach (var site in directory.Hosts.Where(domain => domain.Organisation == who.Organisation).Select(domain => domain.Site).Distinct().Select(sites.Find).OfType<SiteRules>())
        {
            var table = await store.QueryAsync(new ReportQuery(site.Host, DayRange.All, [Metric.Clicks]) { Dimensions = [Dimension.Link], Caller = "DoorLinks.AllClicks" }, cancellation);
            foreach (var row in table.Rows.Where(row => row.Text(Dimension.Link).Length > 0))
                all[long.Parse(row.Text(Dimension.Link), CultureInfo.InvariantCulture)] = row[Metric.Clicks];
        }
        return all;
    }

    /// <summary>The site's clock, by which days are counted.</summary>
    public TimeZoneInfo ZoneOf(LinkHost domain) => sites.Find(domain.Site)?.Zone ?? TimeZoneInfo.Utc;

    /// <summary>A link's domain.</summary>
    public LinkHost DomainOf(Link link) => directory.HostOf(link);

    /// <summary>The organisation's domain of that host.</summary>
    private LinkHost? Hosted(string host, Maker who) => directory.HostOf(host) is { } domain && domain.Organisation == who.Organisation ? domain : null;

    private static string ExternalId(string? url) => "shortened:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url?.Trim() ?? "")).AsSpan(0, 16));
}
