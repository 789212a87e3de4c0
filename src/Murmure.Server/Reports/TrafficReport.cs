using Murmure.Attribution;
using Murmure.Server.Dashboard.Details;

namespace Murmure.Server.Reports;

/// <summary>
/// One site's traffic over a period: what the terminal, the page, the self-contained HTML and <c>--json</c> all show.
/// Counts are of people's visits unless the name says otherwise; shares are fractions of 1.
/// </summary>
public sealed record TrafficReport
{
    public required string Site { get; init; }

    public required SiteSource SiteFrom { get; init; }

    /// <summary>True for the demonstration: every face of the report then says so.</summary>
    public bool Simulated { get; init; }

    /// <summary>The first and the last event, in the site's time zone; null when there is none.</summary>
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }
    public required string TimeZone { get; init; }
    public required string Catalogue { get; init; }

    /// <summary>What became of the log's lines; null when the report comes from a running site's store.</summary>
    public LogTally? Log { get; init; }

    /// <summary>Hits by verdict (page views, previews, machines), static files and errors left out.</summary>
    public required IReadOnlyDictionary<Verdict, long> Hits { get; init; }

    /// <summary>Visits by people.</summary>
    public required long Visits { get; init; }

    /// <summary>Sum of daily visitors.</summary>
    public required long Visitors { get; init; }
    public required long PageViews { get; init; }

    public required IReadOnlyDictionary<Family, long> VisitsByFamily { get; init; }
    public required IReadOnlyDictionary<Grade, long> VisitsByGrade { get; init; }

    /// <summary>Every channel that had a visit, a preview, a share or a click, most visits first.</summary>
    public required IReadOnlyList<ChannelRow> Channels { get; init; }

    public required DirectParts Direct { get; init; }
    public required DarkSocial DarkSocial { get; init; }
    public required IReadOnlyList<PreviewRow> Previews { get; init; }

    /// <summary>Pages by private evidence, then visits; at most 50.</summary>
    public required IReadOnlyList<PageRow> Pages { get; init; }
    public required IReadOnlyList<MachineRow> Machines { get; init; }
    public required IReadOnlyList<DayRow> Days { get; init; }
    public required IReadOnlyList<CountRow> Countries { get; init; }

    /// <summary>Regions and cities, where they were kept; with those marked that are kept back beside the countries (<see cref="SmallCells.Within"/>).</summary>
    public IReadOnlyList<CountRow> Regions { get; init; } = [];
    public IReadOnlyList<CountRow> Cities { get; init; } = [];
    public required IReadOnlyList<CountRow> Devices { get; init; }

    /// <summary>In-app browsers that people read in, by slug.</summary>
    public required IReadOnlyList<CountRow> Apps { get; init; }

    /// <summary>Days on which both a log and a script saw the site's people, oldest first; none where only one of them did.</summary>
    public IReadOnlyList<SeenDay> Seen { get; init; } = [];

    /// <summary>Whether nothing but a script tells of the site, so that nobody could see its previews.</summary>
    public bool ScriptAlone { get; init; }

    /// <summary>The rules that decided, by visits landed on them: the evidence behind the figures.</summary>
    public required IReadOnlyList<RuleRow> Rules { get; init; }
}

/// <summary>What became of the lines of a log. <c>Read = Parsed + Malformed</c>; blank lines and headers are not lines of the log.</summary>
public sealed record LogTally(
    long Read,
    long Parsed,
    long Malformed,
    IReadOnlyDictionary<string, long> Skipped,
    IReadOnlyDictionary<string, long> Refused,
    IReadOnlyDictionary<int, long> Status,
    IReadOnlyList<LogFile> Files);

/// <summary>One input: its name as given, the format read, and what cut it short if anything did.</summary>
public sealed record LogFile(string Name, string Format, string? Trouble)
{
    /// <summary>Where it went on in another format; the first few of them.</summary>
    public IReadOnlyList<LogFormatPart> Changes { get; init; } = [];
}

/// <summary>The line of a log, from 1, from which it was read in this format.</summary>
public sealed record LogFormatPart(long Line, string Format);

/// <summary>A channel's visits, split by who sent the link, and the previews seen.</summary>
public sealed record ChannelRow(
    string Slug, string Name, Family Family, bool Private, string Color,
    long Visits, long Ours, long Readers, long UnknownSender, long Previews)
{
    /// <summary>Whether the catalogue knows an address that a share button can open.</summary>
    public bool ShareAddress { get; init; }

    /// <summary>Whether each share asks for a preview anew; else a cache makes their number a lower bound.</summary>
    public bool AsksEachTime => ChannelNames.AsksEachTime(Slug);

    /// <summary>Acts of sharing by its button; of copied links, copies.</summary>
    public long Shares { get; init; }

    /// <summary>Clicks by people on short links.</summary>
    public long Clicks { get; init; }

    /// <summary>Goals reached in its visits.</summary>
    public long Goals { get; init; }

    /// <summary>Readers' visits for each share by the button; null where there is no share.</summary>
    public double? VisitsPerShare => For(Readers, Shares);

    /// <summary>Readers' visits for each preview; null where there is no preview.</summary>
    public double? VisitsPerPreview => For(Readers, Previews);

    /// <summary>What one share, or one preview, brings on average; null where there is none.</summary>
    public static double? For(long visits, long acts) => acts == 0 ? null : (double)visits / acts;
}

