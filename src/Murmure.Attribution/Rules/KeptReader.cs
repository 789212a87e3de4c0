using System.Collections.Frozen;
using Murmure.Attribution.UserAgent;

namespace Murmure.Attribution.Rules;

/// <summary>
/// Reads kept clues again, by the same rules as a hit. Where a clue that decided was never kept, or went at the day's close, the origin stands:
/// a reading of less would know less.
/// </summary>
internal sealed class KeptReader(Catalogue catalogue, ReferrerReader referrers, OriginRules rules)
{
    /// <summary>What takes the place of a rare campaign tag.</summary>
    private const string Folded = "other";

    /// <summary>Rules all of whose clues are kept.</summary>
    private static readonly FrozenSet<string> Readable = FrozenSet.Create(StringComparer.Ordinal,
        "none", "none.cross-site", "campaign.tag", "campaign.assistant", "referrer.host", "referrer.other", "referrer.mail-gateway", "referrer.webmail-shape",
        "referrer.search-shape", "referrer.android-app", "click-id", "click-id.paid", AppMarkRule);

    /// <summary>Rules that read a path or a query that is not kept.</summary>
    private static readonly FrozenSet<string> OfShape = FrozenSet.Create(StringComparer.Ordinal, "referrer.webmail-shape", "referrer.search-shape");

    private const string AppMarkRule = "app.mark";

    private readonly FrozenDictionary<string, Channel> byApp = catalogue.Channels.SelectMany(channel => channel.Apps, (channel, mark) => (mark.App, channel))
        .DistinctBy(pair => pair.App).ToFrozenDictionary(pair => pair.App, pair => pair.channel, StringComparer.Ordinal);

    /// <returns>The origin under this catalogue, or null where the one that stands must stay.</returns>
    public Origin? Read(in KeptClues kept)
    {
        if (!Readable.Contains(kept.Rule) || Lost(kept))
            return null;
        var referrer = referrers.Read(Referrer(kept));
        if (referrer.Kind is ReferrerKind.Spam or ReferrerKind.Forged)
            return null;
        var read = rules.Decide(new OriginClues
        {
            Agent = Agent(kept), Referrer = referrer, CrossSite = kept.Rule == "none.cross-site",
            Query = new QueryReading { UtmSource = kept.UtmSource, UtmMedium = kept.UtmMedium, UtmCampaign = kept.UtmCampaign, ClickId = kept.ClickId },
        });
        return OfShape.Contains(kept.Rule) && !catalogue.BySlug.ContainsKey(read.Channel) ? null : read;
    }

    /// <summary>
    /// Whether something that decided is gone: the clue, a tag, the path that a pattern of host and path needs, or a referrer of which only a word
    /// was kept (<c>ip-address</c>).
    /// </summary>
    private static bool Lost(in KeptClues kept) =>
        (kept.Clue.Length == 0 && kept.Rule != "none")
        || (kept.Rule.StartsWith("referrer.", StringComparison.Ordinal) && Referrer(kept) is null)
        || kept.UtmSource == Folded || kept.UtmMedium == Folded || kept.UtmCampaign == Folded
        || (kept.Rule == "referrer.host" && kept.ReferrerPath.Length == 0 && kept.Clue.Contains('/', StringComparison.Ordinal));

    private static string? Referrer(in KeptClues kept) =>
        kept.Package.Length > 0 ? "android-app://" + kept.Package + "/"
        : kept.ReferrerHost.Contains('.', StringComparison.Ordinal) ? "https://" + kept.ReferrerHost + kept.ReferrerPath
        : null;

    private AgentReading Agent(in KeptClues kept)
    {
        if (!byApp.TryGetValue(kept.App, out var channel))
            return AgentReader.Absent;
        return AgentReader.Absent with
        {
            Verdict = Verdict.Person, App = kept.App, Channel = channel, AppOrigin = Origins.Of(channel, Grade.Observed, new Evidence(AppMarkRule, kept.App)),
        };
    }
}
