namespace Murmure.Storage.Events;

/// <summary>How a page was reached within the browser (Navigation Timing); a reload or a step back is no new arrival.</summary>
public enum Navigation
{
    Unknown,
    Navigate,
    Reload,
    BackForward,
    Prerender,
}

/// <summary>The request's <c>Sec-Fetch-Site</c>, as a log, a proxy or the server's own headers tell it.</summary>
public enum FetchSite
{
    Unknown,
    None,
    SameOrigin,
    SameSite,
    CrossSite,
}

/// <summary>Why a click led to no link of ours.</summary>
public enum Orphan
{
    /// <summary>It led to one, or the event is no click.</summary>
    None,

    /// <summary>The bare domain.</summary>
    Root,

    /// <summary>An address that no link has.</summary>
    Unknown,

    /// <summary>A link before or after its days, or used up.</summary>
    Expired,
}

/// <summary>
/// What only a live event says: a script or a server reported it, no log line does. Absent (null) on events read from logs, so that
/// millions of them stay small.
/// </summary>
public sealed record EventDetail
{
    /// <summary>
    /// A hash of the client's event id under the day's key, by which an event is counted once within a site's open day; 0 when the client gave
    /// none. Kept in the open part only.
    /// </summary>
    public ulong Key { get; init; }

    /// <summary>Yesterday's pseudonym in the 30 minutes after the site's midnight, else 0. Kept in the open part only, until yesterday closes.</summary>
    public ulong VisitorYesterday { get; init; }

    /// <summary>A goal's or custom event's name; empty for other kinds.</summary>
    public string Name { get; init; } = "";

    /// <summary>Properties that the site sends along, at most 20, in the order of their names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Properties { get; init; } = [];

    /// <summary>Milliseconds during which the page was visible and focused; on engagement events.</summary>
    public int EngagedMilliseconds { get; init; }

    /// <summary>How far down the page was scrolled, 0 to 100; on engagement events.</summary>
    public byte ScrollPercent { get; init; }

    /// <summary>What the event is worth, in <see cref="Currency"/>; 0 when nothing was said.</summary>
    public decimal Revenue { get; init; }

    /// <summary>ISO 4217, upper case; empty when nothing was said.</summary>
    public string Currency { get; init; } = "";

    /// <summary>Host and path of an outbound link or a download; empty otherwise.</summary>
    public string Target { get; init; } = "";

    public Navigation Navigation { get; init; }

    /// <summary>Length of the tab's history in buckets: 1, 2, or 3 for three and more; 0 when nobody told.</summary>
    public byte History { get; init; }

    public FetchSite FetchSite { get; init; }

    /// <summary>
    /// The link: of a click or a preview the one that was asked for, of a share or a copy the one that went out, of a page view the one whose tag
    /// stood in its address. The same number for as long as the link is kept, in no relation to who follows it; 0 for none.
    /// </summary>
    public long Link { get; init; }

    /// <summary>
    /// Which of the link's addresses it was: the channel's slug, or the placement that the link's owner named. Empty for the plain one.
    /// PRIVACY: only what the owner set up, never what an address happens to say, so that it cannot number its readers.
    /// </summary>
    public string Variant { get; init; } = "";

    /// <summary>The share tag's generation, 1 to 6; 0 without a tag. Its letter is the event's channel.</summary>
    public byte Generation { get; init; }

    /// <summary>True when a QR code was scanned.</summary>
    public bool Scan { get; init; }

    /// <summary>For a click that led to no link, why.</summary>
    public Orphan Orphan { get; init; }

    /// <summary>
    /// True when consent, an opt-out signal or the site's profile allows only the exempt part: tags, channel and everything above but the page
    /// were left out at the door.
    /// </summary>
    public bool Limited { get; init; }

    /// <summary>
    /// True for a page view told again, whole, because consent came after it: the store puts it in the place of the visitor's last limited view of
    /// that page. It is not kept itself.
    /// </summary>
    public bool Completes { get; init; }

    /// <summary>
    /// For a preview that turned out to be of another page: the page of the one that is kept of it so far, at the same time and of the same platform,
    /// whose place the store gives it; empty otherwise. It is not kept itself.
    /// </summary>
    public string InsteadOf { get; init; } = "";
}
