using System.Text.Json;
using System.Text.RegularExpressions;

namespace Murmure.Attribution.UserAgent;

/// <summary>
/// Tells machines from people by their agent, with a reason. Two pinned lists carry the long tail (crawler-user-agents, which knows what a
/// machine is for, and isbot, the last resort); what they get wrong, and what they miss, is corrected here, each with its why.
/// </summary>
internal sealed partial class MachineTable
{
    /// <summary>
    /// Entries of crawler-user-agents that match people: in-app browsers (Viber, WhatsApp's wrappers, MetaIAB), and tokens that are part
    /// of other products' names (Sonic in Slack's store build, Fetch/ in MozacFetch, coccoc and Sogou in the browsers of these firms).
    /// The fetchers behind the first three are in the catalogue, anchored.
    /// </summary>
    private static readonly HashSet<string> MatchPeople = new(StringComparer.Ordinal)
    {
        "Viber", "WhatsApp", "MetaIAB Facebook", "Sonic", "Fetch\\/", "coccoc", "Sogou", "^Silk\\/", "Tumblr\\/", "Mastodon",
    };

    /// <summary>Entries of isbot that match browsers of people: a browser that gave a bot its frame, BrowseX, NetSurf, Sogou's browser.</summary>
    private static readonly HashSet<string> MatchBrowsers = new(StringComparer.Ordinal)
    {
        "chromeframe", "browsex", "^netsurf", "sogou", "^facebook", "^snapchat", "^whatsapp",
    };

    /// <summary>
    /// Words of isbot that are also words of browsers' own names (InspectBrowser, ProxyFox, a news app's browser). In an agent built like a
    /// browser's they prove nothing: of 3,359 labelled machines they alone find four, and people's browsers carry them.
    /// </summary>
    private static readonly HashSet<string> WeakInBrowsers = new(StringComparer.Ordinal)
    {
        "(?:^|[^g])news(?!sapphire)", "\\(\\)", "\\b\\w+/1\\.0;", "java(?!;)", "proxy", "torrent", "inspect", "preview", "download", "catch", "capture", "discovery",
        "insight", "radar", "grab", "archive", "feed", "measure", "server", "library", "url", "detect", "advisor", "optimize",
    };

    /// <summary>Names that the lists lack, or that only isbot has while their agents look like a browser of people.</summary>
    private static readonly (string Pattern, string Reason)[] Named =
    [
        (@"Sogou\s?(?:web|inst|pic|head|orion|news|blog|video|test|wap)?\s?spider", "search-engine"),
        ("coccocbot", "search-engine"),
        (@"\b(?:jsdom|SlimerJS|HtmlUnit|PhantomJS|CasperJS|Zombie\.js|Nightmare)/", "headless"),
        ("DMBrowser/", "monitor"),
        ("wechatdevtools", "headless"),
        (@"\bFirePHP/", "library"),
        ("safelinks|mimecast|proofpoint|barracuda|ironport|forcepoint|trendmicro|urldefense|linkprotect|mailguard|mailscan|spamtitan", "link-scanner"),
    ];

    /// <summary>Shapes that isbot's do not cover.</summary>
    private static readonly (string Pattern, string Reason)[] Shapes =
    [
        (@"\b(?:go-network|go-http|ReactorNetty|RestSharp|Dart|containerd|cri-o|Artifactory|MatomoTrackerSDK|axios|undici)[-/ ]?v?\d", "library"),
        (@"^\w+Client/(?:PHP|Ruby|Java|Python|Go|Node|Perl)\b", "library"),
        (@"/Python \d|Python/\d|\bPHP/\d|\bRuby/\d|\bPerl/\d|^libwww(?!/[\d.]+ \()|\blibwww-perl|\blibcurl", "library"),
        (@"^(?:Mikrotik|RouterOS)\b|^Cygwin-Setup", "library"),
        // Bare product tokens without a platform in parentheses: no browser has introduced itself so since the text browsers,
        // which are told apart before. Apple's and Android's HTTP stacks append their own names and are apps in people's hands.
        (@"^(?!.*(?:CFNetwork|Darwin/|Dalvik|Cronet|okhttp|Mobile|iPhone|iPad|iOS|Android|MozacFetch|GoogleApp|Pinterest))[A-Za-z][\w.\-]*/v?\d[\w.+\-]*(?: [\w.\-]+/?[\w.+:\-]*){0,3}$", "library"),
    ];

    private readonly PatternTable<(string Reason, string List)> named;
    private readonly PatternTable<(string Reason, string List)> shaped;
    private readonly PatternTable<(string Reason, string List)> weak;

