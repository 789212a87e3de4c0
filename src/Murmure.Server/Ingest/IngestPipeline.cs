using Murmure.Attribution;
using Murmure.Attribution.Rules;
using Murmure.Attribution.Suspicions;
using Murmure.Attribution.UserAgent;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>
/// The single door: hits in, outcomes out. One literal list of named steps, cheapest refusals first; a step answers why the hit goes no
/// further, or null. One pipeline serves one site and belongs to one worker; pseudonyms and the classifier are shared between workers.
/// </summary>
internal sealed partial class IngestPipeline
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
        public PlaceReading Place;
        public ulong Visitor;
        public ulong FoldKey;
        public ulong Network;
        public DropReason? Kind;
        public Suspicion? Suspicion;
        public bool Limited;

        /// <summary>Of an answer, the name under which it is kept.</summary>
        public string? SurveyName;

        /// <summary>Of an answer, what came with its visit's landing.</summary>
        public FetchSite LandedFrom;

        /// <summary>The campaign's token that the address had. PRIVACY: it is counted, and kept nowhere with the visit.</summary>
        public string? Token;
    }

    private delegate DropReason? Step(ref Passage passage);

    private readonly Classifier classifier;
    private readonly ReadingCache readings;
    private readonly Pseudonyms pseudonyms;
    private readonly Place.Networks? networks;
    private readonly SiteCalendar calendar;
    private readonly SiteRules site;
    private readonly SiteBlocks blocks;
    private readonly LiveDoor? live;
    private int passed;
    private readonly byte[][] siteHosts;
    private readonly (string Name, Step Pass)[] steps;

    /// <param name="readings">The worker's memory of agents, referrers and pages; it may serve the pipelines of several sites.</param>
    /// <param name="live">What a live site's door knows besides; null for a log that is read for its owner.</param>
    public IngestPipeline(
        Classifier classifier, Pseudonyms pseudonyms, Place.Networks? networks, SiteRules site, ReadingCache readings, LiveDoor? live = null)
    {
        this.live = live;
        this.classifier = classifier;
        this.pseudonyms = pseudonyms;
        this.networks = networks;
        this.site = site;
        this.readings = readings;
        blocks = new SiteBlocks(site);
        calendar = new SiteCalendar(site.Zone);
        siteHosts = [.. site.OtherHosts.Prepend(site.Host).Where(host => host.Length > 0).Select(host => System.Text.Encoding.UTF8.GetBytes(host))];
        steps =
        [
            ("prefetch", Prefetch),
            ("site", Site),
            ("consent", Consent),
            ("blocked", Blocked),
            ("address", Address),
            ("answer", Answer),
            ("agent", Agent),
            ("spam", Spam),
            ("place", Where),
            ("suspicion", Suspect),
            ("visitor", Visitor),
            ("origin", Origin),
            ("limits", Limits),
            ("burst", Burst),
            ("survey", Survey),
        ];
    }

    /// <summary>The steps' names, in order.</summary>
    public IEnumerable<string> Steps => steps.Select(step => step.Name);

    public void Pass(scoped in RawHit hit, out HitOutcome outcome)
    {
        var passage = new Passage { Hit = hit, Time = hit.HasZone ? hit.Time : calendar.ToUtc(hit.Time), Agent = null!, Referrer = ReferrerReading.Empty, Place = PlaceReading.Unknown };
        (passage.Day, passage.Hour) = calendar.DayOf(passage.Time);
        var measured = live is not null && (++passed & 1023) == 0;
        foreach (var (name, pass) in steps)
        {
            var started = measured ? System.Diagnostics.Stopwatch.GetTimestamp() : 0;
            var refused = pass(ref passage);
            if (measured)
                live!.Meter.Step(name, started);
            if (refused is { } reason)
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
            MachineReason = passage.Suspicion?.Slug ?? passage.Classification.Reason ?? passage.Agent.Reason ?? "machine", Bare = passage.Referrer.Kind == ReferrerKind.None,
        },
        DropReason.PreviewPart => new HitOutcome
        {
            Dropped = reason, Time = passage.Time, Day = passage.Day, FoldKey = passage.FoldKey, MachineReason = "",
        },
        _ => new HitOutcome { Dropped = reason, Time = passage.Time, Day = passage.Day, MachineReason = "" },
    };

    private static DropReason? Prefetch(ref Passage passage) =>
        passage.Hit.SecPurpose.IndexOf("prefetch"u8) >= 0 || passage.Hit.SecPurpose.IndexOf("prerender"u8) >= 0 ? DropReason.Prefetch : null;

    private DropReason? Site(ref Passage passage)
    {
        if (live is not null && live.Closed.Has(site.Id, passage.Day))
            return DropReason.ClosedDay;
        // A link's domain is none of the site's hosts: the directory of links says whose it is.
        if (siteHosts.Length == 0 || passage.Hit.Host.IsEmpty || passage.Hit.Door == HitDoor.Link)
            return null;
        foreach (var host in siteHosts)
        {
            if (SiteHosts.Same(passage.Hit.Host, host))
                return null;
        }
        return DropReason.OtherSite;
    }

    /// <summary>
    /// PRIVACY: what may be kept of this visit. A profile, a refusal or the browser's own signal limits it to the exempt part, which
    /// <see cref="Keep"/> then makes; nothing is kept first and hidden later.
    /// </summary>
    private DropReason? Consent(ref Passage passage)
    {
        if (site.Profile == ComplianceProfile.LogOnly && passage.Hit.Door == HitDoor.Script)
            return DropReason.Profile;
        passage.Limited = (passage.Hit.Gpc && site.HonourGpc) || passage.Hit.Consent == false || site.Profile switch
        {
            ComplianceProfile.FrExempt => true,
            ComplianceProfile.EuConsent => passage.Hit.Consent != true,
            _ => false,
        };
        // Marketing events have no exempt part: a goal is a conversion, a share a channel's signal.
        return passage.Limited && passage.Hit.Kind is not (EventKind.Pageview or EventKind.Engagement or EventKind.Click) ? DropReason.Consent : null;
    }

    private DropReason? Blocked(ref Passage passage) => blocks.Block(passage.Hit.Address) ? DropReason.Blocked : null;

    /// <summary>Pages from everything else, by the address alone. What a fetcher asks for beside the page is a part of its preview.</summary>
    private DropReason? Address(ref Passage passage)
    {
        (passage.Path, passage.Query) = Split(passage.Hit);
        if (blocks.BlockPath(passage.Path))
            return DropReason.Blocked;
        passage.Kind = RequestKind.Read(passage.Path);
        // A page that runs a script is a page, whatever its address looks like.
        if (passage.Hit.Door != HitDoor.Log)
            return passage.Kind == DropReason.BadTarget ? DropReason.BadTarget : null;
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
        if (!passage.Hit.AppMark.IsEmpty)
            passage.Agent = classifier.WithAppMark(passage.Agent, System.Text.Encoding.UTF8.GetString(passage.Hit.AppMark));
        passage.Referrer = readings.Referrer(passage.Hit.Referrer);
        // A fetcher that runs the page's script renders it; the preview itself is in the log, and a log's line is where it counts.
        // What asks for a link is kept whoever it is: people's clicks are told beside all others, and an answer that was given is never lost.
        if (passage.Hit.Door == HitDoor.Link)
            return IsOwn(passage) ? DropReason.OwnFetch : null;
        return passage.Agent.Verdict == Attribution.Verdict.Automated || (passage.Hit.Door == HitDoor.Script && passage.Agent.Verdict == Attribution.Verdict.Preview)
            ? DropReason.Machine
            : null;
    }

    /// <summary>Whether a link is looked at for the card of a post of ours.</summary>
    private bool IsOwn(scoped in Passage passage) => live?.Own is { } own && passage.Agent is { Verdict: Attribution.Verdict.Preview, Platform: { } platform }
        && passage.Hit.Detail is { Link: > 0 } detail && own.Take(detail.Link, detail.Variant, platform);

    private static DropReason? Spam(ref Passage passage) => passage.Referrer.Kind switch
    {
        ReferrerKind.Spam => DropReason.SpamReferrer,
        ReferrerKind.Forged => DropReason.ForgedReferrer,
        _ => null,
    };

    private DropReason? Where(ref Passage passage)
    {
        // A sender-device preview carries the sharer's own address: not even its place is read.
        if (networks is not null && passage.Agent.Verdict != Attribution.Verdict.Preview && ClientAddress.TryRead(passage.Hit.Address, out var address))
            passage.Place = networks.Find(address);
        return passage.Place.Country.Length > 0 && site.ExcludedCountries.Contains(passage.Place.Country) ? DropReason.Blocked : null;
    }

    /// <summary>PRIVACY: the address ends here. Nothing after this step reads it.</summary>
    private DropReason? Visitor(ref Passage passage)
    {
        if (passage.Agent.Verdict == Attribution.Verdict.Preview)
            passage.FoldKey = pseudonyms.FoldKey(passage.Hit.Address, passage.Hit.UserAgent);
        else if (passage.Agent.Verdict != Attribution.Verdict.Automated)
        {
            passage.Visitor = pseudonyms.Of(passage.Day, passage.Hit.Address, passage.Hit.UserAgent);
            // Somebody who reads across midnight stays one visit: for half an hour the events know yesterday's pseudonym too.
            if (passage.Hit.Detail is { } detail && passage.Hour == 0 && calendar.MinuteOf(passage.Time) < 30)
                passage.Hit.Detail = detail with { VisitorYesterday = pseudonyms.Of(passage.Day.AddDays(-1), passage.Hit.Address, passage.Hit.UserAgent) };
        }
        if (live is not null)
            passage.Network = pseudonyms.NetworkKey(passage.Hit.Address);
        passage.Hit.Address = default;
        return null;
    }

    private DropReason? Origin(ref Passage passage)
    {
        var hit = passage.Hit;
        // Where a visit came from is its landing's to say.
        if (hit.Kind is not (EventKind.Pageview or EventKind.Click))
        {
            var origin = hit.Kind == EventKind.Share ? SharedBy(hit.Detail) : WithinAVisit;
            passage.Classification = new Classification(passage.Agent, passage.Agent.Verdict, null, origin, ReferrerReading.Empty, QueryReading.Empty, null);
            return null;
        }
        // A page of a link's domain (where a password was asked for, say) stands on the way from the link: nobody's visit came from it.
        if (passage.Referrer.Kind == ReferrerKind.Host && live?.Links.NamedHostOf(passage.Referrer.Host)?.Site == site.Id && !IsOwn(passage.Referrer, hit.Host))
            passage.Referrer = ReferrerReading.Empty;
        var own = passage.Referrer.Kind == ReferrerKind.Host
            && IsOwn(passage.Referrer, hit.Host);
        passage.Classification = classifier.Classify(
            passage.Agent,
            passage.Referrer,
            ReadQuery(ref passage),
            hit.RequestedWith.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(hit.RequestedWith),
            own,
            hit.SecFetchSite.SequenceEqual("cross-site"u8),
            hit.Method.IsEmpty ? null : "GET");
        if (hit.Door == HitDoor.Link)
        {
            passage.Classification = ByLink(passage.Classification, hit.LinkChannel);
            return null;
        }
        return passage.Classification.Verdict == Attribution.Verdict.Automated ? DropReason.Machine : null;
    }

    /// <summary>A page that is loaded again, or gone back to, was not shared again: the tag in its address is an old one, or the page's own.</summary>
    private QueryReading ReadQuery(ref Passage passage)
    {
        if (passage.Query.IsEmpty)
            return QueryReading.Empty;
        var query = classifier.ReadQuery(System.Text.Encoding.UTF8.GetString(passage.Query));
        if (passage.Hit.Detail is { Navigation: Navigation.Reload or Navigation.BackForward })
            return query with { ShareTag = "" };
        if (live?.Tokens?.Read(site.Id, query.ShareTag) is not { } tag)
            return query;
        passage.Token = query.ShareTag;
        return query with { ShareTag = tag };
    }

    /// <summary>The address that was made for a channel says how it travelled, unless the click comes from a public place: there it was posted again.</summary>
    private Classification ByLink(Classification read, string? channel) =>
        channel is not null && !read.Referrer.Public && classifier.Catalogue.BySlug.TryGetValue(channel, out var known)
            ? read with { Origin = new Origin(known.Family, known.Slug, known.Name, false, Grade.Measured, Sender.Ours, new Evidence("link.variant", known.Slug)) }
            : read;

    /// <summary>A share's channel is the one that it went out by, where the button says it; what the system's own dialogue chose nobody tells.</summary>
    private Origin SharedBy(EventDetail? detail)
    {
        foreach (var (name, value) in detail?.Properties ?? [])
        {
            if (name == "via" && classifier.Catalogue.BySlug.TryGetValue(value, out var channel))
                return new Origin(channel.Family, channel.Slug, channel.Name, false, Grade.Measured, Sender.Readers, new Evidence(StoredEvent.ShareRule, channel.Slug));
        }
        return WithinAVisit;
    }

    private DropReason? Limits(ref Passage passage) => live is null || live.Limits.Allow(site.Id, passage.Network) ? null : DropReason.Limit;

    private bool IsOwn(ReferrerReading referrer, ReadOnlySpan<byte> asked) => site.Host.Length > 0
        ? Classifier.IsOwn(referrer, site.Host) || (site.OtherHosts.Count > 0 && SiteHosts.Normalise(referrer.Host) is { } plain && site.OtherHosts.Contains(plain))
        : Classifier.IsOwn(referrer, System.Text.Encoding.UTF8.GetString(asked));

    private static readonly Origin WithinAVisit =
        new(Family.Internal, "internal", null, false, Grade.Observed, Sender.Unknown, new Evidence("visit", null));

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
}
