using Murmure.Attribution;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>What is kept of a hit that went through.</summary>
internal sealed partial class IngestPipeline
{
    private StoredEvent Keep(scoped in Passage passage) => passage.Limited && passage.Agent.Verdict != Attribution.Verdict.Preview ? KeepLimited(passage) : KeepWhole(passage);

    /// <summary>
    /// PRIVACY: the exempt part: page, day and hour, device class, referring host. No tag, no click id, no channel, no app, no browser, no
    /// country; whatever else the page told is left out here, before anything is written.
    /// </summary>
    private StoredEvent KeepLimited(scoped in Passage passage)
    {
        var host = passage.Hit.Kind == EventKind.Pageview ? passage.Classification.Referrer.Host : "";
        var own = passage.Classification.Origin.Family == Family.Internal;
        var detail = passage.Hit.Detail;
        return new StoredEvent
        {
            Time = passage.Time, Day = passage.Day, Hour = passage.Hour, Kind = passage.Hit.Kind, Verdict = passage.Classification.Verdict,
            Visitor = passage.Visitor, Page = PageOf(passage.Path, passage.Query),
            Family = own ? Family.Internal : host.Length > 0 ? Family.Referral : Family.Direct,
            Channel = own ? "internal" : host.Length > 0 ? "referral" : "direct", Source = own ? "" : host,
            Grade = Grade.Unknown, Sender = Sender.Unknown, Private = false, Rule = own ? "visit" : "limited", Clue = "",
            ReferrerHost = host, ReferrerPath = "", Package = "", ClickId = "", UtmSource = "", UtmMedium = "", UtmCampaign = "",
            App = "", Platform = "", Browser = "", Os = "", Device = passage.Classification.Agent.Device, Country = "",
            Suspicion = passage.Suspicion?.Slug ?? "",
            Detail = new EventDetail
            {
                Limited = true, Key = detail?.Key ?? 0, VisitorYesterday = detail?.VisitorYesterday ?? 0,
                EngagedMilliseconds = detail?.EngagedMilliseconds ?? 0, ScrollPercent = detail?.ScrollPercent ?? 0,
            },
        };
    }

    private StoredEvent KeepWhole(scoped in Passage passage)
    {
        var ((agent, verdict, _, origin, referrer, query, _), preview) = (passage.Classification, passage.Agent.Verdict == Attribution.Verdict.Preview);
        return new StoredEvent
        {
            Time = passage.Time,
            Day = passage.Day,
            Hour = passage.Hour,
            Kind = preview ? EventKind.Preview : passage.Hit.Kind,
            Verdict = verdict,
            Visitor = passage.Visitor,
            Page = PageOf(passage.Path, passage.Query),
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
            Country = passage.Country,
            Suspicion = passage.Suspicion?.Slug ?? "",
            Detail = passage.Hit.Detail,
        };
    }

    /// <summary>The path without final slash, so that both spellings are one page, and of the query what the site says is part of it.</summary>
    private string PageOf(ReadOnlySpan<byte> path, ReadOnlySpan<byte> query)
    {
        var page = readings.Page(path.Length > 1 && path[^1] == '/' ? path[..^1] : path);
        return query.IsEmpty || site.AllowedQuery.Count == 0 ? page : PageQuery.Append(page, query, site.AllowedQuery);
    }
}