    public MachineTable()
    {
        var known = ReadKnown().Where(entry => !MatchPeople.Contains(entry.Pattern))
            .Select(entry => (entry.Pattern, RegexOptions.None, (entry.Reason, "list.crawlers")));
        var ours = Named.Select(entry => (entry.Pattern, RegexOptions.IgnoreCase, (entry.Reason, "list.own")));
        named = new PatternTable<(string, string)>([.. known, .. ours]);
        var shapes = Shapes.Select(entry => (entry.Pattern, RegexOptions.IgnoreCase, (entry.Reason, "list.own")));
        var last = EmbeddedList.ReadStringArray("lists/isbot.mjs").Where(pattern => !MatchBrowsers.Contains(pattern))
            .Select(pattern => (pattern, RegexOptions.IgnoreCase, (ReasonOf(pattern), "list.isbot"))).ToArray();
        shaped = new PatternTable<(string, string)>([.. shapes, .. last.Where(entry => !WeakInBrowsers.Contains(entry.pattern))]);
        weak = new PatternTable<(string, string)>(last.Where(entry => WeakInBrowsers.Contains(entry.pattern)));
    }

    /// <summary>Machines that a list names: reason, rule, and the token that shows it; null where none is named.</summary>
    public (string Reason, Evidence Evidence)? FindNamed(string agent) => Read(named.Find(agent));

    /// <summary>Machines told by words and shapes that no browser of people has; asked last, after <see cref="PeopleTable"/>.</summary>
    public (string Reason, Evidence Evidence)? FindShaped(string agent) =>
        Read(shaped.Find(agent)) ?? (BuiltLikeBrowser().Fits(agent) ? null : Read(weak.Find(agent)));

    private static (string Reason, Evidence Evidence)? Read(((string Reason, string List) Value, Match Match, string Pattern)? found)
    {
        if (found is not { } hit)
            return null;
        // The clue is the list's own text, never a piece of the agent: an agent can carry an address or a name.
        var literals = RequiredLiterals.Of(hit.Pattern);
        return (hit.Value.Reason, new Evidence(hit.Value.List, literals.Count == 1 ? literals[0].Trim() : "shape"));
    }

    private static List<(string Pattern, string Reason)> ReadKnown()
    {
        using var document = JsonDocument.Parse(EmbeddedList.Open("lists/crawler-user-agents.json"));
        var known = new List<(string, string)>();
        foreach (var entry in document.RootElement.EnumerateArray())
        {
            var tags = entry.TryGetProperty("tags", out var list) ? list.EnumerateArray().Select(tag => tag.GetString()).ToArray() : [];
            known.Add((entry.GetProperty("pattern").GetString()!, ReasonOf(tags)));
        }
        return known;
    }

    /// <summary>The most telling tag wins: what asks on behalf of a model or an index matters more to a publisher than that it is also a scanner.</summary>
    private static string ReasonOf(string?[] tags) =>
        tags.Contains("ai-crawler") ? "ai-crawler"
        : tags.Contains("search-engine") ? "search-engine"
        : tags.Contains("social-preview") ? "unfurler"
        : tags.Contains("monitoring") ? "monitor"
        : tags.Contains("seo") ? "seo"
        : tags.Contains("feed-reader") ? "feed-reader"
        : tags.Contains("advertising") ? "advertising"
        : tags.Contains("archiver") ? "archiver"
        : tags.Contains("http-library") ? "library"
        : tags.Contains("browser-automation") ? "headless"
        : tags.Contains("scanner") ? "scanner"
        : "crawler";

    private static string ReasonOf(string isbotPattern) =>
        isbotPattern.Contains("rss", StringComparison.Ordinal) || isbotPattern.Contains("feed", StringComparison.Ordinal) ? "feed-reader"
        : MonitorWord().Fits(isbotPattern) ? "monitor"
        : LibraryWord().Fits(isbotPattern) ? "library"
        : HeadlessWord().Fits(isbotPattern) ? "headless"
        : "crawler";

    [GeneratedRegex(@"^(?:mozilla|opera)/\d.*(?:applewebkit|gecko/|trident|presto|msie|khtml)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex BuiltLikeBrowser();

    [GeneratedRegex("monitor|check|pingdom|statuscake|speedcurve|pagespeed|ptst|synthetic|24x7|dareboost|silktide|lighthouse", RegexOptions.None, ForeignText.Patience)]
    private static partial Regex MonitorWord();

    [GeneratedRegex("java|python|php|perl|library|wget|rest|node|client|svn|postman|apache", RegexOptions.None, ForeignText.Patience)]
    private static partial Regex LibraryWord();

    [GeneratedRegex("headless|selenium|playwright|phantomjs|cypress", RegexOptions.None, ForeignText.Patience)]
    private static partial Regex HeadlessWord();
}
