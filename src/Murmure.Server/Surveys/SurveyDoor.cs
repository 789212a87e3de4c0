using Murmure.Attribution;
using Murmure.Attribution.UserAgent;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Surveys;

/// <summary>What the door knows of surveys: whether a site asks, and what may be taken from whom.</summary>
internal sealed class SurveyDoor(SurveyBook book, SurveyMemory memory)
{
    /// <summary>A page was opened on a site that asks.</summary>
    public void Saw(SiteRules site, DateOnly day, ulong visitor, DateTime time, Classification read, EventDetail? detail, Catalogue catalogue)
    {
        if (book.Of(site) is null)
            return;
        var fresh = detail is null or { Navigation: Navigation.Unknown or Navigation.Navigate };
        memory.Saw(site.Id, day, visitor, time, fresh ? StratumOf(read, catalogue) : null, detail?.FetchSite ?? FetchSite.Unknown);
    }

    /// <summary>The name under which an invitation or an answer is kept, and what came with its visit's landing; or why it is not taken.</summary>
    /// <param name="path">The page that asked.</param>
    /// <param name="said">What the page told.</param>
    public (string? Name, FetchSite FetchSite, DropReason? Refused) Take(SiteRules site, ReadOnlySpan<byte> path, string said, DateOnly day, ulong visitor, ulong network)
    {
        var visit = memory.VisitOf(site.Id, day, visitor);
        if (book.Of(site) is not { } rules || visit.Stratum is not { } stratum || rules.Excludes(path) || ShareOf(rules, stratum) == 0)
            return (null, default, DropReason.NotAsked);
        if (said == SurveyNames.Invited)
        {
            if (!memory.TryInvite(site.Id, day, visitor, network))
                return (null, default, DropReason.Limit);
        }
        else if (!SurveyNames.Answers.Contains(said) || !memory.TryAnswer(site.Id, day, visitor))
            return (null, default, DropReason.NotAsked);
        return (SurveyNames.Of(stratum, visit.Returning, said), visit.FetchSite, null);
    }

    /// <summary>
    /// What is known of a visit besides its answer; null for visits that nobody is asked about: those that went on from a page of the site, and those that a
    /// messenger's own mark shows.
    /// </summary>
    private static string? StratumOf(Classification read, Catalogue catalogue) => read.Origin switch
    {
        { Evidence.Rule: Classifier.ShareTagRule } => "tagged",
        { Family: Family.Direct } => "direct",
        { Family: Family.Internal } => null,
        { Sender: Sender.Ours } => "public",
        { } origin when HourlyCell.PublicFamilies.Contains(origin.Family) && !catalogue.IsPrivate(origin.Channel, origin.Family) => "public",
        _ => null,
    };

    /// <summary>
    /// PRIVACY: of an agent, the cell of the estimate alone, in the names of browsers that everybody has: engine, device, and whether it is an application's.
    /// </summary>
    public static (string Browser, string Os, string Device) CellOf(AgentReading agent)
    {
        var inApp = HourlyCell.IsInApp(agent.App, agent.Browser);
        if (agent.Os == "iOS")
            return (inApp ? "Mobile Safari UI/WKWebView" : "Mobile Safari", "iOS", "mobile");
        if (agent.Os == "Android" || agent.Device is "mobile" or "tablet")
            return (inApp ? "Chrome Mobile WebView" : agent.Browser.Contains("Firefox", StringComparison.Ordinal) ? "Firefox Mobile" : "Chrome Mobile", "Android", "mobile");
        return (agent.Browser.Contains("Firefox", StringComparison.Ordinal) ? "Firefox"
            : agent.Browser.Contains("Safari", StringComparison.Ordinal) && !agent.Browser.Contains("Chrom", StringComparison.Ordinal) ? "Safari"
            : agent.Browser.Contains("Chrom", StringComparison.Ordinal) || agent.Browser.Contains("Edge", StringComparison.Ordinal) || agent.Browser.Contains("Opera", StringComparison.Ordinal) ? "Chrome"
            : "", "", "desktop");
    }

    private static int ShareOf(SurveyRules rules, string stratum) => stratum switch { "direct" => rules.Direct, "tagged" => rules.Tagged, _ => rules.Public };
}
