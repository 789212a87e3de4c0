using Murmure.Server.Hosting;

namespace Murmure.Server.Backups;

/// <summary>The backups that lie where this server puts them: those before upgrades, and what somebody put beside them or into the data folder.</summary>
internal static class BackupsKept
{
    /// <summary>Their files, by name.</summary>
    public static IEnumerable<FileInfo> In(ServeOptions options) =>
        new[] { options.DataFolder, Path.Combine(options.DataFolder, Upgrade.BackupsFolder), options.Backups }
            .OfType<string>().Select(Path.GetFullPath).Distinct(StringComparer.Ordinal).Where(Directory.Exists)
            .SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*.tar*")).OrderBy(file => file.Name, StringComparer.Ordinal);
}
