using Murmure.Attribution;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>What is kept of a hit that went through.</summary>
internal sealed partial class IngestPipeline
{
    private StoredEvent Keep(scoped in Passage passage) => passage switch
    {
        { SurveyName: not null } => KeepAnswer(passage),
        { Limited: false } or { Agent.Verdict: Attribution.Verdict.Preview or Attribution.Verdict.Automated } => KeepWhole(passage),
        // Nobody can be asked before a redirect: of who may still say yes, the address that was published is counted, and not the visitor.
        { Hit: { Kind: EventKind.Click, Gpc: false, Consent: null } } when site.Profile == ComplianceProfile.EuConsent => KeepAddress(passage),
        _ => KeepLimited(passage),
    };

    /// <summary>PRIVACY: a count of one of the publisher's own addresses, by hour: no pseudonym, no device, no place, so that no two of them have anybody in common.</summary>
    private StoredEvent KeepAddress(scoped in Passage passage)
    {
        var measured = passage.Classification.Origin is { Grade: Grade.Measured } ? passage.Classification.Origin : null;
        return KeepLimited(passage) with
        {
            Visitor = 0, Device = "", ReferrerHost = "",
            Family = measured?.Family ?? Family.Direct, Channel = measured?.Channel ?? "direct", Source = measured?.Source ?? "", Grade = measured?.Grade ?? Grade.Unknown,
            Sender = measured?.Sender ?? Sender.Unknown, Private = measured is not null && classifier.Catalogue.IsPrivate(measured.Channel, measured.Family), Rule = measured?.Evidence.Rule ?? "limited",
            Detail = new EventDetail
            {
                Limited = true, Link = passage.Hit.Detail?.Link ?? 0, Variant = passage.Hit.Detail?.Variant ?? "", Scan = passage.Hit.Detail?.Scan ?? false,
                Orphan = passage.Hit.Detail?.Orphan ?? Orphan.None,
            },
        };
    }

    /// <summary>
    /// PRIVACY: the exempt part: page, day and hour, device class, referring host. No tag, no click id, no channel, no app, no browser, no
    /// place; whatever else the page told is left out here, before anything is written.
    /// </summary>
    private StoredEvent KeepLimited(scoped in Passage passage)
    {
        var host = passage.Hit.Kind is EventKind.Pageview or EventKind.Click ? passage.Classification.Referrer.Host : "";
        var own = passage.Classification.Origin.Family == Family.Internal;
        var detail = passage.Hit.Detail;
        return new StoredEvent
        {
            Time = passage.Time, Day = passage.Day, Hour = passage.Hour, Kind = passage.Hit.Kind, Verdict = passage.Classification.Verdict,
            Visitor = passage.Visitor, Page = PageOf(passage),
            Family = own ? Family.Internal : host.Length > 0 ? Family.Referral : Family.Direct,
            Channel = own ? "internal" : host.Length > 0 ? "referral" : "direct", Source = own ? "" : host,
            Grade = Grade.Unknown, Sender = Sender.Unknown, Private = false, Rule = own ? "visit" : "limited", Clue = "",
            ReferrerHost = host, ReferrerPath = "", Package = "", ClickId = "", UtmSource = "", UtmMedium = "", UtmCampaign = "",
            App = "", Platform = "", Browser = "", Os = "", Device = passage.Classification.Agent.Device, Country = "", Region = "", City = "",
            Suspicion = passage.Suspicion?.Slug ?? "",
            Detail = new EventDetail
            {
                Limited = true, Key = detail?.Key ?? 0, VisitorYesterday = detail?.VisitorYesterday ?? 0,
                EngagedMilliseconds = detail?.EngagedMilliseconds ?? 0, ScrollPercent = detail?.ScrollPercent ?? 0, Link = passage.Hit.Kind == EventKind.Click ? detail?.Link ?? 0 : 0, Orphan = detail?.Orphan ?? Orphan.None,
            },
        };
    }

