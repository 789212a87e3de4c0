namespace Murmure.Storage.Events;

/// <summary>What one rule set apart on a day of a site.</summary>
/// <param name="Suspicion">The rule.</param>
/// <param name="Views">Pages opened.</param>
/// <param name="Visits">Visits that these would be if they were people's.</param>
public readonly record struct SuspectCount(DateOnly Day, string Suspicion, long Views, long Visits);

/// <summary>Hits refused on a day of a site for one reason. No hit of them was kept.</summary>
/// <param name="Reason">The reason's slug.</param>
public readonly record struct RefusedCount(DateOnly Day, string Reason, long Hits);
