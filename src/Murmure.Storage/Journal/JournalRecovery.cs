namespace Murmure.Storage;

/// <summary>What was found when a journal was opened.</summary>
/// <param name="Records">Records that wait to be read: sound, and not known to be released.</param>
/// <param name="TornBytes">Bytes cut from the end of the last file: a record that was being written when the process or the power went. It was not accepted.</param>
/// <param name="LostBytes">Bytes that could not be read in older files, from the first unsound record to the file's end. They were accepted and are lost.</param>
/// <param name="DamagedSegments">How many files lost something that way.</param>
/// <param name="Position">Where the journal ends, or the floor where that is higher; the next record comes after.</param>
/// <param name="Released">Up to here nothing needs reading again.</param>
public sealed record JournalRecovery(long Records, long TornBytes, long LostBytes, int DamagedSegments, long Position, long Released);

/// <summary>A journal's figures at one moment.</summary>
/// <param name="Appended">Records accepted since it was opened.</param>
/// <param name="Refused">Records refused since it was opened, because there was no room.</param>
/// <param name="WaitingRecords">Records not yet read by the consumer.</param>
/// <param name="WaitingBytes">Bytes not yet released.</param>
/// <param name="UsedBytes">What the files take on disk, the spare included.</param>
/// <param name="FreeBytes">What they may still take.</param>
/// <param name="Syncs">How often the disk was made to have everything.</param>
/// <param name="Room">Whether a record would be accepted now.</param>
/// <param name="Obstacle">Why no further file can be made at present, in words without a path; null when nothing is in the way.</param>
public readonly record struct JournalFigures(
    long Appended, long Refused, long WaitingRecords, long WaitingBytes, long UsedBytes, long FreeBytes, long Syncs, bool Room, string? Obstacle);