    private StoredEvent KeepWhole(scoped in Passage passage)
    {
        var ((agent, verdict, _, origin, referrer, query, _), preview) = (passage.Classification, passage.Agent.Verdict == Attribution.Verdict.Preview);
        // PRIVACY: only where the site says so; else a region and a city are forgotten here.
        var area = site.Cities ? passage.Place.In(site.Language) : AreaNames.None;
        return new StoredEvent
        {
            Time = passage.Time,
            Day = passage.Day,
            Hour = passage.Hour,
            Kind = preview ? EventKind.Preview : passage.Hit.Kind,
            Verdict = verdict,
            Visitor = passage.Visitor,
            Page = PageOf(passage),
            Family = origin.Family,
            Channel = origin.Channel,
            Source = origin.Source ?? "",
            Private = classifier.Catalogue.IsPrivate(origin.Channel, origin.Family),
            Paid = origin.Paid,
            Grade = origin.Grade,
            Sender = origin.Sender,
            Rule = origin.Evidence.Rule,
            Clue = origin.Evidence.Clue ?? "",
            ReferrerHost = referrer.Host,
            ReferrerPath = referrer.Path,
            Package = referrer.Package,
            ClickId = query.ClickId,
            UtmSource = query.UtmSource,
            UtmMedium = query.UtmMedium,
            UtmCampaign = query.UtmCampaign,
            App = agent.App ?? "",
            Platform = preview ? agent.Platform ?? "" : "",
            Browser = agent.Browser,
            BrowserMajor = agent.BrowserMajor,
            Os = agent.Os,
            Device = agent.Device,
            Country = passage.Place.Country,
            Region = area.Region,
            City = area.City,
            Suspicion = passage.Suspicion?.Slug ?? "",
            Detail = WithTag(passage),
        };
    }

    /// <summary>
    /// What a share tag says: the generation of a visit that came by one, and that the address a fetcher previewed had one. A tagged visit that comes
    /// from a public page is that page's. PRIVACY: a cohort is one of 64 symbols, and nothing else of a tag is kept.
    /// </summary>
    private EventDetail? WithTag(scoped in Passage passage)
    {
        var (detail, query) = (passage.Hit.Detail, passage.Classification.Query);
        var told = passage.Agent.Verdict == Attribution.Verdict.Preview
            ? site.Profile != ComplianceProfile.FrExempt
            : passage.Hit.Kind == EventKind.Pageview && passage.Classification.Origin.Evidence.Rule == Classifier.ShareTagRule;
        if (query.Generation == 0 || !told)
            return detail;
        if (passage is { Token: { } token, Hit.Kind: EventKind.Pageview, Agent.Verdict: not Attribution.Verdict.Preview })
            live?.Tokens?.Visited(site.Id, token);
        detail = (detail ?? new EventDetail()) with { Generation = query.Generation };
        return passage.Hit.Kind == EventKind.Pageview && query.Cohort.Length > 0
            ? detail with { Properties = [.. detail.Properties.Append(new("share.cohort", query.Cohort)).OrderBy(pair => pair.Key, StringComparer.Ordinal)] }
            : detail;
    }

    /// <summary>
    /// The path without final slash, so that both spellings are one page, and of the query what the site says is part of it. A link's page is its
    /// short address.
    /// </summary>
    private string PageOf(scoped in Passage passage)
    {
        var path = passage.Path;
        var query = passage.Query;
        if (passage.Hit.Door == HitDoor.Link)
        {
            Span<byte> address = stackalloc byte[SiteHosts.Longest + 256];
            passage.Hit.Host.CopyTo(address);
            path.CopyTo(address[passage.Hit.Host.Length..]);
            return readings.Page(address[..(passage.Hit.Host.Length + path.Length)]);
        }
        var page = readings.Page(path.Length > 1 && path[^1] == '/' ? path[..^1] : path);
        return query.IsEmpty || site.AllowedQuery.Count == 0 ? page : PageQuery.Append(page, query, site.AllowedQuery);
    }
}
