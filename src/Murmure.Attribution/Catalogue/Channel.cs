namespace Murmure.Attribution;

/// <summary>One entry of the catalogue: everything that is known of a channel. Classifier, share buttons, colours and docs all read it.</summary>
public sealed record Channel
{
    /// <summary>The stable name in data and API, for example <c>whatsapp</c>.</summary>
    public required string Slug { get; init; }

    /// <summary>One or two characters that stand for the channel in share tags and link variants; never reused for another channel.</summary>
    public required string Tag { get; init; }

    /// <summary>The name on screen, a proper noun in every language.</summary>
    public required string Name { get; init; }

    public required Family Family { get; init; }

    /// <summary>Whether what is sent here is read by chosen people only.</summary>
    public required bool Private { get; init; }

    /// <summary>The colour of charts, <c>#rrggbb</c>.</summary>
    public required string Color { get; init; }

    /// <summary>The share address with <c>{url}</c>, <c>{text}</c> and <c>{title}</c> to fill in, or null where the channel has none.</summary>
    public string? ShareUrl { get; init; }

    public IReadOnlyList<HostPattern> Hosts { get; init; } = [];

    /// <summary>Android packages, lower case.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    public IReadOnlyList<AppMark> Apps { get; init; } = [];

    /// <summary>
    /// The app that a package of this channel shows, or null: a channel whose app leaves no mark of its own claims none
    /// (a webmail's or a search engine's app is where the visit came from, not a social app's browser).
    /// </summary>
    public string? App => Apps.Count > 0 ? Apps[0].App : null;

    public IReadOnlyList<Fetcher> Fetchers { get; init; } = [];

    /// <summary>Query parameters that the channel adds to a clicked link.</summary>
    public IReadOnlyList<ClickId> ClickIds { get; init; } = [];

    /// <summary>Values of <c>utm_source</c> (lower case, separators removed) that name this channel.</summary>
    public IReadOnlyList<string> UtmSources { get; init; } = [];

    /// <summary>Where each group of facts was read, by group (<c>hosts</c>, <c>packages</c>, <c>apps</c>, <c>fetchers</c>, <c>share</c>, <c>click-ids</c>).</summary>
    public required IReadOnlyDictionary<string, string> Sources { get; init; }

    /// <summary>When the facts were last compared with their sources.</summary>
    public required DateOnly Checked { get; init; }
}

/// <summary>
/// A referrer host that belongs to a channel: <c>web.whatsapp.com</c> is exactly that host (a leading <c>www.</c> is ignored),
/// <c>*.slack.com</c> the host and everything below it, <c>google.*</c> the name under any public suffix, <c>mail.yahoo.*</c> that label of it, <c>*.google.*</c> the name and everything below it.
/// A path after the host (<c>google.com/maps</c>) restricts it to addresses that begin so.
/// </summary>
/// <param name="Pattern">The pattern as written.</param>
/// <param name="Paid">Whether the host serves advertisements.</param>
public sealed record HostPattern(string Pattern, bool Paid = false);

/// <summary>A mark that an application leaves in the agent of a person who uses it, mostly of its own browser.</summary>
/// <param name="Literal">A text that every matching agent contains, whatever its case; looked for first, because it is cheap.</param>
/// <param name="Regex">A .NET regular expression, matched without regard to case; null where the literal says it all.</param>
/// <param name="Order">The place in the one list of all marks: the lowest that matches wins, equal ones in the order of the files.</param>
/// <param name="App">The app's slug; the channel's own unless the entry says otherwise.</param>
public sealed record AppMark(string Literal, string? Regex, int Order, string App);

/// <summary>An agent by which an operator's machines, or a sender's device, ask for a page.</summary>
/// <param name="Literal">A text that every matching agent contains, whatever its case.</param>
/// <param name="Regex">A .NET regular expression, matched without regard to case; null where the literal says it all.</param>
/// <param name="Order">The place in the one list of all fetchers; specific tokens come before the suffixes that others reuse.</param>
/// <param name="Platform">The operator's slug.</param>
/// <param name="Name">What to show; the operator's name unless the entry says otherwise ("Meta, public or private").</param>
/// <param name="By">Whose machine asks.</param>
/// <param name="Share">Whether the fetch is the trace of a share; otherwise it is automated traffic of a named operator.</param>
/// <param name="PublicToo">Whether public posts cause the same fetch, so that a private share cannot be told from them.</param>
/// <param name="Cache">How long one fetch hides later shares; null when each share fetches, or when nothing is known.</param>
/// <param name="Methods">HTTP methods that count, upper case; empty means all. Mattermost's agent also makes webhook posts.</param>
public sealed record Fetcher(
    string Literal,
    string? Regex,
    int Order,
    string Platform,
    string Name,
    FetchedBy By,
    bool Share,
    bool PublicToo,
    TimeSpan? Cache,
    IReadOnlyList<string> Methods);

/// <summary>Somebody whose machines fetch pages without being a channel: a middleman, an image proxy, a link scanner.</summary>
/// <param name="Slug">The stable name in data and API.</param>
/// <param name="Name">The name on screen.</param>
public sealed record Operator(string Slug, string Name, IReadOnlyList<Fetcher> Fetchers, IReadOnlyDictionary<string, string> Sources, DateOnly Checked);

/// <summary>Whose machine fetches a preview.</summary>
public enum FetchedBy
{
    /// <summary>The sender's own device: the request carries the sharer's address, and each share fetches anew.</summary>
    Device,

    /// <summary>The operator's server, usually behind a shared cache: a count is a lower bound.</summary>
    Server,
}

/// <summary>A query parameter that a network or advertiser adds to a clicked link.</summary>
/// <param name="Parameter">The parameter's name, lower case.</param>
/// <param name="Paid">Whether its presence shows a bought click; <c>fbclid</c> does not.</param>
public sealed record ClickId(string Parameter, bool Paid);
