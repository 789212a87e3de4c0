namespace Murmure.Connectors;

/// <summary>What came to a webhook, as it came.</summary>
/// <param name="Method">Upper case.</param>
/// <param name="Url">The address as the sender knows it, with its query: some sign it.</param>
/// <param name="Header">A header's value by its name; empty where it is absent.</param>
/// <param name="Body">The raw bytes.</param>
public sealed record ForeignRequest(string Method, Uri Url, Func<string, string> Header, ReadOnlyMemory<byte> Body);

/// <summary>What a webhook's request comes to.</summary>
public abstract record WebhookResult
{
    private WebhookResult()
    {
    }

    /// <summary>It is from the service, and says this. Nothing of it that counts is as good as something: a service sends much that nobody here wants.</summary>
    public sealed record Accepted(IReadOnlyList<Observation> Observations) : WebhookResult;

    /// <summary>It wants to be answered: the service makes sure that we are who we say.</summary>
    public sealed record Challenge(string Body, string ContentType) : WebhookResult;

    /// <summary>It is not taken.</summary>
    public sealed record Refused(RefusalReason Reason) : WebhookResult;
}

/// <summary>Why a webhook's request is not taken.</summary>
public enum RefusalReason
{
    /// <summary>It is not signed by who it should be from.</summary>
    Signature,

    /// <summary>It is signed, but cannot be read.</summary>
    Malformed,

    /// <summary>It is signed, but of a time long gone: somebody may have kept it.</summary>
    Old,

    /// <summary>Neither asked nor sent in a way that the service uses.</summary>
    Method,
}
