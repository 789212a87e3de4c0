using System.Globalization;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>
/// One event of a beacon, as parsed: spans into the request's body, which is why it cannot be kept. The letters are those of the wire
/// (docs/guide/en/tracker.md).
/// </summary>
internal ref struct BeaconEvent
{
    /// <summary><c>n</c></summary>
    public ReadOnlySpan<byte> Name;

    /// <summary><c>s</c></summary>
    public ReadOnlySpan<byte> Site;

    /// <summary><c>u</c>, taken apart.</summary>
    public ReadOnlySpan<byte> Host;

    public ReadOnlySpan<byte> Target;

    /// <summary><c>r</c></summary>
    public ReadOnlySpan<byte> Referrer;

    /// <summary><c>id</c></summary>
    public ReadOnlySpan<byte> Id;

    /// <summary><c>a</c>: the app whose mark the page saw, as a catalogue slug.</summary>
    public ReadOnlySpan<byte> AppMark;

    /// <summary><c>c</c></summary>
    public bool? Consent;

    /// <summary><c>g</c>: the page view of this id was sent before consent, and is sent whole now.</summary>
    public bool Completes;

    public Navigation Navigation;
    public FetchSite FetchSite;
    public byte History;
    public int Engaged;
    public byte Scroll;
    public decimal Amount;
    public string Currency;
    public IReadOnlyList<KeyValuePair<string, string>> Properties;

    /// <summary>What only a server says of its visitor, and only a key is believed: <c>ip</c>, <c>ua</c>, <c>time</c>, <c>headers</c>, <c>status</c>.</summary>
    public ReadOnlySpan<byte> Ip;

    public ReadOnlySpan<byte> Agent;
    public DateTime? Time;
    public ReadOnlySpan<byte> RequestedWith;
    public bool Gpc;
    public short Status;

    /// <summary><c>m</c>: what the page says of itself; null when it said nothing.</summary>
    public PageCard? Card;

    public readonly EventKind Kind =>
        Name.SequenceEqual("pageview"u8) ? EventKind.Pageview
        : Name.SequenceEqual("engagement"u8) ? EventKind.Engagement
        : Name.SequenceEqual("share"u8) ? EventKind.Share
        : Name.SequenceEqual("copy"u8) ? EventKind.Copy
        : Name.SequenceEqual("answer"u8) ? EventKind.Answer
        : EventKind.Goal;

    /// <summary>Any name that is no kind of its own is a goal's.</summary>
    public readonly string GoalName => Kind == EventKind.Goal
        ? Name.SequenceEqual("goal"u8) ? Named("name") : System.Text.Encoding.UTF8.GetString(Name)
        : "";

    /// <summary>Of a share or a copy, the generation that the address which went out has: one more than that of the page's reader. 0 where nobody said.</summary>
    public readonly byte Generation =>
        Kind is EventKind.Share or EventKind.Copy && byte.TryParse(Named("generation"), CultureInfo.InvariantCulture, out var told) && told <= 6 ? told : (byte)0;

    /// <summary>The properties that are kept. PRIVACY: a share's token is not, and its generation has a place of its own.</summary>
    public readonly IReadOnlyList<KeyValuePair<string, string>> Kept =>
        Kind is EventKind.Share or EventKind.Copy ? [.. Properties.Where(pair => pair.Key is not ("token" or "generation"))] : Properties;

    /// <summary>Where an outbound link or a download leads, from the property of that name.</summary>
    public readonly string Property(string name) => Named(name);

    private readonly string Named(string name)
    {
        foreach (var (key, value) in Properties)
        {
            if (key == name)
                return value;
        }
        return "";
    }
}
