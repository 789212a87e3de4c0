using Murmure.Attribution;
using Murmure.Server.Reports;

namespace Murmure.Server.Dashboard.Text;

/// <summary>
/// What a report says, before any face draws it: its sentences, its rows in the order of telling. The terminal, the page and the
/// self-contained HTML tell the same story because it is composed here once.
/// </summary>
public sealed class ReportStory(TrafficReport report, Texts texts)
{
    private const string NoClue = "none";
    private const int FewVisits = 100;
    private const int DirectPartsShown = 5;

    public Texts Texts => texts;

    public TrafficReport Report => report;

    /// <summary>Whether whoever reads this is told of "your" visits: not on a page that is shown to others.</summary>
    public bool ToOwner { get; init; } = true;

    /// <summary>The site's name, made fit to be seen.</summary>
    public string Site => report.Site.Length == 0 || report.SiteFrom == SiteSource.Unknown ? texts["report.site.unknown"] : Displayed.Foreign(report.Site, 60);

    /// <summary>The report's title.</summary>
    public string Title => texts.Say("report.title", Site);

    /// <summary>The days covered, with the time zone they are counted in; null when nothing happened.</summary>
    public string? Period => (report.From, report.To) switch
    {
        ({ } from, { } to) when Day(from) == Day(to) => texts.Say("report.period.day", texts.Day(Day(from)), Displayed.Foreign(report.TimeZone, 40)),
        ({ } from, { } to) => texts.Say("report.period", texts.DayUntil(Day(from), Day(to)), texts.Day(Day(to)), Displayed.Foreign(report.TimeZone, 40)),
        _ => null,
    };

    /// <summary>How the site's name was found, where it was not simply given.</summary>
    public string? SiteFrom => report.SiteFrom switch
    {
        SiteSource.VirtualHost or SiteSource.OwnReferrers => texts["report.site." + report.SiteFrom.Slug()],
        SiteSource.Unknown => texts["report.site.guess"],
        _ => null,
    };

    /// <summary>The sentence.</summary>
    public string Headline
    {
        get
        {
            if (report.Visits == 0)
                return texts["headline.novisits"];
            if (HasTooFew)
                return texts["headline.toofew"];
            var (evidence, ceiling, unexplained) = (Written(EvidenceShare), Written(CeilingShare), Written(UnexplainedShare));
            return (report.DarkSocial.Floor > 0, report.DarkSocial.Ceiling > report.DarkSocial.Floor) switch
            {
                (true, true) => texts.Say(ToOwner ? "headline.range" : "headline.range.guest", evidence, ceiling, unexplained),
                (false, true) => texts.Say(ToOwner ? "headline.noevidence" : "headline.noevidence.guest", evidence, ceiling, unexplained),
                (true, false) when report.DarkSocial.Floor >= 1 => texts[ToOwner ? "headline.all" : "headline.all.guest"],
                (true, false) => texts.Say(ToOwner ? "headline.allproven" : "headline.allproven.guest", evidence),
                (false, false) => texts["headline.nothing"],
            };
        }
    }

    /// <summary>Whether shares of these visits would say nothing: neither the sentence nor the chart shows one then.</summary>
    public bool HasTooFew => report.Visits is > 0 and < FewVisits;

    /// <summary>What to do where there is nothing to show, or a warning that there is little; null otherwise.</summary>
    public string? Caution => report.Visits switch
    {
        0 when HitTotal > 0 && HitTotal == PreviewTotal => texts.Count("headline.novisits.help.previews", PreviewTotal),
        0 when HitTotal > 0 => texts["headline.novisits.help.machines"],
        0 => texts["headline.novisits.help.empty"],
        _ when HasTooFew => texts.Count("headline.few", report.Visits),
        _ => null,
    };

    /// <summary>Said where the log records no agents: its visits may be machines'. Null where every page view has one.</summary>
    public string? Unseen => report.Hits.GetValueOrDefault(Verdict.Unknown) is > 0 and var views ? texts.Count("headline.noagent", views) : null;

    /// <summary>What a referrer-only tool would show; null without visits.</summary>
    public string? Classic => report.Visits == 0
        ? null
        : texts.Say("headline.classic", texts.Share(report.Direct.AsReportedByReferrerOnly, report.Visits));

    public string ClassicExplained => texts.Say("headline.classic.explain", report.Direct.AsReportedByReferrerOnly, report.Visits);

    /// <summary>The floor as it is written: rounded, so that the three figures of the sentence add up as read.</summary>
    public double EvidenceShare => Math.Round(report.DarkSocial.Floor, Decimals + 2);

    public double CeilingShare => Math.Round(report.DarkSocial.Ceiling, Decimals + 2);

    public double UnexplainedShare => Math.Round(CeilingShare - EvidenceShare, Decimals + 2);

    public double RestShare => Math.Max(0, 1 - CeilingShare);

    /// <summary>A share with as many decimals as the headline needs.</summary>
    public string Written(double share) => texts.Percent(share, Decimals);

    public long PreviewTotal => report.Previews.Sum(p => p.Previews);

    /// <summary>Everything that was recorded, people and machines.</summary>
    public long HitTotal => report.Hits.Values.Sum();

    public long MachineTotal => report.Machines.Sum(m => m.Hits);

