using System.Collections.Frozen;
using Murmure.Attribution.UserAgent;

namespace Murmure.Attribution.Rules;

/// <summary>What the rules decide on: the readings of one hit.</summary>
internal readonly ref struct OriginClues
{
    public required AgentReading Agent { get; init; }
    public required ReferrerReading Referrer { get; init; }
    public required QueryReading Query { get; init; }

    /// <summary>The channel whose app asked, by X-Requested-With.</summary>
    public Channel? Package { get; init; }

    /// <summary>Whether the referrer is the site itself.</summary>
    public bool InternalReferrer { get; init; }

    /// <summary>Sec-Fetch-Site was <c>cross-site</c>: another site's page led here, whatever became of the referrer.</summary>
    public bool CrossSite { get; init; }
}

/// <summary>
/// The rules of origin: one literal list, the first that answers wins. Our own marks come first because they were put there to be read;
/// then what shows the application itself; then the referrer; then what a copied address can carry along; then nothing.
/// </summary>
internal sealed class OriginRules
{
    private delegate Origin? Rule(in OriginClues clues);

    private readonly Catalogue catalogue;
    private readonly (string Name, Rule Answer)[] rules;

    public OriginRules(Catalogue catalogue)
    {
        this.catalogue = catalogue;
        rules =
        [
            ("internal", Internal),
            (Origins.ShareTag, ShareTag),
            ("campaign", Campaign),
            ("messenger.app", MessengerApp),
            ("package", Package),
            ("click-id.paid", PaidClickId),
            ("referrer.known", KnownReferrer),
            ("app", App),
            ("wechat.from", WeChatFrom),
            ("click-id", ClickId),
            ("referrer.other", OtherReferrer),
            ("none", None),
        ];
    }

    /// <summary>The rules' names, in order.</summary>
    public IEnumerable<string> Names => rules.Select(rule => rule.Name);

    public Origin Decide(in OriginClues clues)
    {
        foreach (var (_, answer) in rules)
        {
            if (answer(clues) is { } origin)
                return origin;
        }
        return Origins.Direct;
    }

    /// <summary>Somebody reading on: the tags of the page they came from may still be in the address, and must not count again.</summary>
    private static Origin? Internal(in OriginClues clues) => clues.InternalReferrer ? Origins.Internal : null;

    /// <summary>A tagged visit that comes from a public place is a public visit.</summary>
    private Origin? ShareTag(in OriginClues clues)
    {
        if (clues.Query.ShareTag.Length == 0 || clues.Referrer.Public)
            return null;
        var evidence = new Evidence(Origins.ShareTag, "mm");
        if (catalogue.ByTag.TryGetValue(clues.Query.TagLetters, out var channel))
            return Origins.Of(channel, Grade.Measured, evidence) with { Sender = Sender.Readers };
        return new Origin(Family.Messaging, "copied-link", "mm", false, Grade.Measured, Sender.Readers, evidence);
    }

    private Origin? Campaign(in OriginClues clues) =>
        clues.Query.HasCampaign ? Campaigns.Read(clues.Query, catalogue) : null;

    /// <summary>
    /// A messenger's own browser is the strongest mark of a private click: it beats the redirect host that the messenger shares with its
    /// operator's public network (Messenger opens links through l.facebook.com) and click ids copied along with the address.
    /// </summary>
    private static Origin? MessengerApp(in OriginClues clues) =>
        clues.Agent.Channel is { Private: true } app && clues.Agent.AppOrigin is { } origin
            && (clues.Referrer.Origin is null || clues.Referrer.Channel is { } host && (host.Slug == app.Slug || host.Slug is "facebook" or "instagram"))
            ? origin
            : null;

    private static Origin? Package(in OriginClues clues) =>
        clues.Package is { } channel && (clues.Referrer.Origin is null || channel.Private)
            ? Origins.Of(channel, Grade.Observed, new Evidence("header.requested-with", channel.Slug))
            : null;

    private Origin? PaidClickId(in OriginClues clues) => ReadClickId(clues, paid: true);

    private static Origin? KnownReferrer(in OriginClues clues) =>
        clues.Referrer.Channel is not null ? clues.Referrer.Origin : null;

    private static Origin? App(in OriginClues clues) => clues.Referrer.Origin is null ? clues.Agent.AppOrigin : null;

    private Origin? WeChatFrom(in OriginClues clues) =>
        clues.Query.From.Length > 0 && catalogue.BySlug.GetValueOrDefault("wechat") is { } wechat
            ? clues.Query.From == "timeline"
                ? Origins.Of(wechat, Grade.Observed, new Evidence("wechat.from", "timeline")) with { Family = Family.Social, Sender = Sender.Unknown }
                : Origins.Of(wechat, Grade.Observed, new Evidence("wechat.from", clues.Query.From))
            : null;

    private Origin? ClickId(in OriginClues clues) => clues.Referrer.Origin is null ? ReadClickId(clues, paid: false) : null;

    private static Origin? OtherReferrer(in OriginClues clues) => clues.Referrer.Origin;

    private static Origin? None(in OriginClues clues) =>
        clues.CrossSite ? Origins.None("none.cross-site", "sec-fetch-site") : Origins.Direct;

    private Origin? ReadClickId(in OriginClues clues, bool paid)
    {
        if (clues.Query.ClickId.Length == 0 || catalogue.FindClickId(clues.Query.ClickId) is not { } id || id.Paid != paid)
            return null;
        return Origins.Of(id.Channel, Grade.Observed, new Evidence(paid ? "click-id.paid" : "click-id", clues.Query.ClickId), id.Paid);
    }
}
