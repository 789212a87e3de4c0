namespace Murmure.Storage.Metadata;

/// <summary>What a site tells everybody of its shares. A site without a row tells nothing.</summary>
public sealed class SharingSetting
{
    public long SiteId { get; set; }

    /// <summary>Whether anybody may ask how often a page was shared, in tens, up to the day before.</summary>
    public bool PublicCounts { get; set; }
}

/// <summary>
/// A time in which shares of some pages carry random tokens, which tell one share from another. When it ends its tokens are deleted, and what is left is
/// the sums.
/// </summary>
public sealed class ShareCampaign
{
    public long Id { get; set; }

    public long SiteId { get; set; }

    public required string Name { get; set; }

    /// <summary>The pages; <c>*</c> stands for any text.</summary>
    public required string Path { get; set; }

    /// <summary>UTC, at most 30 days after the beginning.</summary>
    public DateTime Ends { get; set; }

    /// <summary>Tokens that went out; of a campaign that is open as of the last time it was written down.</summary>
    public long Tokens { get; set; }

    /// <summary>Visits that came back with one.</summary>
    public long Visits { get; set; }

    /// <summary>The sum of the squares of the tokens' visits, from which their dispersion follows.</summary>
    public long Squares { get; set; }
}

/// <summary>
/// One share of an open campaign. PRIVACY: a random number, its channel and generation, and how many visits came: nothing of who shared it, of when, or of
/// the token that brought that reader. It goes with its campaign.
/// </summary>
public sealed class ShareToken
{
    public long CampaignId { get; set; }

    /// <summary>Forty random bits, eight letters of base 32.</summary>
    public required string Token { get; set; }

    /// <summary>The channel's letters in share tags.</summary>
    public required string Letters { get; set; }

    public byte Generation { get; set; }

    public int Visits { get; set; }
}
