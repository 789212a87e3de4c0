namespace Murmure.Storage.Events;

/// <summary>
/// How a day is closed: what is rare, and so could single a reader out or join two of a reader's days, goes.
/// </summary>
/// <remarks>
/// <para>Seen with fewer than <see cref="K"/> visitors of the day: a browser's or a system's family becomes <c>other</c>; a browser's version goes,
/// also where the whole agent (app, browser, version, system, device, place) is that rare; a country goes, and so do a
/// region and a city, each into the place that it lies in, and also where somebody is alone there with their app, browser, system and device; an event's name or a property's
/// value becomes <c>other</c>, a property whose very name is rare goes; of the target of a link the host stays.</para>
/// <para>Of the origin: family, channel, rule, click id, app and platform are words of the catalogue and single nobody out. The referrer's host
/// stays, since a rare referrer is what a report of referrers is for, and says where a link stands, not who followed it. The referrer's path
/// (a profile, a thread), the package, and a clue that is not that host go below K: they serve proof and re-classification only. Campaign tags
/// are counted exactly for the members of the organisation, so K would take small campaigns from them; but a tag seen with a single visitor may be
/// that visitor's own (newsletters number their readers): seen with one visitor only, source, medium and campaign become <c>other</c>.</para>
/// <para>Pages are counted exactly and stay: a site whose addresses name their readers must exclude these paths.</para>
/// </remarks>
/// <param name="Catalogue">Version of the catalogue in force, kept with the day's roll-ups.</param>
/// <param name="K">A rare value is one seen with fewer than this many visitors of the day; 1 folds nothing.</param>
/// <param name="Exempt">
/// Whether the site's profile allows only the exempt part (<c>fr-exempt</c>): pages, the referrer's host and the device by day. Events marked
/// <see cref="EventDetail.Limited"/> are treated so under any profile.
/// </param>
public sealed record CloseRules(string Catalogue, int K = 10, bool Exempt = false)
{
    /// <summary>Names of goals that the site itself declared: known beforehand, so they single nobody out and are never folded.</summary>
    public IReadOnlyCollection<string> DeclaredNames { get; init; } = [];
}

/// <summary>What a close came to.</summary>
public enum CloseOutcome
{
    /// <summary>The day is closed now.</summary>
    Closed,

    /// <summary>It was closed before; what an interrupted close had left behind is gone now.</summary>
    ClosedBefore,

    /// <summary>The store knows no such day: there was nothing to close, and it stays open to what may come.</summary>
    Unknown,
}

/// <summary>What a close did, for the log: counts only.</summary>
/// <param name="Events">Events that went into the closed part.</param>
/// <param name="Visits">Visits, likewise.</param>
/// <param name="Visitors">Pseudonyms that ordinals took the place of.</param>
/// <param name="Folded">Values that were rare and went, by column.</param>
/// <param name="Rollups">Rows of daily roll-ups.</param>
public sealed record CloseResult(
    CloseOutcome Outcome, long Events, long Visits, long Visitors, IReadOnlyDictionary<string, long> Folded, long Rollups);
