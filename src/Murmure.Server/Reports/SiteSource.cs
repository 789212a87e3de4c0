namespace Murmure.Server.Reports;

/// <summary>How a report's site came by its name.</summary>
public enum SiteSource
{
    /// <summary>Somebody named it.</summary>
    Given,

    /// <summary>The commonest virtual host of the log's lines.</summary>
    VirtualHost,

    /// <summary>The host that the site's own pages give as referrer when they load their parts.</summary>
    OwnReferrers,

    /// <summary>Nothing in the log names it; <see cref="TrafficReport.Site"/> stands in for a name.</summary>
    Unknown,
}

public static class SiteSources
{
    /// <summary>The name in JSON and in the keys of texts.</summary>
    public static string Slug(this SiteSource source) => source switch
    {
        SiteSource.Given => "given",
        SiteSource.VirtualHost => "virtual-host",
        SiteSource.OwnReferrers => "own-referrers",
        SiteSource.Unknown => "unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };
}
