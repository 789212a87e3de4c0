namespace Murmure.Storage.Events;

/// <summary>How a day is closed.</summary>
/// <param name="Catalogue">Version of the catalogue in force, kept with the day's roll-ups.</param>
/// <param name="K">A rare value is one seen with fewer than this many visitors of the day; 1 folds nothing.</param>
/// <param name="Exempt">
/// Whether the site's profile allows only the exempt part (<c>fr-exempt</c>): pages, the referrer's host and the device's family by day.
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
