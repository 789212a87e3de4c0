namespace Murmure.Storage.Metadata;

/// <summary>An address of an organisation that is told of clicks on its links.</summary>
public sealed class Webhook
{
    public long Id { get; set; }

    public long OrganisationId { get; set; }

    public required string Url { get; set; }

    /// <summary>Encrypted; shown once when it is made.</summary>
    public required byte[] Secret { get; set; }

    public DateTime Created { get; set; }
}

/// <summary>A message to a webhook, and what became of it. The body is signed.</summary>
public sealed class WebhookDelivery : Delivery
{
    public long WebhookId { get; set; }
}

/// <summary>How many clicks of an hour a webhook was told of already.</summary>
public sealed class WebhookCount
{
    public long WebhookId { get; set; }

    public DateOnly Day { get; set; }

    /// <summary>Hour, link, variant, channel and verdict in one text.</summary>
    public required string Cell { get; set; }

    public long Clicks { get; set; }
}
