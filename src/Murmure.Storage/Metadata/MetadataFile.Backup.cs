using System.Globalization;
using Microsoft.Data.Sqlite;
using Murmure.Storage.Metadata.Sqlite;

namespace Murmure.Storage.Metadata;

/// <summary>A site as the metadata's file has it.</summary>
/// <param name="TimeZone">As it is written there; it may be none that this machine knows.</param>
public sealed record KnownSite(long Id, string Host, string TimeZone);

/// <summary>The metadata's file as a whole: copied, and looked at without changing it.</summary>
public static partial class MetadataFile
{
    /// <summary>What this version writes.</summary>
    public static SchemaVersion CurrentVersion { get; } = new("metadata", SqliteSchema.Version, SqliteSchema.Version, SqliteSchema.Version);

    /// <summary>The file's version; null when there is none.</summary>
    public static SchemaVersion? VersionOf(string folder)
    {
        if (!File.Exists(Path.Combine(folder, Name)))
            return null;
        using var connection = Read(folder);
        var version = (int)Number(connection, "/* MetadataFile.VersionOf */ PRAGMA user_version");
        return CurrentVersion with { Lowest = version, Highest = version };
    }

    /// <summary>
    /// Copies the metadata into a new file as it is at this moment, also while a server works with it. PRIVACY: by VACUUM INTO and not by
    /// SQLite's page-wise backup, which would take along what was deleted.
    /// </summary>
    public static void Copy(string folder, string path)
    {
        using var connection = Read(folder);
        using var command = connection.CreateCommand();
        command.CommandText = "/* MetadataFile.Copy */ VACUUM INTO $path";
        command.Parameters.AddWithValue("$path", path);
        command.ExecuteNonQuery();
    }

    /// <summary>How many rows the tables have that people know: accounts, organisations, sites, keys.</summary>
    public static IReadOnlyDictionary<string, long> Count(string folder)
    {
        using var connection = Read(folder);
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in (ReadOnlySpan<string>)["accounts", "organisations", "sites", "keys"])
        {
            if (Number(connection, $"/* MetadataFile.Count */ SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '{table}'") > 0)
                counts[table] = Number(connection, $"/* MetadataFile.Count */ SELECT count(*) FROM \"{table}\"");
        }

        return counts;
    }

    /// <summary>The sites and their zones.</summary>
    public static IReadOnlyList<KnownSite> Sites(string folder)
    {
        using var connection = Read(folder);
        using var command = connection.CreateCommand();
        command.CommandText = "/* MetadataFile.Sites */ SELECT \"Id\", \"Host\", \"TimeZone\" FROM \"sites\" ORDER BY \"Host\"";
        var sites = new List<KnownSite>();
        using var rows = command.ExecuteReader();
        while (rows.Read())
            sites.Add(new KnownSite(rows.GetInt64(0), rows.GetString(1), rows.GetString(2)));
        return sites;
    }

    /// <summary>Whether the file is sound: every page and index, every reference.</summary>
    /// <returns>What is wrong, each in one line without any row's content.</returns>
    public static IReadOnlyList<string> Examine(string folder)
    {
        using var connection = Read(folder);
        using var command = connection.CreateCommand();
        command.CommandText = "/* MetadataFile.Examine */ SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'";
        var problems = new List<string>();
        if (Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture) is > 0 and var damaged)
            problems.Add($"metadata: {damaged} pages or indexes are damaged");
        command.CommandText = "/* MetadataFile.Examine */ SELECT DISTINCT \"table\" FROM pragma_foreign_key_check";
        using var tables = command.ExecuteReader();
        while (tables.Read())
            problems.Add($"metadata: rows of {tables.GetString(0)} refer to rows that are gone");
        return problems;
    }

    /// <summary>
    /// After a restore: what was to go out since the backup was made may have gone out, and so did what was under way. A person looks and says; nothing is
    /// published a second time by itself.
    /// </summary>
    public static void DoubtPosts(string folder)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, Name), Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ConnectionString);
        connection.Open();
        if (Number(connection, "/* MetadataFile.DoubtPosts */ SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'posts'") == 0)
            return;
        using var command = connection.CreateCommand();
        command.CommandText = """
            /* MetadataFile.DoubtPosts */
            UPDATE "posts" SET "State" = 'Unsure', "NextTry" = NULL, "Answer" = 'restored'
            WHERE "State" = 'Sending' OR ("State" = 'Scheduled' AND "Due" <= strftime('%Y-%m-%d %H:%M:%S', 'now'))
            """;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Read(string folder)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, Name), Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = 10, Pooling = false,
        }.ConnectionString);
        connection.Open();
        return connection;
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Literals of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