    /// <summary>Direct taken apart: evidence first, then what stays. Adds up to <see cref="DirectParts.AsReportedByReferrerOnly"/>.</summary>
    public IReadOnlyList<DirectSegment> DirectSegments
    {
        get
        {
            var parts = report.Direct.Parts.Where(p => p.Visits > 0).OrderByDescending(p => p.Visits).ToList();
            var segments = parts.Take(DirectPartsShown)
                .Select(p => new DirectSegment(SegmentKind.Evidence, texts.Say("direct.part", texts.Channel(p.Slug, p.Name)), texts.Channel(p.Slug, p.Name), p.Visits))
                .ToList();
            if (parts.Skip(DirectPartsShown).Sum(p => p.Visits) is > 0 and var others)
                segments.Add(new(SegmentKind.Evidence, texts["direct.other"], texts["direct.other"], others));
            if (report.Direct.Deep > 0)
                segments.Add(new(SegmentKind.Deep, texts["direct.deep"], texts["direct.deep.short"], report.Direct.Deep));
            if (report.Direct.Home > 0)
                segments.Add(new(SegmentKind.Typed, texts["direct.home"], texts["direct.home.short"], report.Direct.Home));
            return segments;
        }
    }

    /// <summary>Private channels that had visits, by what readers sent there: a newsletter of ours is no private sharing, however long its bar.</summary>
    public IReadOnlyList<ChannelRow> PrivateChannels =>
        [.. report.Channels.Where(c => c.Private && c.Visits > 0).OrderByDescending(c => c.Readers).ThenByDescending(c => c.UnknownSender).ThenByDescending(c => c.Visits)];

    /// <summary>All other channels that had visits.</summary>
    public IReadOnlyList<ChannelRow> OtherChannels => [.. report.Channels.Where(c => !c.Private && c.Visits > 0).OrderByDescending(c => c.Visits)];

    /// <summary>Channels by which something was passed on, as far as it was seen: those that readers came by most first.</summary>
    public IReadOnlyList<ChannelRow> PassedOnBy => [.. report.Channels.Where(c => c.Shares + c.Previews + c.Clicks > 0)
        .OrderByDescending(c => c.Readers).ThenByDescending(c => c.Shares + c.Previews).ThenByDescending(c => c.Clicks)];

    /// <summary>Channels that our own links brought visits through.</summary>
    public IReadOnlyList<ChannelRow> OwnPosts => [.. report.Channels.Where(c => c.Ours > 0).OrderByDescending(c => c.Ours)];

    /// <summary>Pages that evidence shows to travel, in the report's order.</summary>
    public IReadOnlyList<PageRow> TravellingPages => [.. report.Pages.Where(page => page.Evidence > 0)];

    /// <summary>Whether some count of readers is too small to show.</summary>
    public bool AudienceIsKeptBack =>
        new[] { report.Countries, report.Regions, report.Cities, report.Devices, report.Apps }.Any(rows => SmallCells.Of(rows).Any(cell => cell.Visits is null));

    /// <summary>An in-app browser's name: the channel's where the report knows that channel, else the slug made readable.</summary>
    public string AppName(string slug) =>
        report.Channels.FirstOrDefault(c => c.Slug == slug) is { } channel ? texts.Channel(slug, channel.Name) : texts.App(slug);

    /// <summary>Where the unexplained visits landed; null where none is left.</summary>
    public string? Landed => report.Direct.Visits > 0
        ? texts.Count("headline.split", report.Direct.Visits, report.Direct.Home, report.Direct.Deep)
        : null;

    /// <summary>The rules that placed visits, most first. What none of them could place is said apart.</summary>
    public IReadOnlyList<RuleRow> Placing => [.. report.Rules.Where(r => r.Rule != NoClue).OrderByDescending(r => r.Visits)];

    /// <summary>How a log was read, and from which lines on otherwise.</summary>
    public string FormatOf(LogFile file) => string.Join(", ", file.Changes
        .Select(change => texts.Say("reading.files.then", Displayed.Foreign(change.Format, 40), change.Line)).Prepend(Displayed.Foreign(file.Format, 40)));

    /// <summary>How many visits no rule could place; null where there is none.</summary>
    public string? Unplaced => report.Rules.Where(r => r.Rule == NoClue).Sum(r => r.Visits) is > 0 and var visits
        ? texts.Count("rules.unplaced", visits, texts.Share(visits, report.Visits))
        : null;

    /// <summary>Which catalogue decided, by its date.</summary>
    public string Catalogue => texts.Say(
        "rules.catalogue",
        DateOnly.TryParseExact(report.Catalogue, "yyyy-MM-dd", out var day) ? texts.Day(day) : Displayed.Foreign(report.Catalogue, 40));

    /// <summary>Grades that decided at least one visit, surest first.</summary>
    public IReadOnlyList<Grade> Grades => [.. Placing.Select(r => r.Grade).Distinct().Order()];

    // Whole percents read best; small shares get the decimals that keep something from reading as nothing.
    private int Decimals
    {
        get
        {
            var smallest = new[] { report.DarkSocial.Floor, report.DarkSocial.Ceiling - report.DarkSocial.Floor }.Where(s => s > 0).DefaultIfEmpty(1).Min();
            return smallest switch { >= 0.01 => 0, >= 0.001 => 1, >= 0.0001 => 2, _ => 3 };
        }
    }

    private static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(time.DateTime);
}

/// <summary>A part of Direct: <c>Name</c> in full, <c>Brief</c> where there is little room.</summary>
public sealed record DirectSegment(SegmentKind Kind, string Name, string Brief, long Visits);

/// <summary>What is known of a part of Direct.</summary>
public enum SegmentKind
{
    /// <summary>Evidence took it out of Direct.</summary>
    Evidence,

    /// <summary>It stays unexplained, on a page whose address nobody types.</summary>
    Deep,

    /// <summary>It stays unexplained, on the home page or a section.</summary>
    Typed,

    /// <summary>Our own mark came back.</summary>
    Proven,

    /// <summary>The application showed itself.</summary>
    Recognised,

    /// <summary>A model's figure.</summary>
    Estimated,

    /// <summary>Nothing shows where it came from.</summary>
    Unknown,
}
