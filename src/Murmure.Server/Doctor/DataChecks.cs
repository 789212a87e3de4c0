using System.Globalization;

namespace Murmure.Server.Doctor;

/// <summary>Whether what is kept is whole, readable and has room.</summary>
internal static class DataChecks
{
    private const long FewEvents = 10_000;
    private const string Restore = "Stop the server, keep the folder as it is, and restore the last backup into an empty one: murmure restore FILE --data DIR.";

    public static IEnumerable<Finding> Folder(Facts facts)
    {
        if (!facts.Exists)
        {
            yield return new("data-folder", Severity.Broken, $"{facts.Folder} does not exist.", "Without a data folder nothing is kept.", "Name the right one with --data, or start 'murmure serve'.");
            yield break;
        }

        yield return facts.OpenToOthers
            ? new("data-folder", Severity.Warning, $"Other accounts of this machine may enter {facts.Folder}.", "It holds pseudonyms of today, hashes of passwords and the keys that seal secrets.", $"chmod 700 {facts.Folder}")
            : Finding.Sound("data-folder", $"{facts.Folder} is its owner's alone.");
        foreach (var version in facts.Versions)
        {
            if (version.IsNewer)
                yield return new("version", Severity.Broken, version.Refusal, "This version would misread the data, so it does not start on them.", "Run the version that wrote them, or restore a backup.");
            else if (version.IsOlder)
                yield return new("version", Severity.Notice, $"{version.Part} is of version {version.Lowest}; this Murmure writes {version.Known}.", "The next start of 'murmure serve' backs up and upgrades.");
        }
    }

    public static IEnumerable<Finding> Store(Facts facts)
    {
        if (facts.Faults.TryGetValue("events", out var fault))
            yield return new("store", Severity.Broken, $"The event store: {fault}.", "No event can be stored and no report answered.", Restore);
        foreach (var problem in facts.Store?.Problems ?? [])
            yield return new("store", Severity.Broken, $"{problem}.", "Reports over these days fail or miss events.", Restore);
        if (facts.Store is { Problems.Count: 0 } store)
        {
            yield return Finding.Sound("store", string.Create(
                CultureInfo.InvariantCulture, $"{store.Counts.Events:N0} events of {store.Counts.ClosedDays:N0} closed days and {store.OpenDays.Sum(day => day.Events):N0} of open ones, read from end to end."));
        }

        if (facts.Store?.SetAside is { Count: > 0 } aside)
        {
            yield return new("set-aside", Severity.Warning, $"{aside.Count} files of open days could not be read and were moved to open/set-aside.",
                "Their events are missing from the reports, and their pseudonyms are not destroyed with their day.", "Find out what happened to the disk; then delete the files.");
        }
    }

    public static IEnumerable<Finding> Metadata(Facts facts)
    {
        if (facts.Faults.TryGetValue("metadata", out var fault))
            yield return new("metadata", Severity.Broken, $"metadata.sqlite: {fault}.", "Nobody can sign in and no site is known.", Restore);
        foreach (var problem in facts.MetadataProblems)
            yield return new("metadata", Severity.Broken, $"{problem}.", "Accounts, sites or keys may be lost.", Restore);
        if (facts.Exists && !facts.Faults.ContainsKey("metadata") && facts.MetadataProblems.Count == 0)
            yield return Finding.Sound("metadata", $"{facts.Sites.Count} sites; every page and reference is sound.");
    }

    public static IEnumerable<Finding> Journal(Facts facts)
    {
        if (facts.Faults.TryGetValue("journal", out var fault))
            yield return new("journal", Severity.Broken, $"The journal: {fault}.", "No event can be accepted.", "Check the permissions of the folder 'journal', or stop the other process.");
        if (facts.Journal is { LostBytes: > 0 } lost)
            yield return new("journal", Severity.Broken, $"{lost.LostBytes} bytes in {lost.DamagedSegments} files of the journal cannot be read.", "Events that were accepted are lost: the disk changed what was written.", "Check the disk (smartctl, dmesg).");
        if (facts.Journal is { TornBytes: > 0 } torn)
            yield return new("journal", Severity.Notice, $"The journal ended in {torn.TornBytes} torn bytes.", "The process or the power went while a record was written; it had not been accepted.");
        if (facts.JournalNow is { Room: false } full)
            yield return new("journal", Severity.Broken, $"The journal has no room: {full.Obstacle ?? "the disk is slow"}.", "Beacons are answered 503 and clicks go unrecorded.", "Make room on the disk, or see why the store does not take events.");
        if (facts.Writer is { Unreadable: > 0 } or { LostBytes: > 0 })
            yield return new("journal", Severity.Broken, "Records of the journal could not be read on their way to the store.", "Events that were accepted are lost.", "Check the disk (smartctl, dmesg).");
        if (facts.Writer is { Failures: > 0, Held: > 0 } stuck)
            yield return new("journal", Severity.Warning, $"The store refused {stuck.Failures} batches since the start, and {stuck.Held} events wait.", "Nothing is lost while the journal has room; reports are behind.", "Look at the server's log and at the disk.");
        if (!facts.Running && facts.Journal is { Records: > 0 } waiting)
            yield return new("journal", Severity.Notice, $"{waiting.Records} accepted records wait in the journal.", "The next start brings each into the store once.");
        else if (facts.Journal is { LostBytes: 0, TornBytes: 0 } && !facts.Faults.ContainsKey("journal"))
            yield return Finding.Sound("journal", "Nothing torn, nothing lost.");
    }

    /// <summary>How long the disk lasts, by what an event took so far and how many come a day.</summary>
    public static IEnumerable<Finding> Disk(Facts facts)
    {
        if (!facts.Exists)
            yield break;
        var free = facts.FreeBytes - facts.JournalBytes;
        if (free <= 0)
        {
            yield return new("disk", Severity.Broken, $"{Megabytes(facts.FreeBytes)} are free, less than the journal may still take.", "When the disk is full, events are refused.", "Make room, or lower --journal-megabytes.");
            yield break;
        }

        if (facts.Store is not { Counts.Events: >= FewEvents, EventsPerDay: > 0 } store)
        {
            yield return Finding.Sound("disk", $"{Megabytes(facts.FreeBytes)} are free; too little is kept yet for a forecast.");
            yield break;
        }

        var perEvent = (double)store.Bytes / store.Counts.Events;
        var days = (long)Math.Min(36_500, free / (perEvent * store.EventsPerDay));
        // What is there already makes up so many days; beyond the rest, each day that comes pushes one out.
        var growing = Math.Max(0, facts.EventDays - (store.Counts.Events / store.EventsPerDay));
        var what = string.Create(
            CultureInfo.InvariantCulture,
            $"{Megabytes(facts.FreeBytes)} are free: {days:N0} days at {store.EventsPerDay:N0} events a day and {perEvent:N0} bytes an event; for {growing:N0} days more the store grows.");
        yield return days switch
        {
            _ when days > growing => Finding.Sound("disk", what),
            < 7 => new("disk", Severity.Broken, what, "When the disk is full, events are refused.", "Make room now."),
            < 60 => new("disk", Severity.Warning, what, "When the disk is full, events are refused.", "Plan for more room, or keep events for fewer days."),
            _ => Finding.Sound("disk", what),
        };
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20:N0} MB");
}
