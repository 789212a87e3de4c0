using Microsoft.AspNetCore.Identity;

namespace Murmure.Storage.Metadata;

/// <summary>Somebody who works with this server. Readers of the sites have no accounts.</summary>
public sealed class Account : IdentityUser<long>
{
    /// <summary>The organisation whose sites are on screen; null until one is joined.</summary>
    public long? OrganisationId { get; set; }

    public DateTime Created { get; set; }

    /// <summary>The language of the pages, two letters; null where the browser decides.</summary>
    public string? Language { get; set; }
}

/// <summary>What a member may do: each role may what those below it may.</summary>
public enum Role
{
    /// <summary>Reads reports.</summary>
    Viewer,

    /// <summary>Also changes sites.</summary>
    Editor,

    /// <summary>Also decides who belongs to the organisation and which keys there are.</summary>
    Owner,
}

/// <summary>Those who share sites.</summary>
public sealed class Organisation
{
    public long Id { get; set; }

    public required string Name { get; set; }

    public DateTime Created { get; set; }
}

/// <summary>An account's place in an organisation.</summary>
public sealed class Membership
{
    public long OrganisationId { get; set; }

    public long AccountId { get; set; }

    public Role Role { get; set; }
}