/// <summary>
/// What a referrer-only tool would call Direct, taken apart. <c>AsReportedByReferrerOnly</c> = people's visits without referrer, campaign tag or
/// click id, plus nothing else; <c>Parts</c> add up to it: what evidence moved out of Direct (by channel) and what stays (<c>Unexplained</c>).
/// </summary>
/// <param name="Visits">Visits that stay in the family direct.</param>
/// <param name="AsReportedByReferrerOnly">Visits that a tool which knows only referrers and tags would file under Direct.</param>
/// <param name="Home">Of <paramref name="Visits"/>, those that landed on the home page or a section: typed or bookmarked is likely.</param>
/// <param name="Deep">Of <paramref name="Visits"/>, those that landed deeper: nobody types such an address.</param>
/// <param name="Parts">Visits that evidence took out of that Direct, by channel.</param>
/// <param name="MachineHits">Page requests without referrer that came from machines, which such a tool may count too.</param>
public sealed record DirectParts(
    long Visits, long AsReportedByReferrerOnly, long Home, long Deep, IReadOnlyList<ChannelRow> Parts, long MachineHits);

/// <summary>
/// Private sharing by readers, between what carries evidence and what cannot be excluded. Fractions of all visits by people.
/// There is no point between them until an estimator gives one: <c>Value</c>, <c>Lower</c>, <c>Upper</c>, <c>Level</c> stay null on rung 0.
/// </summary>
/// <param name="Floor">Visits sent by readers through a private channel, with evidence.</param>
/// <param name="Ceiling">The floor plus the Direct that is left after machines.</param>
/// <param name="Rule">
/// The 2012 rule: every visit without a source that landed on neither the home page nor a section, those that evidence takes out of Direct here
/// included. A comparison, never shown as a result.
/// </param>
/// <param name="Measured">Visits behind the floor of grade measured.</param>
/// <param name="Observed">Visits behind the floor of grade observed.</param>
/// <param name="EmailUnknownSender">Visits from webmail without a tag: a friend's mail or a newsletter, counted in neither end.</param>
public sealed record DarkSocial(
    double Floor, double Ceiling, double Rule, int Rung, long Measured, long Observed, long EmailUnknownSender)
{
    public double? Value { get; init; }
    public double? Lower { get; init; }
    public double? Upper { get; init; }
    public double? Level { get; init; }
    public long? Inferred { get; init; }
}

/// <summary>Previews of one operator, folded: the prefixes fetched while typing, the page and its image are one.</summary>
/// <param name="SenderDevice">Each share fetches from the sender's device; otherwise a shared cache makes the count a lower bound.</param>
/// <param name="PublicToo">Public posts cause the same fetch.</param>
public sealed record PreviewRow(
    string Platform, string Name, string Color, long Previews, bool Private, bool SenderDevice, bool PublicToo)
{
    /// <summary>Whether their number is kept back from whoever reads this, and is 0 here.</summary>
    public bool Kept { get; init; }
}

/// <summary>A page's people and previews. <c>Title</c>, <c>Section</c> and <c>Author</c> where the store has them.</summary>
public sealed record PageRow(
    string Page, string? Title, string? Section, string? Author, long Visits, long Evidence, long Unexplained, long Previews)
{
    /// <summary>Acts of sharing by a button on it.</summary>
    public long Shares { get; init; }
}

/// <summary>Machines by reason (<c>crawler</c>, <c>ai-crawler</c>, <c>link-scanner</c>, <c>monitor</c>, <c>library</c> …).</summary>
public sealed record MachineRow(string Reason, long Hits);

/// <summary>One calendar day of the site.</summary>
public sealed record DayRow(DateOnly Day, long Visits, long Evidence, long Ours, long Direct, long Previews)
{
    /// <summary>The hour on the site's clock, where the row is of one hour of the day.</summary>
    public int? Hour { get; init; }
}

/// <summary>A day of a site that has both a script and a log: pages that people opened.</summary>
/// <param name="Log">According to the log, machines and previews left out.</param>
/// <param name="Script">According to the script.</param>
public sealed record SeenDay(DateOnly Day, long Log, long Script)
{
    /// <summary>What the script did not see; nothing where it saw more, because pages came from caches or changed without the server.</summary>
    public long Unseen => Math.Max(0, Log - Script);
}

/// <summary>A name and its visits.</summary>
public sealed record CountRow(string Name, long Visits)
{
    /// <summary>The daily visitors who made them; as many as visits where nobody counted them.</summary>
    public long Visitors { get; init; } = Visits;

    /// <summary>Whether it is kept back whatever its visitors: with it, a smaller place beside it could be worked out.</summary>
    public bool Kept { get; init; }
}

/// <summary>A rule and the visits it decided.</summary>
public sealed record RuleRow(string Rule, Grade Grade, long Visits);
