using System.Runtime.InteropServices;

namespace Murmure.Storage.Events.DuckDb.Parts;

/// <summary>Files that only the owner of the process may read: they hold pseudonyms.</summary>
internal static class PrivateFiles
{
    /// <summary>
    /// From now on this process gives new files to their owner only. DuckDB makes and remakes its files (<c>.wal</c>, spilled rows) by itself
    /// and asks nobody, so the process's own mask is the one place that reaches them all.
    /// </summary>
    public static void MakeDefault()
    {
        if (!OperatingSystem.IsWindows())
            _ = SetMask(0b000_111_111);
    }

    /// <summary>A database's file and everything that DuckDB puts beside it.</summary>
    public static void DeleteDatabase(string file)
    {
        // The log first: a database without its log is a sound earlier state, a log without its database is a riddle.
        foreach (var name in new[] { file + ".wal", file + ".wal.checkpoint", file + ".wal.recovery", file })
            File.Delete(name);
        DeleteSpilled(file);
    }

    /// <summary>Rows that a question spilled to disk and that a killed process left behind.</summary>
    public static void DeleteSpilled(string file)
    {
        if (Directory.Exists(file + ".tmp"))
            Directory.Delete(file + ".tmp", recursive: true);
    }

#pragma warning disable SYSLIB1054 // No source-generated import: that would need unsafe code, and there is nothing to marshal.
    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint SetMask(uint mask);
#pragma warning restore SYSLIB1054
}
