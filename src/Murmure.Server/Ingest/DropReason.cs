namespace Murmure.Server.Ingest;

/// <summary>Why a hit becomes no event. Every one is counted and named in the report; none is silent.</summary>
public enum DropReason
{
    /// <summary>The browser fetched ahead; nobody has read anything yet.</summary>
    Prefetch,

    /// <summary>The line belongs to another virtual host.</summary>
    OtherSite,

    /// <summary>A load balancer or monitor asking whether the server lives.</summary>
    HealthCheck,

    /// <summary>A style sheet, script, font, image or other part of a page.</summary>
    StaticFile,

    /// <summary>A file for machines: feed, sitemap, robots.txt, API, cron.</summary>
    MachineFile,

    /// <summary>Neither GET nor HEAD: forms, uploads, preflights.</summary>
    Method,

    /// <summary>A HEAD request: asked about a page without reading it.</summary>
    HeadRequest,

    /// <summary>The server sent the visitor elsewhere; the page that answered counts.</summary>
    Redirect,

    /// <summary>The server answered with an error.</summary>
    Error,

    /// <summary>A page requested by another page's script or frame, not by a visitor.</summary>
    SubRequest,

    /// <summary>Known referrer spam.</summary>
    SpamReferrer,

    /// <summary>A referrer that no browser sends.</summary>
    ForgedReferrer,

    /// <summary>An address without a path that can be read.</summary>
    BadTarget,

    /// <summary>Part of a preview that is already counted: a prefix fetched while typing, or the preview's image.</summary>
    PreviewPart,

    /// <summary>A machine: counted by reason and day, not kept one by one.</summary>
    Machine,

    /// <summary>No site of this installation has that host.</summary>
    UnknownSite,

    /// <summary>The site's compliance profile takes no such hit.</summary>
    Profile,

    /// <summary>What the visitor, the browser or the profile allows has no room for this kind of event.</summary>
    Consent,

    /// <summary>The site excludes this address, path or country.</summary>
    Blocked,

    /// <summary>An event with this id is already counted.</summary>
    Duplicate,

    /// <summary>Too many events from one network or for one site.</summary>
    Limit,

    /// <summary>The site's day of that time is closed: nothing can join it any more.</summary>
    ClosedDay,

    /// <summary>A log's line from the future, or from before there were such logs: a clock that was never set.</summary>
    WrongClock,

    /// <summary>A person's request among the fetches of a site whose script counts people.</summary>
    Person,

    /// <summary>An answer to a question that was not put: the site asks nobody, not there, not of such a visit, or it was answered already.</summary>
    NotAsked,

    /// <summary>A service fetched the address of a post that we had it publish, for the card below it: nobody shared it.</summary>
    OwnFetch,
}

public static class DropReasons
{
    /// <summary>The reason's name in JSON, in headers and in metrics.</summary>
    public static string Slug(this DropReason reason) => reason switch
    {
        DropReason.Prefetch => "prefetch",
        DropReason.OtherSite => "other-site",
        DropReason.HealthCheck => "health-check",
        DropReason.StaticFile => "static-file",
        DropReason.MachineFile => "machine-file",
        DropReason.Method => "method",
        DropReason.HeadRequest => "head-request",
        DropReason.Redirect => "redirect",
        DropReason.Error => "error",
        DropReason.SubRequest => "sub-request",
        DropReason.SpamReferrer => "spam-referrer",
        DropReason.ForgedReferrer => "forged-referrer",
        DropReason.BadTarget => "bad-target",
        DropReason.PreviewPart => "preview-part",
        DropReason.Machine => "machine",
        DropReason.UnknownSite => "unknown-site",
        DropReason.Profile => "profile",
        DropReason.Consent => "consent",
        DropReason.Blocked => "blocked",
        DropReason.Duplicate => "duplicate",
        DropReason.Limit => "limit",
        DropReason.ClosedDay => "closed-day",
        DropReason.WrongClock => "wrong-clock",
        DropReason.Person => "person",
        DropReason.NotAsked => "not-asked",
        DropReason.OwnFetch => "own-fetch",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
