namespace Murmure.Server.Ingest;

/// <summary>What the pipeline must know of a site.</summary>
/// <param name="SiteHost">The site's own host, without port; empty when nobody knows it.</param>
/// <param name="Zone">The site's time zone.</param>
/// <param name="OtherHostsAllowed">Whether lines of other virtual hosts belong to the site too.</param>
public sealed record IngestOptions(string SiteHost, TimeZoneInfo Zone, bool OtherHostsAllowed = false);
