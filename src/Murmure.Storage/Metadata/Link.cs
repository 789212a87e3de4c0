namespace Murmure.Storage.Metadata;

/// <summary>A host whose addresses are short links.</summary>
public sealed class LinkDomain
{
    public long Id { get; set; }

    public long OrganisationId { get; set; }

    /// <summary>The site in whose reports the domain's clicks count.</summary>
    public long SiteId { get; set; }

    /// <summary>Lower case, without port and <c>www.</c>; unique on a server. Empty is the server's own name, whatever it is reached by.</summary>
    public required string Host { get; set; }

    /// <summary>Where the domain's bare address leads; null shows a page of its own.</summary>
    public string? RootUrl { get; set; }

    /// <summary>Where an address leads that is no link; null is a page that says so.</summary>
    public string? NotFoundUrl { get; set; }

    /// <summary>Where a link leads that is over or not begun; null is a page that says so.</summary>
    public string? ExpiredUrl { get; set; }

    /// <summary>Hosts that links may lead to, subdomains included; empty allows all.</summary>
    public List<string> AllowedDestinations { get; set; } = [];

    /// <summary>Apple app ids (<c>TEAMID.bundle.id</c>) that open this domain's links.</summary>
    public List<string> AppleApps { get; set; } = [];

    /// <summary>Android packages that open this domain's links, each as <c>package SHA256-fingerprint</c>.</summary>
    public List<string> AndroidApps { get; set; } = [];

    public DateTime Created { get; set; }
}

/// <summary>A short address and where it leads.</summary>
public sealed class Link
{
    public long Id { get; set; }

    public long DomainId { get; set; }

    /// <summary>Without slash; in Unicode's normal form C.</summary>
    public required string Slug { get; set; }

    /// <summary>Where it leads: ASCII, percent-encoding as it was given.</summary>
    public required string Url { get; set; }

    public string Title { get; set; } = "";

    public string Notes { get; set; } = "";

    public string Folder { get; set; } = "";

    /// <summary>What the maker's own system calls it; unique on a domain. Null for none.</summary>
    public string? ExternalId { get; set; }

    public List<string> Tags { get; set; } = [];

    /// <summary>301, 302, 307 or 308.</summary>
    public int Status { get; set; } = 302;

    /// <summary>For how long browsers may keep the redirect, in seconds; 0 is not at all.</summary>
    public int CacheSeconds { get; set; }

    public DateTime? ValidFrom { get; set; }

    public DateTime? ValidUntil { get; set; }

    /// <summary>Clicks of people after which the link is over; null is without end.</summary>
    public long? MaxClicks { get; set; }

    public string? PasswordHash { get; set; }

    /// <summary>Where it leads when it is over or not begun.</summary>
    public string? FallbackUrl { get; set; }

    /// <summary>Whether the query of the short address is handed on; parameters of the destination win.</summary>
    public bool ForwardQuery { get; set; } = true;

    /// <summary>Whether what follows the slug (<c>/slug/more</c>) is appended to the destination's path.</summary>
    public bool AppendPath { get; set; }

    /// <summary>Whether search engines are asked not to list the short address.</summary>
    public bool NoIndex { get; set; } = true;

    /// <summary>Redirect rules in order, as JSON; empty for none.</summary>
    public string Rules { get; set; } = "";

    /// <summary>The preview that fetchers are shown, as JSON; empty shows them the destination.</summary>
    public string Preview { get; set; } = "";

    /// <summary>Named placements, as JSON: what follows <c>~</c> in the address, its channel, its name.</summary>
    public string Placements { get; set; } = "";

    /// <summary>UTM parameters that the destination gets, as JSON; empty for none.</summary>
    public string Utm { get; set; } = "";

    public bool Archived { get; set; }

    /// <summary>Why the link answers with a page instead of its destination; empty while it works.</summary>
    public string Disabled { get; set; } = "";

    public DateTime Created { get; set; }

    public DateTime Updated { get; set; }
}
