namespace Murmure.Storage.Metadata;

/// <summary>What a call with an <c>Idempotency-Key</c> was answered, for a day: the same call again gets the same answer.</summary>
public sealed class KeptAnswer
{
    /// <summary>SHA-256 of organisation and key: the key itself is not kept.</summary>
    public required byte[] Id { get; set; }

    public long OrganisationId { get; set; }

    /// <summary>HMAC of method, address and body under the key: whoever reads the table cannot try bodies against it.</summary>
    public required byte[] Asked { get; set; }

    /// <summary>0 while the call is under way.</summary>
    public int Status { get; set; }

    public string ContentType { get; set; } = "";

    public string Location { get; set; } = "";

    /// <summary>Encrypted: some answers hold a secret that is shown once.</summary>
    public byte[] Body { get; set; } = [];

    public DateTime Created { get; set; }
}
