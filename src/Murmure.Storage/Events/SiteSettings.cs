namespace Murmure.Storage.Events;

/// <summary>What a report needs to know of a site.</summary>
/// <param name="Host">The site's host, lower case: its name everywhere.</param>
/// <param name="TimeZone">IANA name of the zone whose calendar days the site counts in.</param>
/// <param name="Language">Language of its reports, <c>en</c> or <c>fr</c>.</param>
/// <param name="Simulated">True for a demonstration: every face of a report then says so.</param>
/// <param name="Created">UTC.</param>
public sealed record SiteSettings(string Host, string TimeZone, string Language, bool Simulated, DateTime Created);

/// <summary>A site and what the store holds of it.</summary>
/// <param name="First">First day with an event or a machine, null when there is none.</param>
/// <param name="Last">Last such day.</param>
/// <param name="Events">Events counted, machines left out; those that were purged since are counted still.</param>
/// <param name="Visits">Visits derived from them.</param>
/// <param name="MachineHits">Requests by machines.</param>
public sealed record SiteSummary(SiteSettings Site, DateOnly? First, DateOnly? Last, long Events, long Visits, long MachineHits);
