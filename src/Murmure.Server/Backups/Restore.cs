using Murmure.Server.Accounts;
using Murmure.Server.Hosting;
using Murmure.Storage;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;
using Murmure.Storage.Observations;

namespace Murmure.Server.Backups;

/// <summary>
/// A backup put into an empty folder. It is unpacked into a folder of its own in there, read through and counted, and only then moved to where a
/// server looks: what is damaged, newer or cut off leaves no data behind.
/// </summary>
public static class Restore
{
    private const string Unpacked = "restoring";

    /// <summary>Whether a restore into the folder was interrupted.</summary>
    public static bool IsUnfinished(string dataFolder) => Directory.Exists(Path.Combine(dataFolder, Unpacked));

    /// <summary>Restores a backup.</summary>
    /// <returns>Its manifest, or why it was not restored, in one line.</returns>
    public static async Task<(BackupManifest? Restored, string Problem)> RunAsync(Stream backup, string dataFolder, CancellationToken cancellation)
    {
        if (File.Exists(dataFolder))
            return (null, $"--data {dataFolder}: this is a file; name a folder.");
        if (Directory.Exists(dataFolder) && Directory.EnumerateFileSystemEntries(dataFolder).Any(entry => Path.GetFileName(entry) is not (Unpacked or "lost+found")))
            return (null, $"--data {dataFolder}: the folder is not empty, and a restore never replaces data; name another one, or move what is in it away.");
        PrivateFolder.Make(dataFolder);
        var unpacked = Path.Combine(dataFolder, Unpacked);
        if (Directory.Exists(unpacked))
            Directory.Delete(unpacked, recursive: true);
        PrivateFolder.Make(unpacked);
        try
        {
            var (manifest, problem) = await BackupArchive.ReadAsync(backup, unpacked, cancellation);
            if (manifest is not null && await ProblemAsync(manifest, unpacked, cancellation) is { } wrong)
                return (null, wrong);
            if (manifest is not null)
            {
                if (File.Exists(Path.Combine(unpacked, MetadataFile.Name)))
                    MetadataFile.DoubtPosts(unpacked);
                Move(unpacked, dataFolder);
            }
            return (manifest, problem);
        }
        finally
        {
            Directory.Delete(unpacked, recursive: true);
        }
    }

    private static async Task<string?> ProblemAsync(BackupManifest manifest, string folder, CancellationToken cancellation)
    {
        foreach (var (part, version) in manifest.Versions)
        {
            if (DataVersions.Current.FirstOrDefault(known => known.Part == part)?.Known is not { } known || version > known)
                return $"the backup was made by Murmure {manifest.Murmure}, whose {part} this version does not know. Upgrade Murmure.";
        }

        var counts = File.Exists(Path.Combine(folder, MetadataFile.Name)) ? new Dictionary<string, long>(MetadataFile.Count(folder), StringComparer.Ordinal) : [];
        List<string> problems = [.. counts.Count > 0 ? MetadataFile.Examine(folder) : []];
        if (File.Exists(Path.Combine(folder, DataFolder.EventsName)))
        {
            var store = await EventStores.ExamineAsync(DataFolder.EventsSetting(folder), cancellation);
            problems.AddRange(store.Problems);
            (counts["closedDays"], counts["events"]) = (store.Counts.ClosedDays, store.Counts.Events);
            (counts["visits"], counts["machineHits"]) = (store.Counts.Visits, store.Counts.MachineHits);
        }

        if (problems.Count > 0)
            return $"the backup holds damaged data: {problems[0]}.";
        return manifest.Counts.FirstOrDefault(count => counts.GetValueOrDefault(count.Key) != count.Value) is { Key: { } name }
            ? $"the backup holds another number of {name} than it says; nothing of it is used."
            : null;
    }

    // The events last: a server that finds them finds the rest as well.
    private static void Move(string unpacked, string dataFolder)
    {
        foreach (var name in new[] { AccountsFeature.KeysFolder, MetadataFile.Name, ObservationFile.Name, DataFolder.EventsName })
        {
            var from = Path.Combine(unpacked, name);
            if (Directory.Exists(from))
                Directory.Move(from, Path.Combine(dataFolder, name));
            else if (File.Exists(from))
                File.Move(from, Path.Combine(dataFolder, name));
        }
    }
}
