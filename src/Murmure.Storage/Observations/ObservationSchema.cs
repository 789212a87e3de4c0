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
        """
        CREATE TABLE latest (
            hash INTEGER NOT NULL PRIMARY KEY, day INTEGER NOT NULL,
            connection INTEGER NOT NULL, post INTEGER NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL, counted TEXT NOT NULL, amount INTEGER NOT NULL
        );
        CREATE INDEX latest_day ON latest (day);
        """,
        // What was told of a message before it was known whose it is; and sums of a day that passed for totals, which nothing else tells of no post.
        """
        CREATE TABLE strays (
            hash INTEGER NOT NULL, day INTEGER NOT NULL,
            connection INTEGER NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL, counted TEXT NOT NULL, amount INTEGER NOT NULL, total INTEGER NOT NULL,
            PRIMARY KEY (hash, kind, detail, counted)
        );
        CREATE INDEX strays_day ON strays (day);
        UPDATE counts SET total = 0 WHERE post = 0 AND kind = 'reaction';
        """,
    ];

    public static int Version => Migrations.Length;

    /// <exception cref="NewerStoreException">A later Murmure wrote it.</exception>
    public static void Migrate(SqliteConnection connection)
    {
        // What is deleted is overwritten: hashes of messages are to be gone, not only out of sight.
        SqliteSteps.Ask(connection, "/* ObservationSchema.Migrate */ PRAGMA secure_delete = on");
        SqliteSteps.Take(connection, Migrations, "The observations have");
    }

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
        SqliteSteps.Ask(connection, "/* ObservationSchema.Bare */ PRAGMA secure_delete = on");
        SqliteSteps.Ask(connection, "/* ObservationSchema.Bare */ DELETE FROM told");
        SqliteSteps.Ask(connection, "/* ObservationSchema.Bare */ DELETE FROM messages");
        // A file is copied before an upgrade as well: earlier versions had no such tables.
        if (SqliteSteps.VersionOf(connection) > 1)
            SqliteSteps.Ask(connection, "/* ObservationSchema.Bare */ DELETE FROM latest");
        if (SqliteSteps.VersionOf(connection) > 2)
            SqliteSteps.Ask(connection, "/* ObservationSchema.Bare */ DELETE FROM strays");
        SqliteSteps.Ask(connection, "/* ObservationSchema.Bare */ VACUUM");
    }
}
