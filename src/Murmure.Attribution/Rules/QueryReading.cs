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

    /// <summary>The generation that the tag says, 1 to 6; 0 without a tag and for a random token, which says nothing by itself.</summary>
    public byte Generation => ShareTag.Length is 0 or TokenLength ? (byte)0 : (byte)(Head[^1] - '0');

    /// <summary>The tag's cohort, one of 64 symbols: a letter of eight and a digit of eight (<c>k7</c>). Empty where it has none, or something else.</summary>
    public string Cohort => ShareTag.Length > Head.Length && ShareTag[(Head.Length + 1)..] is ['a' or 'c' or 'e' or 'f' or 'h' or 'k' or 'm' or 'r', >= '2' and <= '9'] cohort ? cohort : "";

    /// <summary>The channel's letters in the tag; empty without one.</summary>
    internal string TagLetters => ShareTag.Length is 0 or TokenLength ? "" : Head[..^1];

    private const int TokenLength = 8;

    private string Head => ShareTag.IndexOf('-', StringComparison.Ordinal) is >= 0 and var dash ? ShareTag[..dash] : ShareTag;

    /// <summary>WeChat's <c>from</c> (<c>groupmessage</c>, <c>singlemessage</c>, <c>timeline</c>).</summary>
    public string From { get; init; } = "";

    /// <summary>Whether a campaign is named at all.</summary>
    public bool HasCampaign => UtmSource.Length + UtmMedium.Length + UtmCampaign.Length > 0;
}
