using System.Globalization;
using Murmure.Server.Accounts;
using Murmure.Server.Hosting;
using Murmure.Storage;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;
using Murmure.Storage.Observations;

namespace Murmure.Server.Backups;

/// <summary>
/// The files of a backup, copied aside, to be sent as one; removed when disposed. Closed days, metadata and the keys that seal secrets, each as
/// it is at one moment, while the server goes on.
/// </summary>
internal sealed class BackupFiles : IAsyncDisposable
{
    /// <summary>What the copies may take beyond the files they are made of: a copy can be a little larger.</summary>
    private const double Margin = 1.1;

    private readonly string copies;
    private readonly List<string> names = [];
    private readonly SortedDictionary<string, long> counts = new(StringComparer.Ordinal);

    private BackupFiles(string copies, IReadOnlyList<SchemaVersion> versions, TimeProvider clock)
    {
        this.copies = copies;
        Manifest = new BackupManifest(
            BackupManifest.CurrentFormat, MurmureServer.Version, clock.GetUtcNow().UtcDateTime,
            versions.ToDictionary(version => version.Part, version => version.Lowest, StringComparer.Ordinal), counts, BackupManifest.NeverIn);
    }

    public BackupManifest Manifest { get; }

    /// <summary>Copies what belongs into a backup of a data folder.</summary>
    /// <param name="dataFolder">The folder.</param>
    /// <param name="aside">Where a folder for the copies is made, and removed afterwards.</param>
    /// <param name="versions">The versions of what is copied.</param>
    /// <param name="events">Copies the events' closed part to a path; null where there is none.</param>
    /// <param name="clock">Says when it was made.</param>
    /// <returns>The files, or why they cannot be made, in one line.</returns>
    public static async Task<(BackupFiles? Files, string Problem)> MakeAsync(
        string dataFolder, string aside, IReadOnlyList<SchemaVersion> versions, Func<string, Task<StoreCounts>>? events, TimeProvider clock)
    {
        PrivateFolder.Make(aside);
        if (NoRoom(dataFolder, aside) is { } problem)
            return (null, problem);
        var made = new BackupFiles(Path.Combine(aside, Path.GetRandomFileName()), versions, clock);
        PrivateFolder.Make(made.copies);
        try
        {
            // Accounts and sites first: a site that is added in between has no closed day yet.
            made.CopyMetadata(dataFolder);
            made.CopyObservations(dataFolder);
            made.CopyKeys(dataFolder);
            if (events is not null)
                await made.CopyEventsAsync(events);
            return (made, "");
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    public Task WriteAsync(Stream to, CancellationToken cancellation) => BackupArchive.WriteAsync(copies, names, Manifest, to, cancellation);

    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(copies))
            Directory.Delete(copies, recursive: true);
        return ValueTask.CompletedTask;
    }

    private void CopyMetadata(string dataFolder)
    {
        if (!File.Exists(Path.Combine(dataFolder, MetadataFile.Name)))
            return;
        MetadataFile.Copy(dataFolder, Path.Combine(copies, MetadataFile.Name));
        foreach (var (table, rows) in MetadataFile.Count(copies))
            counts[table] = rows;
        names.Add(MetadataFile.Name);
    }

    private void CopyObservations(string dataFolder)
    {
        if (!File.Exists(Path.Combine(dataFolder, ObservationFile.Name)))
            return;
        ObservationFile.Copy(dataFolder, Path.Combine(copies, ObservationFile.Name));
        names.Add(ObservationFile.Name);
    }

    private void CopyKeys(string dataFolder)
    {
        var keys = Path.Combine(dataFolder, AccountsFeature.KeysFolder);
        if (!Directory.Exists(keys))
            return;
        PrivateFolder.Make(Path.Combine(copies, AccountsFeature.KeysFolder));
        foreach (var key in Directory.EnumerateFiles(keys, "*.xml").Order(StringComparer.Ordinal))
        {
            names.Add(AccountsFeature.KeysFolder + "/" + Path.GetFileName(key));
            File.Copy(key, Path.Combine(copies, names[^1]));
        }
    }

    private async Task CopyEventsAsync(Func<string, Task<StoreCounts>> events)
    {
        var kept = await events(Path.Combine(copies, DataFolder.EventsName));
        (counts["closedDays"], counts["events"], counts["visits"], counts["machineHits"]) = (kept.ClosedDays, kept.Events, kept.Visits, kept.MachineHits);
        names.Add(DataFolder.EventsName);
    }

    private static string? NoRoom(string dataFolder, string aside)
    {
        var needed = (long)(Margin * new[] { DataFolder.EventsName, DataFolder.EventsName + ".wal", MetadataFile.Name, ObservationFile.Name }
            .Select(name => new FileInfo(Path.Combine(dataFolder, name))).Where(file => file.Exists).Sum(file => file.Length));
        var free = new DriveInfo(Path.GetFullPath(aside)).AvailableFreeSpace;
        return free >= needed ? null : string.Create(
            CultureInfo.InvariantCulture, $"a copy needs {needed >> 20:N0} MB beside the data for a while, and its disk has {free >> 20:N0} MB free.");
    }
}
