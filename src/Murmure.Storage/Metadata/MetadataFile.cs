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
            PrivateFolder.MakeFile(path); // passwords' hashes and sessions are in it; the journal beside it inherits these permissions from SQLite
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
}
