using Murmure.Attribution;
using Murmure.Attribution.Rules;
using Murmure.Attribution.UserAgent;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>
/// The single door: hits in, outcomes out. One literal list of named steps, cheapest refusals first; a step answers why the hit goes no
/// further, or null. One pipeline belongs to one worker; pseudonyms and the classifier are shared between them.
/// </summary>
internal sealed class IngestPipeline
{
    /// <summary>A hit on its way through the steps. On the stack, as the hit itself.</summary>
    private ref struct Passage
    {
        public RawHit Hit;
        public ReadOnlySpan<byte> Path;
        public ReadOnlySpan<byte> Query;
        public DateTime Time;
        public DateOnly Day;
        public byte Hour;
        public AgentReading Agent;
        public ReferrerReading Referrer;
        public Classification Classification;
        public string Country;
        public ulong Visitor;
        public ulong FoldKey;
        public DropReason? Kind;
    }

    private delegate DropReason? Step(ref Passage passage);

    private readonly Classifier classifier;
    private readonly ReadingCache readings;
    private readonly Pseudonyms pseudonyms;
    private readonly Place.Networks? networks;
    private readonly SiteCalendar calendar;
    private readonly IngestOptions options;
    private readonly byte[] siteHost;
    private readonly (string Name, Step Pass)[] steps;

    public IngestPipeline(Classifier classifier, Pseudonyms pseudonyms, Place? place, IngestOptions options)
    {
        this.classifier = classifier;
        this.pseudonyms = pseudonyms;
        networks = place?.NewMemory();
        this.options = options;
        readings = new ReadingCache(classifier);
        calendar = new SiteCalendar(options.Zone);
        siteHost = System.Text.Encoding.UTF8.GetBytes(BareHost(options.SiteHost));
        steps =
        [
            ("prefetch", Prefetch),
            ("site", Site),
            ("address", Address),
            ("answer", Answer),
            ("agent", Agent),
            ("spam", Spam),
            ("place", Where),
            ("visitor", Visitor),
            ("origin", Origin),
        ];
    }

    /// <summary>The steps' names, in order.</summary>
    public IEnumerable<string> Steps => steps.Select(step => step.Name);

    public void Pass(scoped in RawHit hit, out HitOutcome outcome)
    {
        var passage = new Passage { Hit = hit, Time = hit.HasZone ? hit.Time : calendar.ToUtc(hit.Time), Agent = null!, Referrer = ReferrerReading.Empty, Country = "" };
        foreach (var (_, pass) in steps)
        {
            if (pass(ref passage) is { } reason)
            {
                outcome = Refused(passage, reason);
                return;
            }
        }
        outcome = new HitOutcome
        {
            Time = passage.Time, Verdict = passage.Classification.Verdict, Agent = passage.Agent, Event = Keep(passage),
            FoldKey = passage.FoldKey, Day = passage.Day, MachineReason = "",
        };
    }

    private static HitOutcome Refused(scoped in Passage passage, DropReason reason) => reason switch
    {
        DropReason.Machine => new HitOutcome
        {
            Dropped = reason, Time = passage.Time, Verdict = Attribution.Verdict.Automated, Agent = passage.Agent, Day = passage.Day,
            MachineReason = passage.Classification.Reason ?? passage.Agent.Reason ?? "machine", Bare = passage.Referrer.Kind == ReferrerKind.None,
        },
        DropReason.PreviewPart => new HitOutcome
        {
            Dropped = reason, Time = passage.Time, FoldKey = passage.FoldKey, MachineReason = "",
        },
        _ => new HitOutcome { Dropped = reason, Time = passage.Time, MachineReason = "" },
    };

    private static DropReason? Prefetch(ref Passage passage) =>
        passage.Hit.SecPurpose.IndexOf("prefetch"u8) >= 0 || passage.Hit.SecPurpose.IndexOf("prerender"u8) >= 0 ? DropReason.Prefetch : null;

    private DropReason? Site(ref Passage passage)
    {
        (passage.Day, passage.Hour) = calendar.DayOf(passage.Time);
        return siteHost.Length == 0 || options.OtherHostsAllowed || passage.Hit.Host.IsEmpty || SameHost(passage.Hit.Host, siteHost) ? null : DropReason.OtherSite;
    }

    /// <summary>Pages from everything else, by the address alone. What a fetcher asks for beside the page is a part of its preview.</summary>
    private DropReason? Address(ref Passage passage)
    {
        (passage.Path, passage.Query) = Split(passage.Hit);
        passage.Kind = RequestKind.Read(passage.Path);
        if (passage.Kind is not (DropReason.StaticFile or DropReason.MachineFile))
            return passage.Kind;
        var fetched = IsSuccess(passage.Hit.Status) && readings.Agent(passage.Hit.UserAgent) is { Verdict: Attribution.Verdict.Preview } ;
        if (!fetched)
            return passage.Kind;
        passage.FoldKey = pseudonyms.FoldKey(passage.Hit.Address, passage.Hit.UserAgent);
        return DropReason.PreviewPart;
    }

    private static DropReason? Answer(ref Passage passage)
    {
        var method = passage.Hit.Method;
        if (!method.IsEmpty && !method.SequenceEqual("GET"u8))
            return method.SequenceEqual("HEAD"u8) ? DropReason.HeadRequest : DropReason.Method;
        if (passage.Hit.Status is >= 300 and < 400 and not 304)
            return DropReason.Redirect;
        if (!IsSuccess(passage.Hit.Status))
            return DropReason.Error;
        // A script or frame of another page asked, not somebody who followed a link.
        return passage.Hit.SecFetchDest.IsEmpty || passage.Hit.SecFetchDest.SequenceEqual("document"u8) ? null : DropReason.SubRequest;
    }

