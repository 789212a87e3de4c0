namespace Murmure.Storage.Metadata;

/// <summary>A member's note on a day of a site: a campaign, an outage, a change of the page.</summary>
public sealed class Annotation
{
    public const int Longest = 200;

    public long Id { get; set; }

    public long SiteId { get; set; }

    public DateOnly Day { get; set; }

    public required string Text { get; set; }

    /// <summary>Who wrote it; null where that was a program, or the account is gone.</summary>
    public long? AccountId { get; set; }

    /// <summary>The name of the key by which a program wrote it; empty for a member's.</summary>
    public string Key { get; set; } = "";

    public DateTime At { get; set; }
}

/// <summary>A question to a site's page that somebody wants to ask again.</summary>
public sealed class SavedView
{
    public const int LongestName = 60;

    public long Id { get; set; }

    public long SiteId { get; set; }

    /// <summary>Whose it is; null for the organisation's.</summary>
    public long? AccountId { get; set; }

    public required string Name { get; set; }

    /// <summary>What stands behind the page's address, from its question mark on; empty for the page as it is.</summary>
    public required string Query { get; set; }
}

/// <summary>A way to one question of a site's page for somebody without an account. PRIVACY: of who opens it nothing is kept but how often and on which day last.</summary>
public sealed class PrivateLink
{
    public const int LongestName = 60;

    public long Id { get; set; }

    public long SiteId { get; set; }

    /// <summary>SHA-256 of the secret in the address.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>For the members: whom it was given to.</summary>
    public required string Name { get; set; }

    /// <summary>As of <see cref="SavedView"/>.</summary>
    public required string Query { get; set; }

    /// <summary>Whether its holder may look at fewer days than those of the question.</summary>
    public bool MayChoosePeriod { get; set; }

    /// <summary>Hashed as accounts' are; null where none is asked.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Wrong passwords since the last right one.</summary>
    public int FailedTries { get; set; }

    /// <summary>Until when no password is looked at.</summary>
    public DateTime? LockedUntil { get; set; }

    /// <summary>Who made it; null where the account is gone.</summary>
    public long? AccountId { get; set; }

    public DateTime Made { get; set; }

    public DateTime Expires { get; set; }

    public DateOnly? LastUsed { get; set; }

    public long Openings { get; set; }
}

/// <summary>A way through a site that its members watch: pages and goals that visits reach one after another.</summary>
public sealed class Funnel
{
    public const int LongestName = 60;

    public long Id { get; set; }

    public long SiteId { get; set; }

    public required string Name { get; set; }

    /// <summary>A path, in which <c>*</c> stands for any text, begins with <c>/</c>; anything else is the name of a goal.</summary>
    public List<string> Steps { get; set; } = [];
}
