namespace Murmure.Server.Quarantine;

/// <summary>What did not count as people's on days of a site, and why. Counts alone: of what was refused nothing else was ever kept.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day, included.</param>
/// <param name="SetApart">By rule: kept, left out of reports, and counted after all where the site says so. Every rule is here.</param>
/// <param name="Machines">Page requests of machines that show themselves, by reason.</param>
/// <param name="Refused">Hits that became no event, by reason.</param>
public sealed record QuarantineReport(
    DateOnly From, DateOnly To, IReadOnlyList<SetApartRow> SetApart, IReadOnlyList<QuarantineRow> Machines, IReadOnlyList<QuarantineRow> Refused);

/// <summary>What one rule set apart.</summary>
/// <param name="Rule">The rule's slug.</param>
/// <param name="Grade">How sure it is: <c>observed</c> where hits contradict themselves, <c>inferred</c> where they are unlike people's.</param>
/// <param name="CountedAsPeople">Whether reports of this site count it.</param>
/// <param name="Views">Pages opened.</param>
/// <param name="Visits">Visits that these are or would be.</param>
/// <param name="Days">Days with any, oldest first.</param>
public sealed record SetApartRow(string Rule, string Grade, bool CountedAsPeople, long Views, long Visits, IReadOnlyList<SetApartDay> Days);

/// <param name="Day">The site's calendar day.</param>
/// <param name="Views">Pages opened.</param>
/// <param name="Visits">Visits that these are or would be.</param>
public sealed record SetApartDay(DateOnly Day, long Views, long Visits);

/// <param name="Reason">The reason's slug.</param>
/// <param name="Hits">How many over all days.</param>
/// <param name="Days">Days with any, oldest first.</param>
public sealed record QuarantineRow(string Reason, long Hits, IReadOnlyList<QuarantineDay> Days);

/// <param name="Day">The site's calendar day.</param>
/// <param name="Hits">How many.</param>
public sealed record QuarantineDay(DateOnly Day, long Hits);
