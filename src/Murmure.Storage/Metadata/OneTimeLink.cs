namespace Murmure.Storage.Metadata;

/// <summary>What a link that works once is for.</summary>
public enum LinkPurpose
{
    /// <summary>Making the first account.</summary>
    SetUp,

    /// <summary>Joining an organisation.</summary>
    Invitation,

    /// <summary>Choosing a new password.</summary>
    Reset,
}

/// <summary>A link that works once and expires. Only the hash of its secret is kept: who reads the database cannot use it.</summary>
public sealed class OneTimeLink
{
    public long Id { get; set; }

    public LinkPurpose Purpose { get; set; }

    /// <summary>SHA-256 of the secret in the link.</summary>
    public required byte[] Hash { get; set; }

    public DateTime Expires { get; set; }

    /// <summary>Whose password is chosen.</summary>
    public long? AccountId { get; set; }

    /// <summary>What is joined.</summary>
    public long? OrganisationId { get; set; }

    /// <summary>Who is invited.</summary>
    public string? Email { get; set; }

    /// <summary>As what.</summary>
    public Role? Role { get; set; }
}

/// <summary>A browser that is signed in. The cookie holds a secret, this row its hash: ending the row ends the session.</summary>
public sealed class Session
{
    public long Id { get; set; }

    public required byte[] Hash { get; set; }

    public long AccountId { get; set; }

    /// <summary>The encrypted ticket.</summary>
    public required byte[] Ticket { get; set; }

    public DateTime Created { get; set; }

    public DateTime LastUsed { get; set; }

    public DateTime Expires { get; set; }

    /// <summary>Names from the catalogue's lists, never the agent's text.</summary>
    public string Browser { get; set; } = "";

    public string System { get; set; } = "";
}
