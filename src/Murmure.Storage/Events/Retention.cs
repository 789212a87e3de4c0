namespace Murmure.Storage.Events;

/// <summary>What of a site's closed days is to go.</summary>
/// <param name="EventsBefore">Events and visits of earlier days go; their daily counts stay.</param>
/// <param name="CountsBefore">Of earlier days everything goes, daily counts and counts of machines included.</param>
public sealed record PurgeRules(DateOnly EventsBefore, DateOnly CountsBefore);

/// <summary>What a purge deleted, and what a look afterwards still found.</summary>
/// <param name="At">UTC.</param>
/// <param name="Days">Closed days that lost something.</param>
/// <param name="Events">Events deleted.</param>
/// <param name="Visits">Visits deleted.</param>
/// <param name="Counts">Rows of daily counts deleted, those of machines included.</param>
/// <param name="Left">Rows of what was to go that were there still when it was done: 0, or the purge has failed.</param>
public sealed record PurgeResult(DateTime At, PurgeRules Rules, int Days, long Events, long Visits, long Counts, long Left);

/// <summary>What an erasure removed.</summary>
/// <param name="Days">Days, open and closed, that held something.</param>
/// <param name="MachineHits">Requests by machines.</param>
/// <param name="Counts">Rows of daily counts.</param>
/// <param name="Pages">Cards of pages that nothing speaks of any more.</param>
public sealed record EraseResult(int Days, long Events, long Visits, long MachineHits, long Counts, long Pages)
{
    /// <summary>Files of open days that had been set aside as unreadable.</summary>
    public int SetAside { get; init; }

    /// <summary>Names of files set aside that do not say whose they are: they may hold what was to go, and are left to a person.</summary>
    public IReadOnlyList<string> Unattributed { get; init; } = [];
}