    /// <summary>Machines end here, and are counted with their reason.</summary>
    private DropReason? Agent(ref Passage passage)
    {
        passage.Agent = passage.Hit.HasAgent ? readings.Agent(passage.Hit.UserAgent) : classifier.ReadAgent(null);
        passage.Referrer = readings.Referrer(passage.Hit.Referrer);
        return passage.Agent.Verdict == Attribution.Verdict.Automated ? DropReason.Machine : null;
    }

    private static DropReason? Spam(ref Passage passage) => passage.Referrer.Kind switch
    {
        ReferrerKind.Spam => DropReason.SpamReferrer,
        ReferrerKind.Forged => DropReason.ForgedReferrer,
        _ => null,
    };

    private DropReason? Where(ref Passage passage)
    {
        // A sender-device preview carries the sharer's own address: not even its country is read.
        if (networks is not null && passage.Agent.Verdict != Attribution.Verdict.Preview && ClientAddress.TryRead(passage.Hit.Address, out var address))
            passage.Country = networks.CountryOf(address);
        return null;
    }

    /// <summary>PRIVACY: the address ends here. Nothing after this step reads it.</summary>
    private DropReason? Visitor(ref Passage passage)
    {
        if (passage.Agent.Verdict == Attribution.Verdict.Preview)
            passage.FoldKey = pseudonyms.FoldKey(passage.Hit.Address, passage.Hit.UserAgent);
        else
            passage.Visitor = pseudonyms.Of(passage.Day, passage.Hit.Address, passage.Hit.UserAgent);
        passage.Hit.Address = default;
        return null;
    }

    private DropReason? Origin(ref Passage passage)
    {
        var hit = passage.Hit;
        var own = passage.Referrer.Kind == ReferrerKind.Host
            && Classifier.IsOwn(passage.Referrer, options.SiteHost.Length > 0 ? options.SiteHost : System.Text.Encoding.UTF8.GetString(hit.Host));
        passage.Classification = classifier.Classify(
            passage.Agent,
            passage.Referrer,
            passage.Query.IsEmpty ? QueryReading.Empty : classifier.ReadQuery(System.Text.Encoding.UTF8.GetString(passage.Query)),
            hit.RequestedWith.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(hit.RequestedWith),
            own,
            hit.SecFetchSite.SequenceEqual("cross-site"u8),
            hit.Method.IsEmpty ? null : "GET");
        return passage.Classification.Verdict == Attribution.Verdict.Automated ? DropReason.Machine : null;
    }

    private StoredEvent Keep(scoped in Passage passage)
    {
        var ((agent, verdict, _, origin, referrer, query, _), preview) = (passage.Classification, passage.Agent.Verdict == Attribution.Verdict.Preview);
        return new StoredEvent
        {
            Time = passage.Time,
            Day = passage.Day,
            Hour = passage.Hour,
            Kind = preview ? EventKind.Preview : EventKind.Pageview,
            Verdict = verdict,
            Visitor = passage.Visitor,
            Page = PageOf(passage.Path),
            Family = origin.Family,
            Channel = origin.Channel,
            Source = origin.Source ?? "",
            Private = IsPrivate(origin),
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
        };
    }

    /// <summary>A channel's own word; where only the family is known, messaging, mail and SMS are private by what they are.</summary>
    private bool IsPrivate(Origin origin) =>
        classifier.Catalogue.BySlug.TryGetValue(origin.Channel, out var channel)
            ? channel.Private
            : origin.Family is Family.Messaging or Family.Email or Family.Sms;

    /// <summary>The path without final slash, so that both spellings are one page.</summary>
    private string PageOf(ReadOnlySpan<byte> path) =>
        readings.Page(path.Length > 1 && path[^1] == '/' ? path[..^1] : path);

    private static bool IsSuccess(int status) => status is 0 or 304 or (>= 200 and < 300);

    /// <summary>Path and query of the target; an absolute address (a proxy's or Varnish's line) loses its scheme and host.</summary>
    private static SplitTarget Split(scoped in RawHit hit)
    {
        var target = hit.Target;
        if (!target.IsEmpty && target[0] != '/')
        {
            var scheme = target.IndexOf("://"u8);
            if (scheme > 0)
            {
                var slash = target[(scheme + 3)..].IndexOf((byte)'/');
                target = slash < 0 ? "/"u8 : target[(scheme + 3 + slash)..];
            }
        }
        var mark = target.IndexOf((byte)'?');
        return mark < 0 ? new SplitTarget(target, hit.Query) : new SplitTarget(target[..mark], target[(mark + 1)..]);
    }

    private readonly ref struct SplitTarget(ReadOnlySpan<byte> path, ReadOnlySpan<byte> query)
    {
        private readonly ReadOnlySpan<byte> path = path;
        private readonly ReadOnlySpan<byte> query = query;

        public void Deconstruct(out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> query)
        {
            path = this.path;
            query = this.query;
        }
    }

    private static bool SameHost(ReadOnlySpan<byte> host, ReadOnlySpan<byte> site)
    {
        var port = host.LastIndexOf((byte)':');
        if (port > 0 && host[^1] != ']')
            host = host[..port];
        host = host.TrimEnd((byte)'.'); // the full name of a host ends with the root's dot
        if (host.Length > 4 && System.Text.Ascii.EqualsIgnoreCase(host[..4], "www."u8))
            host = host[4..];
        return System.Text.Ascii.EqualsIgnoreCase(host, site);
    }

    private static string BareHost(string host) => host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? host[4..] : host;
}
