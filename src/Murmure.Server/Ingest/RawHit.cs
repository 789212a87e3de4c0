using Murmure.Attribution.Suspicions;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>Who reported a hit.</summary>
public enum HitDoor : byte
{
    /// <summary>A line of an access log: what the site's own server answered.</summary>
    Log,

    /// <summary>The tracker on the page, or the image for pages without script.</summary>
    Script,

    /// <summary>Another server, with a key: it vouches for what it says of its visitors.</summary>
    Server,

    /// <summary>A short link, asked for by a browser, a fetcher or a machine.</summary>
    Link,
}

/// <summary>
/// One request as a door saw it, IP address included. It is a <c>ref struct</c> on purpose: it cannot be put on the heap, into a
/// collection, a closure or an async method, so the compiler itself keeps an address from outliving the call that reads it.
/// All text is UTF-8 as it came; empty means absent (a log's <c>-</c> too).
/// </summary>
public ref struct RawHit
{
    /// <summary>When the request was made, UTC. <see cref="HasZone"/> says whether the door knew the zone.</summary>
    public DateTime Time;

    /// <summary>False when the line gave a wall-clock time without a zone; <see cref="Time"/> is then that wall-clock time.</summary>
    public bool HasZone;

    /// <summary>The client's address as text, IPv4 or IPv6, without port or brackets.</summary>
    public ReadOnlySpan<byte> Address;

    /// <summary>True when the address is a proxy's that nobody trusts, so that what it says of networks is not about the visitor.</summary>
    public bool Relayed;

    /// <summary>The virtual host as the line has it (a port may follow).</summary>
    public ReadOnlySpan<byte> Host;

    /// <summary>The HTTP method; empty where the format has none (Bunny).</summary>
    public ReadOnlySpan<byte> Method;

    /// <summary>Path and query as asked for (<c>/a?b=c</c>), or an absolute address where a proxy was asked.</summary>
    public ReadOnlySpan<byte> Target;

    /// <summary>The query where the format keeps it apart (IIS, CloudFront), without <c>?</c>; then <see cref="Target"/> has none.</summary>
    public ReadOnlySpan<byte> Query;

    public ReadOnlySpan<byte> Referrer;
    public ReadOnlySpan<byte> UserAgent;

    /// <summary>False when the format has no field for the agent (Common): then nothing can be said of who asked.</summary>
    public bool HasAgent;

    /// <summary>X-Requested-With, Sec-Fetch-Site, Sec-Fetch-Dest and Sec-Purpose (or Purpose), for doors and formats that have headers.</summary>
    public ReadOnlySpan<byte> RequestedWith;
    public ReadOnlySpan<byte> SecFetchSite;
    public ReadOnlySpan<byte> SecFetchDest;
    public ReadOnlySpan<byte> SecPurpose;

    /// <summary>What a browser's own beacon says of the browser; nothing at other doors, which see a part of it.</summary>
    public BrowserHeaders Headers;

    /// <summary>The media type answered (<c>text/html; charset=utf-8</c>), where known.</summary>
    public ReadOnlySpan<byte> ContentType;

    /// <summary>The HTTP status answered; 0 when the format has none.</summary>
    public int Status;

    /// <summary>Bytes answered; -1 when the format or the line has none.</summary>
    public long Bytes;

    public HitDoor Door;

    /// <summary>What happened. A log's line is a page view until the agent says otherwise.</summary>
    public EventKind Kind;

    /// <summary>True when the browser asks not to be followed (<c>Sec-GPC: 1</c>).</summary>
    public bool Gpc;

    /// <summary>What the visitor said to the site's question; null while nobody knows.</summary>
    public bool? Consent;

    /// <summary>Whether the event was told before with the same id, and is told whole now.</summary>
    public bool Completes;

    /// <summary>The client's id of the event, by which it counts once.</summary>
    public ReadOnlySpan<byte> EventId;

    /// <summary>The app whose mark the page saw, as a catalogue slug.</summary>
    public ReadOnlySpan<byte> AppMark;

    /// <summary>The channel that the asked-for address of a link was made for, as a catalogue slug; null for the plain address.</summary>
    public string? LinkChannel;

    /// <summary>What else the door told of the event; null for a log's line.</summary>
    public EventDetail? Detail;
}
