namespace Murmure.Attribution.Rules;

/// <summary>The parameters of a landing address that say how the link travelled; everything else in the query is ignored and dropped.</summary>
public sealed record QueryReading
{
    public static readonly QueryReading Empty = new();

    public string UtmSource { get; init; } = "";
    public string UtmMedium { get; init; } = "";
    public string UtmCampaign { get; init; } = "";

    /// <summary>The name of the first click id found, lower case (<c>gclid</c>), never its value: the value names a person's click.</summary>
    public string ClickId { get; init; } = "";

    /// <summary>The value of <c>mm</c>: a generation tag (<c>w2</c>), with a cohort symbol (<c>w2-k7</c>), or a campaign's random token.</summary>
    public string ShareTag { get; init; } = "";

    /// <summary>WeChat's <c>from</c> (<c>groupmessage</c>, <c>singlemessage</c>, <c>timeline</c>).</summary>
    public string From { get; init; } = "";

    /// <summary>Whether a campaign is named at all.</summary>
    public bool HasCampaign => UtmSource.Length + UtmMedium.Length + UtmCampaign.Length > 0;
}
