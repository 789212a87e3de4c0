using Murmure.Attribution;
using Murmure.Server.Surveys;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>Answers to the one question that a site may ask: how somebody came to the page.</summary>
internal sealed partial class IngestPipeline
{
    /// <summary>Remembers how a visit began, on a site that asks, and takes answers of visits that are known.</summary>
    private DropReason? Survey(ref Passage passage)
    {
        if (live?.Surveys is { } surveys && passage.Hit is { Kind: EventKind.Pageview, Door: HitDoor.Script } && passage is { Limited: false, Classification.Verdict: Attribution.Verdict.Person })
            surveys.Saw(site, passage.Day, passage.Visitor, passage.Time, passage.Classification, passage.Hit.Detail, classifier.Catalogue);
        if (passage.Hit.Kind != EventKind.Answer)
            return null;
        if (live?.Surveys is not { } door || passage.Hit.Door != HitDoor.Script)
            return DropReason.NotAsked;
        var said = passage.Hit.Detail?.Properties.FirstOrDefault(pair => pair.Key == "said").Value ?? "";
        (passage.SurveyName, passage.LandedFrom, var refused) = door.Take(site, passage.Path, said, passage.Day, passage.Visitor, passage.Network);
        return refused;
    }

    /// <summary>
    /// PRIVACY: the day, the stratum, the cell and the answer. No pseudonym, no page, no time of the day, no origin, nothing of the agent beyond its cell: an
    /// answer joins nothing, today as little as once the day has closed.
    /// </summary>
    private StoredEvent KeepAnswer(scoped in Passage passage)
    {
        var (browser, os, device) = SurveyDoor.CellOf(passage.Classification.Agent);
        return new StoredEvent
        {
            Time = calendar.ToUtc(passage.Day.ToDateTime(TimeOnly.MinValue)), Day = passage.Day, Hour = 0, Kind = EventKind.Answer, Verdict = Attribution.Verdict.Person, Visitor = 0, Page = "",
            Family = Family.Internal, Channel = "internal", Source = "", Grade = Grade.Unknown, Sender = Sender.Unknown, Private = false, Rule = "visit", Clue = "",
            ReferrerHost = "", ReferrerPath = "", Package = "", ClickId = "", UtmSource = "", UtmMedium = "", UtmCampaign = "",
            App = "", Platform = "", Browser = browser, Os = os, Device = device, Country = "", Region = "", City = "", Suspicion = passage.Suspicion?.Slug ?? "",
            Detail = new EventDetail { Name = passage.SurveyName!, FetchSite = passage.LandedFrom },
        };
    }
}
