using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Murmure.Storage.Metadata.Sqlite;

namespace Murmure.Storage.Metadata;

/// <summary>The metadata's file in the data folder.</summary>
public static partial class MetadataFile
{
    public const string Name = "metadata.sqlite";

    /// <summary>Makes the file when absent, for its owner only, and brings its tables to this version.</summary>
    /// <returns>What to connect with.</returns>
    /// <exception cref="Murmure.Storage.Events.NewerStoreException">A later Murmure wrote it.</exception>
    public static string Prepare(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            Make(path);
        var setting = new SqliteConnectionStringBuilder
        {
            DataSource = path, ForeignKeys = true, DefaultTimeout = 10, Mode = SqliteOpenMode.ReadWrite,
        }.ConnectionString;
        using var connection = new SqliteConnection(setting);
        connection.Open();
        SqliteSchema.Migrate(connection);
        return setting;
    }

    /// <summary>The options of a context over what <see cref="Prepare"/> gave.</summary>
    public static void Use(DbContextOptionsBuilder options, string setting) => options.UseSqlite(setting);

    // Passwords' hashes and sessions are in it. The journal beside it inherits these permissions from SQLite.
    private static void Make(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }
}
