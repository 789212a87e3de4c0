namespace Murmure.Storage.Metadata;

/// <summary>A site and how it is measured.</summary>
public sealed class Site
{
    public long Id { get; set; }

    /// <summary>Null until somebody sets the server up: a demonstration, or logs read before.</summary>
    public long? OrganisationId { get; set; }

    /// <summary>The site's name everywhere; unique on a server.</summary>
    public required string Host { get; set; }

    public List<string> OtherHosts { get; set; } = [];

    /// <summary>IANA name.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary><c>en</c> or <c>fr</c>.</summary>
    public string Language { get; set; } = "en";

    /// <summary>The profile's slug.</summary>
    public string Profile { get; set; } = "eu-consent";

    public bool HonourGpc { get; set; } = true;

    /// <summary>CIDR notation; the publisher's own networks, typed in by somebody of the organisation.</summary>
    public List<string> ExcludedNetworks { get; set; } = [];

    /// <summary>Paths with <c>*</c> for any text.</summary>
    public List<string> ExcludedPaths { get; set; } = [];

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public List<string> ExcludedCountries { get; set; } = [];

    public List<string> AllowedQuery { get; set; } = [];

    /// <summary>Whether regions and cities are kept, where the server has a database of them.</summary>
    public bool Cities { get; set; }

    /// <summary>When it was last changed what is kept of readers (<see cref="Profile"/>, <see cref="Cities"/>); null where it never was.</summary>
    public DateOnly? RulesSince { get; set; }

    /// <summary>Whether search engines may list the site's public transparency page.</summary>
    public bool Indexed { get; set; }

    /// <summary>Slugs of the rules whose finds the site counts as people.</summary>
    public List<string> CountedSuspicions { get; set; } = [];

    public bool Simulated { get; set; }

    public DateTime Created { get; set; }

    public List<Goal> Goals { get; set; } = [];

    public List<CampaignWindow> Campaigns { get; set; } = [];
}

/// <summary>
/// Page views by people that a site's log had on a day on which the script counted them: what the script should have seen. A count, of nobody.
/// </summary>
public sealed class LogDay
{
    public long SiteId { get; set; }

    public DateOnly Day { get; set; }

    public long Views { get; set; }
}

/// <summary>When a day's key was destroyed: from then on nobody can make that day's pseudonyms again.</summary>
public sealed class DestroyedKey
{
    public long SiteId { get; set; }

    public DateOnly Day { get; set; }

    public DateTime Destroyed { get; set; }
}

/// <summary>A page or an event that counts as reached.</summary>
public sealed class Goal
{
    public long Id { get; set; }

    public long SiteId { get; set; }

    public required string Name { get; set; }

    /// <summary>A path in which <c>*</c> stands for any text, or null when an event of that name is the goal.</summary>
    public string? Path { get; set; }
}

/// <summary>Days on which the publisher says that a campaign ran.</summary>
public sealed class CampaignWindow
{
    public long Id { get; set; }

    public long SiteId { get; set; }

    public required string Name { get; set; }

    public DateOnly Start { get; set; }

    /// <summary>The last day, included.</summary>
    public DateOnly End { get; set; }
}
