using System.Globalization;
using Murmure.Server.Hosting;
using Murmure.Storage;

namespace Murmure.Server.Backups;

/// <summary>
/// What comes before a server opens a data folder: data of a later version are refused, all parts looked at before any is changed; of data of an
/// earlier one a backup is made, since the steps that follow have no way back of their own.
/// </summary>
internal static class Upgrade
{
    /// <summary>The folder's name in the data folder.</summary>
    public const string BackupsFolder = "backups";

    /// <summary>Older ones go when a new one stands.</summary>
    public const int BackupsKept = 3;

    private const string Before = "before-upgrade-";

    /// <summary>An upgrade that failed is tried again by whatever restarts the server: a backup of each try would push out the one that is needed.</summary>
    private static readonly TimeSpan OneUpgrade = TimeSpan.FromHours(1);

    /// <summary>Why the folder must not be opened, in one line; null when it may.</summary>
    public static async Task<string?> PrepareAsync(ServeOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        var versions = DataVersions.Of(options.DataFolder);
        if (versions.FirstOrDefault(version => version.IsNewer) is { } newer)
            return newer.Refusal;
        if (!versions.Any(version => version.IsOlder))
            return null;
        var folder = options.Backups ?? Path.Combine(options.DataFolder, BackupsFolder);
        PrivateFolder.Make(folder);
        var recent = NameAt(clock.GetUtcNow() - OneUpgrade);
        if (Directory.EnumerateFiles(folder, Before + "*.tar").Any(made => string.CompareOrdinal(Path.GetFileName(made), recent) > 0))
            return null;
        var target = Path.Combine(folder, NameAt(clock.GetUtcNow()));
        var problem = await WriteAsync(options.DataFolder, target, clock, cancellation);
        if (problem.Length > 0)
            return $"the data are of an earlier version, and no backup could be made before their upgrade: {problem} --backups names a folder on another disk.";
        foreach (var old in Directory.EnumerateFiles(folder, Before + "*.tar").OrderDescending(StringComparer.Ordinal).Skip(BackupsKept).ToList())
            File.Delete(old);
        return null;
    }

    private static string NameAt(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"{Before}{time:yyyyMMdd'T'HHmmss'Z'}.tar");

    private static async Task<string> WriteAsync(string dataFolder, string target, TimeProvider clock, CancellationToken cancellation)
    {
        var part = target + ".part";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            string problem;
            await using (var file = new FileStream(part, options))
            {
                problem = await StoppedBackup.WriteAsync(dataFolder, file, clock, cancellation);
                file.Flush(flushToDisk: true);
            }

            if (problem.Length == 0)
                (_, problem) = await StoppedBackup.CheckAsync(part, cancellation);
            if (problem.Length == 0)
                File.Move(part, target, overwrite: true);
            return problem;
        }
        finally
        {
            File.Delete(part);
        }
    }
}
