using Murmure.Storage;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;
using Murmure.Storage.Observations;

namespace Murmure.Server.Hosting;

/// <summary>How far the parts of a data folder have come, found before anything is opened to be written.</summary>
internal static class DataVersions
{
    /// <summary>What this version of Murmure writes.</summary>
    public static IReadOnlyList<SchemaVersion> Current { get; } = [.. EventStores.CurrentVersions, MetadataFile.CurrentVersion, Journal.CurrentVersion, ObservationFile.CurrentVersion];

    /// <summary>What lies in a folder on which no server runs; parts that are not there yet are left out. Nothing is changed.</summary>
    /// <exception cref="System.Data.Common.DbException">A part cannot be read, or a process has it open.</exception>
    public static IReadOnlyList<SchemaVersion> Of(string folder) =>
    [
        .. EventStores.VersionsOf(DataFolder.EventsSetting(folder)),
        .. new[] { MetadataFile.VersionOf(folder), Journal.VersionOf(DataFolder.JournalIn(folder)), ObservationFile.VersionOf(folder) }.OfType<SchemaVersion>(),
    ];
}
