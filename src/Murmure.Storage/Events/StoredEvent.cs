using Murmure.Attribution;

namespace Murmure.Storage.Events;

/// <summary>What an event is. The names are those of the API and of the store.</summary>
public enum EventKind
{
    Pageview,
    Engagement,
    Click,
    Preview,
    Share,
    Copy,
    Goal,
    Answer,
    Observation,
}

/// <summary>
/// One event as it is kept: no address, no agent text, no query beyond the allow-list. A struct, because an import makes millions of them
/// and their strings are shared (interned by the caches that made them).
/// </summary>
public readonly record struct StoredEvent
{
    /// <summary>UTC, to the second.</summary>
    public required DateTime Time { get; init; }

    /// <summary>The site's own calendar day.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The hour on the site's own clock, 0 to 23: what a report by hour shows, and all that is left of the time once the day has closed.</summary>
    public required byte Hour { get; init; }

    public required EventKind Kind { get; init; }
    public required Verdict Verdict { get; init; }

    /// <summary>The day's pseudonym; means nothing on another day. 0 for previews and machines, which are never joined to visits.</summary>
    public required ulong Visitor { get; init; }

    /// <summary>The page's path, without query but for the site's allowed parameters.</summary>
    public required string Page { get; init; }

    public required Family Family { get; init; }

    /// <summary>The channel's slug; for a preview, the operator's.</summary>
    public required string Channel { get; init; }

    public string Source { get; init; }
    public bool Paid { get; init; }
    public required Grade Grade { get; init; }
    public required Sender Sender { get; init; }

    /// <summary>Whether the channel is private (the catalogue's word): only there is a reader's share dark social.</summary>
    public required bool Private { get; init; }

    /// <summary>The rule that decided the origin (the verdict, for previews).</summary>
    public required string Rule { get; init; }

    /// <summary>The token, host or parameter name the rule fired on.</summary>
    public string Clue { get; init; }

    /// <summary>Clues kept so that a better catalogue can read the origin again. Empty when absent.</summary>
    public string ReferrerHost { get; init; }
    public string ReferrerPath { get; init; }
    public string Package { get; init; }
    public string ClickId { get; init; }
    public string UtmSource { get; init; }
    public string UtmMedium { get; init; }
    public string UtmCampaign { get; init; }

    /// <summary>The in-app browser's slug, or empty.</summary>
    public string App { get; init; }

    /// <summary>For a preview, the operator of the fetcher.</summary>
    public string Platform { get; init; }

    public string Browser { get; init; }
    public short BrowserMajor { get; init; }
    public string Os { get; init; }

    /// <summary><c>desktop</c>, <c>mobile</c>, <c>tablet</c> or empty.</summary>
    public string Device { get; init; }

    /// <summary>ISO 3166-1 alpha-2, or empty.</summary>
    public string Country { get; init; }

    /// <summary>The region after its country, <c>FR/Normandie</c>; empty where the site keeps none, or nobody knows it.</summary>
    public string Region { get; init; }

    /// <summary>The city after its country and region, <c>FR/Normandie/Caen</c>, so that two of one name are two; empty likewise.</summary>
    public string City { get; init; }

    /// <summary>
    /// The rule that takes the event for a machine's although its agent says otherwise, or empty. Such events are kept and set apart: reports leave
    /// them out unless the site counts what that rule finds as people (<see cref="IEventStore.CountAsPeopleAsync"/>).
    /// </summary>
    public string Suspicion { get; init; }

    /// <summary>What a script or a server told besides; null for a log's line.</summary>
    public EventDetail? Detail { get; init; }

    /// <summary>The rule of a share whose origin is the channel that it went out by, and not that of the visit it belongs to.</summary>
    public const string ShareRule = "share.button";
}
