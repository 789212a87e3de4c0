using DuckDB.NET.Data;

namespace Murmure.Storage.Events.DuckDb.Parts;

/// <summary>
/// Writes the store's own file anew, without what was deleted, where much of it is free: DuckDB uses free blocks again but hardly ever gives them
/// back, and what was deleted can be read in them. Done before the store is opened, when nobody asks or writes; the decision is adr/0029.
/// </summary>
internal static class Compaction
{
    /// <summary>Below that, there is nothing to gain.</summary>
    private const long Smallest = 64L << 20;

    /// <summary>Compacts a file of which more than a quarter is free, if the disk has room for what is in use. Killed at any moment, it leaves the file as it was.</summary>
    /// <returns>Whether it did.</returns>
    public static bool RunIfDue(string path, DuckDbOptions options, long smallest = Smallest)
    {
        var copy = path + ".compact";
        PrivateFiles.DeleteDatabase(copy);
        if (!File.Exists(path) || new FileInfo(path).Length < smallest)
            return false;
        using (var connection = new DuckDBConnection("DataSource=:memory:"))
        {
            connection.Open();
            connection.Execute($"SET memory_limit = '{options.MemoryMegabytes}MB'");
            connection.Execute($"ATTACH {Commands.Quoted(path)} AS whole");
            // What the last run left in the log belongs into the file first: the copy has no log.
            connection.Execute("/* Compaction */ CHECKPOINT whole");
            var (total, free, block) = connection.Rows(
                "/* Compaction */ SELECT total_blocks, free_blocks, block_size FROM pragma_database_size() WHERE database_name = 'whole'",
                row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2))).Single();
            if (free * 4 <= total || Room(path) < (total - free) * block)
                return false;
            connection.Execute($"ATTACH {Commands.Quoted(copy)} AS compacted");
            connection.Execute("/* Compaction */ COPY FROM DATABASE whole TO compacted");
            connection.Execute("DETACH compacted");
            connection.Execute("DETACH whole");
        }

        File.Move(copy, path, overwrite: true);
        return true;
    }

    private static long Room(string path) => new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!).AvailableFreeSpace;
}
