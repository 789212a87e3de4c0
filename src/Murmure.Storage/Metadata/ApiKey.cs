namespace Murmure.Storage.Metadata;

/// <summary>A key for programs. The key itself is shown once and not kept.</summary>
public sealed class ApiKey
{
    public long Id { get; set; }

    public long OrganisationId { get; set; }

    public required string Name { get; set; }

    /// <summary>The key's first characters: enough to tell keys apart and to find the row, too few to use.</summary>
    public required string Prefix { get; set; }

    /// <summary>SHA-256 of the whole key. A key is 256 random bits, so that nothing slower is needed.</summary>
    public required byte[] Hash { get; set; }

    public List<string> Scopes { get; set; } = [];

    public DateTime Created { get; set; }

    /// <summary>Null never expires.</summary>
    public DateTime? Expires { get; set; }

    /// <summary>A day is precise enough to see that a key is no longer used.</summary>
    public DateOnly? LastUsed { get; set; }
}

/// <summary>Something that a member changed. Names the workspace's own accounts and objects, nobody else.</summary>
public sealed class AuditEntry
{
    public long Id { get; set; }

    /// <summary>Null for what concerns the server as a whole.</summary>
    public long? OrganisationId { get; set; }

    public DateTime Time { get; set; }

    /// <summary>Null for the command line.</summary>
    public long? AccountId { get; set; }

    /// <summary>The account's address as it was; it outlives the account.</summary>
    public required string Who { get; set; }

    /// <summary>A slug, such as <c>site-changed</c>.</summary>
    public required string Action { get; set; }

    /// <summary>What was changed: a host, a key's name, an account's address.</summary>
    public required string Subject { get; set; }
}

/// <summary>A value of the server as a whole.</summary>
public sealed class Setting
{
    public required string Key { get; set; }

    public required string Value { get; set; }
}
