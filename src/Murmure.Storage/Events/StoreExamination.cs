namespace Murmure.Storage.Events;

/// <summary>What is kept of closed days, counted in the tables themselves.</summary>
/// <param name="Sites">Sites that the store knows.</param>
/// <param name="ClosedDays">Days closed, each of one site.</param>
/// <param name="Events">Events that are still kept one by one.</param>
/// <param name="Visits">Visits that are still kept one by one.</param>
/// <param name="MachineHits">Requests by machines, kept as counts.</param>
public sealed record StoreCounts(long Sites, long ClosedDays, long Events, long Visits, long MachineHits);

/// <summary>What reading a store from end to end found.</summary>
/// <param name="Counts">What it holds of closed days.</param>
/// <param name="Bytes">What the closed part takes on disk.</param>
/// <param name="EventsPerDay">Mean of the last fourteen days closed; 0 when none is.</param>
/// <param name="OpenDays">Every open day that can be read.</param>
/// <param name="SetAside">Files that could not be read at some start and were moved aside.</param>
/// <param name="Problems">What is not as it should be, each in one line; none names anything but tables, days and sites.</param>
public sealed record StoreExamination(
    StoreCounts Counts, long Bytes, double EventsPerDay, IReadOnlyList<OpenDay> OpenDays, IReadOnlyList<string> SetAside, IReadOnlyList<string> Problems);
