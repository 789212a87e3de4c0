namespace Murmure.Storage.Metadata;

/// <summary>Tags that an organisation gives its links again and again. What each may hold is said at the link's own.</summary>
public sealed class UtmTemplate
{
    public long Id { get; set; }

    public long OrganisationId { get; set; }

    /// <summary>Unique within the organisation.</summary>
    public required string Name { get; set; }

    public string Source { get; set; } = "";

    public string Medium { get; set; } = "";

    public string Campaign { get; set; } = "";

    public string Content { get; set; } = "";
}
