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

/// <summary>A message to a webhook, and what became of it.</summary>
public sealed class WebhookDelivery
{
    public long Id { get; set; }

    public long WebhookId { get; set; }

    /// <summary>As the message names itself, the same in every try.</summary>
    public required string Message { get; set; }

    /// <summary>The body byte for byte, since it is signed.</summary>
    public required string Body { get; set; }

    public DateTime Created { get; set; }

    public int Tries { get; set; }

    /// <summary>When it is tried next; null once it was taken or given up.</summary>
    public DateTime? NextTry { get; set; }

    /// <summary>What the last try got: a status, or why there was none; empty before the first.</summary>
    public string Answer { get; set; } = "";

    /// <summary>When it was taken.</summary>
    public DateTime? Taken { get; set; }
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
