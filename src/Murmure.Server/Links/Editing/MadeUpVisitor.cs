using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Murmure.Attribution;
using Murmure.Attribution.UserAgent;
using Murmure.Server.Dashboard.Forms;
using Murmure.Server.Reports;

namespace Murmure.Server.Links;

/// <summary>What became of a rule: which of its conditions, by their places, do not hold; null where an earlier rule had decided already.</summary>
internal sealed record RuleTold(IReadOnlyList<int>? Failed)
{
    public bool Fits => Failed is { Count: 0 };
}

/// <summary>Somebody who is made up to see where a link's rules send them. Nothing of it is recorded, the address least of all.</summary>
/// <param name="Device">One of <see cref="Devices"/>.</param>
/// <param name="App">An in-app browser's slug; empty for an ordinary browser.</param>
/// <param name="Language">As browsers ask for it: <c>fr-FR</c>.</param>
/// <param name="Query">What stands behind the short address's question mark.</param>
/// <param name="Local">When they click, on the site's clock.</param>
internal sealed record MadeUpVisitor(string Device, string App, string Language, string Country, string Query, DateTime Local, string Address)
{
    private const int Longest = 200;

    /// <summary>Devices by name, each with the kind and the system that an agent of it is read as.</summary>
    private static readonly IReadOnlyDictionary<string, (string Kind, string System)> Known = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["android"] = ("mobile", "Android"), ["iphone"] = ("mobile", "iOS"), ["android-tablet"] = ("tablet", "Android"), ["ipad"] = ("tablet", "iPadOS"),
        ["windows"] = ("desktop", "Windows"), ["mac"] = ("desktop", "Mac OS X"), ["linux"] = ("desktop", "Linux"), ["chromebook"] = ("desktop", "Chrome OS"),
    };

    public static IEnumerable<string> Devices => Known.Keys;

    /// <summary>What the form has; where it has nothing, somebody on a telephone in this minute.</summary>
    /// <param name="now">On the site's clock.</param>
    public static MadeUpVisitor Read(HttpContext http, DateTime now, string language)
    {
        string Of(string field, string otherwise) => http.Field("who-" + field) is { Length: > 0 } typed ? typed[..Math.Min(typed.Length, Longest)] : otherwise;
        var (day, hour) = (ReportRequest.DayOf(Of("day", "")) ?? DateOnly.FromDateTime(now), int.TryParse(Of("hour", ""), NumberStyles.None, CultureInfo.InvariantCulture, out var typed) && typed < 24 ? typed : now.Hour);
        return new MadeUpVisitor(
            Known.ContainsKey(Of("device", "")) ? Of("device", "") : "android", Of("app", "").ToLowerInvariant(), Of("language", language), Of("country", "").ToUpperInvariant(),
            Of("query", "").TrimStart('?'), day.ToDateTime(new TimeOnly(hour, 0)), Of("address", ""));
    }

    /// <summary>Puts them before the rules, in the order and by the judgement of a redirect: what became of each, and the first that fits.</summary>
    public (IReadOnlyList<RuleTold> Told, RedirectRule? Decided) Meet(IReadOnlyList<RedirectRule> rules)
    {
        var (kind, system) = Known[Device];
        var asker = new Asker
        {
            Agent = new AgentReading { Verdict = Verdict.Person, Evidence = default, App = App.Length > 0 ? App : null, Device = kind, Os = system },
            Country = Country, Address = Encoding.UTF8.GetBytes(Address), Languages = Language, Query = Query, Local = Local,
        };
        var (told, decided) = (new List<RuleTold>(), (RedirectRule?)null);
        foreach (var rule in rules)
        {
            told.Add(new RuleTold(decided is null ? FailedOf(rule, asker) : null));
            decided ??= told[^1].Fits ? rule : null;
        }
        return (told, decided);
    }

    private static List<int> FailedOf(RedirectRule rule, scoped in Asker asker)
    {
        var failed = new List<int>();
        for (var at = 0; at < rule.If.Count; at++)
        {
            if (!rule.If[at].Holds(asker))
                failed.Add(at);
        }
        return failed;
    }
}
