namespace Murmure.Storage.Events;

/// <summary>A day of a site that is not closed yet: its events carry pseudonyms and times to the second.</summary>
/// <param name="Site">The site's host.</param>
/// <param name="Day">The site's own calendar day.</param>
/// <param name="First">UTC, of the earliest event; null when only machines were counted.</param>
/// <param name="Last">UTC, of the latest event.</param>
/// <param name="Events">Events kept.</param>
/// <param name="MachineHits">Requests by machines.</param>
/// <param name="LastAppended">UTC, when the day last took something: an imported day closes a while after its last import.</param>
public sealed record OpenDay(string Site, DateOnly Day, DateTime? First, DateTime? Last, long Events, long MachineHits, DateTime LastAppended);

/// <summary>A day of a site whose pseudonyms are gone. It takes nothing more.</summary>
/// <param name="Events">Events kept when it closed.</param>
/// <param name="Visits">Visits derived from them.</param>
/// <param name="ClosedAt">UTC.</param>
/// <param name="Catalogue">Version of the catalogue that its origins were read and its daily counts made with.</param>
public sealed record ClosedDay(string Site, DateOnly Day, long Events, long Visits, DateTime ClosedAt, string Catalogue)
{
    /// <summary>Whether its events are deleted, and only daily counts are left, or nothing.</summary>
    public bool Purged { get; init; }

    /// <summary>Whether its daily counts are deleted as well: what it had, nobody knows any more.</summary>
    public bool Gone { get; init; }
}

/// <summary>How far the journal has reached an open day: everything up to that position is committed there.</summary>
public readonly record struct DayPosition(string Site, DateOnly Day, long Position);
