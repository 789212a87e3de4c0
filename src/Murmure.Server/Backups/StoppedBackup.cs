using Murmure.Server.Hosting;
using Murmure.Storage.Events;

namespace Murmure.Server.Backups;

/// <summary>Backups of a data folder on which no server runs, and the check of one that was written.</summary>
public static class StoppedBackup
{
    /// <summary>Writes a backup of the folder, whatever its version. Nothing in the folder is changed.</summary>
    /// <returns>Why there is none, in one line; empty when there is.</returns>
    public static async Task<string> WriteAsync(string dataFolder, Stream to, TimeProvider clock, CancellationToken cancellation)
    {
        if (!File.Exists(Path.Combine(dataFolder, DataFolder.EventsName)) && !File.Exists(Path.Combine(dataFolder, Storage.Metadata.MetadataFile.Name)))
            return "there is nothing of Murmure's to back up.";
        var setting = DataFolder.EventsSetting(dataFolder);
        var hasEvents = File.Exists(Path.Combine(dataFolder, DataFolder.EventsName));
        var (files, problem) = await BackupFiles.MakeAsync(
            dataFolder, Path.Combine(dataFolder, Exports.OutgoingFiles.Name), DataVersions.Of(dataFolder),
            hasEvents ? path => EventStores.BackupAsync(setting, path, cancellation) : null, clock);
        if (files is null)
            return problem;
        await using (files)
            await files.WriteAsync(to, cancellation);
        return "";
    }

    /// <summary>Reads a backup through.</summary>
    /// <returns>Its manifest, or what is wrong with it, in one line.</returns>
    public static async Task<(BackupManifest? Manifest, string Problem)> CheckAsync(string file, CancellationToken cancellation)
    {
        await using var content = File.OpenRead(file);
        return await BackupArchive.ReadAsync(content, folder: null, cancellation);
    }
}
