using System.Globalization;
using Microsoft.Data.Sqlite;
using Murmure.Storage.Events;

namespace Murmure.Storage.Observations;

/// <summary>The tables of the observations' file, as the list of steps that led to them.</summary>
internal static class ObservationSchema
{
    /// <summary>The order is the version: a step, once released, is never edited.</summary>
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE counts (
            connection INTEGER NOT NULL, post INTEGER NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL, day TEXT NOT NULL, amount INTEGER NOT NULL, total INTEGER NOT NULL,
            PRIMARY KEY (connection, post, kind, detail, day)
        ) WITHOUT ROWID;
        CREATE INDEX counts_post ON counts (post);
        CREATE TABLE told (hash INTEGER NOT NULL PRIMARY KEY, day INTEGER NOT NULL);
        CREATE INDEX told_day ON told (day);
        CREATE TABLE messages (hash INTEGER NOT NULL PRIMARY KEY, day INTEGER NOT NULL, post INTEGER NOT NULL);
        CREATE INDEX messages_day ON messages (day);
        """,
    ];

    public static int Version => Migrations.Length;

    /// <exception cref="NewerStoreException">A later Murmure wrote it.</exception>
    public static void Migrate(SqliteConnection connection)
    {
        var taken = VersionOf(connection);
        if (taken > Version)
            throw new NewerStoreException($"The observations have schema {taken}; this version of Murmure knows schemas up to {Version}. Upgrade Murmure, or restore a backup.");
        // What is deleted is overwritten: hashes of messages are to be gone, not only out of sight.
        Ask(connection, "/* ObservationSchema.Migrate */ PRAGMA secure_delete = on");
        Ask(connection, "/* ObservationSchema.Migrate */ PRAGMA journal_mode = wal");
        for (var step = taken; step < Version; step++)
        {
            using var transaction = connection.BeginTransaction();
            Ask(connection, string.Create(CultureInfo.InvariantCulture, $"/* ObservationSchema.Migrate */ {Migrations[step]} PRAGMA user_version = {step + 1}"), transaction);
            transaction.Commit();
        }
    }

    public static int VersionOf(SqliteConnection connection) => Convert.ToInt32(Ask(connection, "/* ObservationSchema.VersionOf */ PRAGMA user_version"), CultureInfo.InvariantCulture);

    public static void CopyTo(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "/* ObservationSchema.CopyTo */ VACUUM INTO $path";
        command.Parameters.AddWithValue("$path", path);
        command.ExecuteNonQuery();
    }

    /// <summary>Leaves the counts alone, in a file that has no free page with what was beside them.</summary>
    public static void Bare(SqliteConnection connection)
    {
        Ask(connection, "/* ObservationSchema.Bare */ PRAGMA secure_delete = on");
        Ask(connection, "/* ObservationSchema.Bare */ DELETE FROM told");
        Ask(connection, "/* ObservationSchema.Bare */ DELETE FROM messages");
        Ask(connection, "/* ObservationSchema.Bare */ VACUUM");
    }

    private static object? Ask(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Literals of this class; a pragma takes no parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
