using Murmure.Attribution.Rules;
using Murmure.Attribution.UserAgent;

namespace Murmure.Attribution;

/// <summary>
/// Clues in; verdict and origin out, with grade and evidence. Pure, deterministic and thread-safe: the same clues give the same answer
/// under the same catalogue. Readings of agents and referrers can be kept by a caller that sees the same ones again.
/// </summary>
public sealed class Classifier
{
    private readonly Catalogue catalogue;
    private readonly AgentReader agents;
    private readonly ReferrerReader referrers;
    private readonly QueryReader queries;
    private readonly OriginRules rules;
    private readonly KeptReader kept;

    public Classifier(Catalogue catalogue)
    {
        this.catalogue = catalogue;
        agents = new AgentReader(catalogue);
        referrers = new ReferrerReader(catalogue, new SpamHosts());
        queries = new QueryReader(catalogue);
        rules = new OriginRules(catalogue);
        kept = new KeptReader(catalogue, referrers, rules);
    }

    /// <summary>The catalogue's version, kept with every figure made under it.</summary>
    public string Version => catalogue.Version;

    public Catalogue Catalogue => catalogue;

    /// <summary>Reads an agent; null means that the record has no agent field, empty that the field was empty.</summary>
    public AgentReading ReadAgent(string? agent) => agents.Read(agent);

    /// <summary>
    /// The same agent in the app whose mark the page itself saw (<c>window.TelegramWebviewProxy</c>): an in-app browser that hides its name from
    /// the server. An app that the agent names stands; a mark that no channel has says nothing.
    /// </summary>
    public AgentReading WithAppMark(AgentReading agent, string slug)
    {
        if (agent.Verdict != Verdict.Person || agent.App is not null || !catalogue.BySlug.TryGetValue(slug, out var channel))
            return agent;
        return agent with { App = slug, Channel = channel, AppOrigin = Origins.Of(channel, Grade.Observed, new Evidence("page.mark", slug)) };
    }

    public ReferrerReading ReadReferrer(string? referrer) => referrers.Read(referrer);

    /// <param name="query">A query string without <c>?</c>.</param>
    public QueryReading ReadQuery(ReadOnlySpan<char> query) => query.IsEmpty ? QueryReading.Empty : queries.Read(query);

    public Classification Classify(in Clues clues)
    {
        var (host, query) = SplitUrl(clues.Url, clues.SiteHost);
        var referrer = ReadReferrer(clues.Referrer);
        return Classify(
            ReadAgent(clues.UserAgent),
            referrer,
            ReadQuery(query),
            clues.RequestedWith,
            IsOwn(referrer, host),
            clues.SecFetchSite.AsSpan().Trim().Equals("cross-site", StringComparison.OrdinalIgnoreCase),
            clues.Method);
    }

    /// <summary>The same from readings that the caller kept.</summary>
    public Classification Classify(
        AgentReading agent, ReferrerReading referrer, QueryReading query, string? requestedWith, bool internalReferrer, bool crossSite, string? method)
    {
        var (verdict, reason) = Decide(agent, method);
        var dropped = referrer.Kind switch
        {
            ReferrerKind.Spam => "spam-referrer",
            ReferrerKind.Forged => "forged-referrer",
            _ => null,
        };
        var package = string.IsNullOrEmpty(requestedWith) ? null : catalogue.FindPackage(requestedWith.AsSpan().Trim());
        if (package is not null && verdict == Verdict.Person)
            agent = agent with { App = package.App, Channel = package, AppOrigin = null }; // the package names the app even where the agent is scrubbed
        else if (!string.IsNullOrWhiteSpace(requestedWith) && agent.App is not null && verdict == Verdict.Person && IsPackage(requestedWith))
            agent = agent with { App = null, Channel = null, AppOrigin = null }; // another app that copied a known app's agent
        var origin = verdict == Verdict.Preview
            ? PreviewOrigin(agent)
            : rules.Decide(new OriginClues
            {
                Agent = agent, Referrer = referrer, Query = query, Package = package, InternalReferrer = internalReferrer, CrossSite = crossSite,
            });
        return new Classification(agent, verdict, reason, origin, referrer, query, dropped);
    }

    /// <summary>Reads the origin of a visit that was kept earlier; null where what is left of its clues says less than the origin that stands.</summary>
    public Origin? Reread(in KeptClues clues) => kept.Read(clues);

    /// <summary>The rule of origins that a share tag gave.</summary>
    public const string ShareTagRule = Origins.ShareTag;

    /// <summary>The origin of a page that another page of the site led to.</summary>
    public static Origin Internal => Origins.Internal;

    /// <summary>Whether a referrer is a page of the site itself; <c>www.</c> makes no difference.</summary>
    public static bool IsOwn(ReferrerReading referrer, ReadOnlySpan<char> siteHost) =>
        referrer.Kind == ReferrerKind.Host && !siteHost.IsEmpty
        && BareHost(referrer.Host).Equals(BareHost(siteHost), StringComparison.OrdinalIgnoreCase);

    private static (Verdict Verdict, string? Reason) Decide(AgentReading agent, string? method)
    {
        // Mattermost's agent also carries slash commands and webhooks: only what fetches a page can be a preview.
        if (agent is { Verdict: Verdict.Preview, Fetcher.Methods.Count: > 0 } && !string.IsNullOrEmpty(method)
            && !agent.Fetcher.Methods.Contains(method, StringComparer.OrdinalIgnoreCase))
            return (Verdict.Automated, "operator");
        return (agent.Verdict, agent.Reason);
    }

    private static Origin PreviewOrigin(AgentReading agent)
    {
        var evidence = agent.Evidence;
        if (agent.Channel is not { } channel)
            return new Origin(Family.Referral, agent.Platform ?? "referral", agent.Platform, false, Grade.Observed, Sender.Unknown, evidence);
        // A fetch that public posts cause as well says nothing of who is about to send the link.
        var sender = agent.Fetcher is { PublicToo: false } && channel.Private ? Sender.Readers : Sender.Unknown;
        return Origins.Of(channel, Grade.Observed, evidence) with { Sender = sender };
    }

    private static bool IsPackage(string value) => value.Contains('.', StringComparison.Ordinal) && !value.Contains(' ', StringComparison.Ordinal);

    private static (string Host, string Query) SplitUrl(string? url, string? siteHost)
    {
        var text = url.AsSpan();
        var fragment = text.IndexOf('#');
        if (fragment >= 0)
            text = text[..fragment];
        var mark = text.IndexOf('?');
        var query = mark < 0 ? "" : text[(mark + 1)..].ToString();
        var before = mark < 0 ? text : text[..mark];
        var scheme = before.IndexOf("://");
        if (scheme < 0)
            return (siteHost ?? "", query);
        var authority = before[(scheme + 3)..];
        var slash = authority.IndexOf('/');
        return ((slash < 0 ? authority : authority[..slash]).ToString(), query);
    }

    private static ReadOnlySpan<char> BareHost(ReadOnlySpan<char> host)
    {
        var port = host.IndexOf(':');
        if (port >= 0)
            host = host[..port];
        return HostIndex.WithoutWww(host);
    }
}
