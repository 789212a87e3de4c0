namespace Murmure.Storage.Metadata;

/// <summary>What an organisation puts in the middle of its QR codes.</summary>
public sealed class QrLogo
{
    public long OrganisationId { get; set; }

    /// <summary>A PNG of which only what draws is left.</summary>
    public required byte[] Png { get; set; }
}
