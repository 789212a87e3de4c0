using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Dashboard;
using Murmure.Server.Dashboard.Forms;
using Murmure.Server.Reports;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Sites;

/// <summary>A site's settings as people type them: read at the door into what cannot be wrong.</summary>
public static class SiteForm
{
    private const int MostLines = 200;
    private const int LongestLine = 500;

    /// <summary>A host as somebody pastes it, perhaps as a whole address; null when it is none.</summary>
    public static string? Host(string text)
    {
        if (text.Contains("://", StringComparison.Ordinal))
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                return null;
            text = address.Host;
        }

        text = text.TrimEnd('/');
        try
        {
            // As browsers report it: letters outside ASCII in their encoded form.
            text = new IdnMapping().GetAscii(text.Trim().TrimEnd('.'));
        }
        catch (ArgumentException)
        {
            return null;
        }

        return SiteHosts.Normalise(text) is { Length: > 0 } host && Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4
            && (host.Contains('.', StringComparison.Ordinal) || host == "localhost") ? host : null;
    }

    /// <summary>A new site from the fields <c>host</c>, <c>zone</c>, <c>language</c>, <c>profile</c>; or the first field that is wrong.</summary>
    internal static (Site? Site, string? Wrong) Basics(HttpContext http, TimeProvider clock)
    {
        if (Host(http.Field("host")) is not { } host)
            return (null, "host");
        var site = new Site { Host = host, Created = clock.GetUtcNow().UtcDateTime };
        return Measure(http, site) is { } wrong ? (null, wrong) : (site, null);
    }

    /// <summary>Puts everything of the settings page into a site; the first field that is wrong, or null.</summary>
    internal static string? Settings(HttpContext http, Site site)
    {
        if (Measure(http, site) is { } wrong)
            return wrong;
        (site.HonourGpc, site.Indexed, site.Cities) = (http.Ticked("gpc"), http.Ticked("indexed"), http.Ticked("cities"));
        return Hosts(http, site) ?? Exclusions(http, site) ?? Goals(http, site) ?? Campaigns(http, site);
    }

    private static string? Measure(HttpContext http, Site site)
    {
        if (Zones.Find(http.Field("zone")) is not { } zone)
            return "zone";
        if (http.Field("language") is not ("en" or "fr"))
            return "language";
        if (ComplianceProfiles.Find(http.Field("profile")) is not { } profile)
            return "profile";
        (site.TimeZone, site.Language, site.Profile) = (zone.Id, http.Field("language"), profile.Slug());
        return null;
    }

    private static string? Hosts(HttpContext http, Site site)
    {
        var hosts = http.Lines("hosts").Select(Host).ToList();
        if (hosts.Count > MostLines || hosts.Contains(null))
            return "hosts";
        site.OtherHosts = [.. hosts.OfType<string>().Where(host => host != site.Host).Distinct(StringComparer.Ordinal)];
        return null;
    }

    private static string? Exclusions(HttpContext http, Site site)
    {
        var networks = http.Lines("networks").Select(Network).ToList();
        if (networks.Count > MostLines || networks.Contains(null))
            return "networks";
        var paths = http.Lines("paths");
        if (paths.Count > MostLines || !paths.TrueForAll(IsPath))
            return "paths";
        var countries = http.Field("countries").ToUpperInvariant().Split([' ', ',', ';', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
        if (!countries.TrueForAll(country => country.Length == 2 && country.All(char.IsAsciiLetter)))
            return "countries";
        var query = http.Lines("query");
        if (query.Count > MostLines || !query.TrueForAll(name => name.Length <= 60 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '[' or ']')))
            return "query";
        (site.ExcludedNetworks, site.ExcludedPaths, site.ExcludedCountries, site.AllowedQuery) = ([.. networks.OfType<string>()], paths, countries, query);
        return null;
    }

    /// <summary>One a line: <c>Name = /path/*</c>, or a name alone for an event of that name.</summary>
    private static string? Goals(HttpContext http, Site site)
    {
        var goals = new List<Goal>();
        foreach (var line in http.Lines("goals"))
        {
            var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts[0].Length is 0 or > 80 || (parts.Length > 1 && !IsPath(parts[1])))
                return "goals";
            goals.Add(new Goal { Name = parts[0], Path = parts.ElementAtOrDefault(1) });
        }

        if (goals.Count > MostLines)
            return "goals";
        site.Goals = goals;
        return null;
    }

    /// <summary>One a line: <c>2026-11-02 2026-11-08 Autumn appeal</c>.</summary>
    private static string? Campaigns(HttpContext http, Site site)
    {
        var campaigns = new List<CampaignWindow>();
        foreach (var line in http.Lines("campaigns"))
        {
            if (line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is not [var from, var to, { Length: <= 80 } name]
                || ReportRequest.DayOf(from) is not { } start || ReportRequest.DayOf(to) is not { } end || end < start)
                return "campaigns";
            campaigns.Add(new CampaignWindow { Name = name, Start = start, End = end });
        }

        if (campaigns.Count > MostLines)
            return "campaigns";
        site.Campaigns = campaigns;
        return null;
    }

    /// <summary>A network in CIDR notation, or a single address as one; spelt as the library spells it.</summary>
    private static string? Network(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
            return network.ToString();
        return IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8).ToString() : null;
    }

    private static bool IsPath(string path) => path.Length is > 0 and <= LongestLine && path[0] is '/' or '*';

}
