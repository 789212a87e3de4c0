namespace Murmure.Storage.Metadata;

/// <summary>A feed or sitemap of a site, of whose articles links are made.</summary>
public sealed class Feed
{
    public long Id { get; set; }

    public long SiteId { get; set; }

    public required string Url { get; set; }

    public DateTime Created { get; set; }

    /// <summary>When it was read last; null before the first time.</summary>
    public DateTime? Read { get; set; }

    /// <summary>Why the last reading made nothing of it; empty when it went well.</summary>
    public string Problem { get; set; } = "";

    /// <summary>How many links it has made.</summary>
    public long Made { get; set; }
}
