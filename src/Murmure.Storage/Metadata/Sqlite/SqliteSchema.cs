using System.Globalization;
using Microsoft.Data.Sqlite;
using Murmure.Storage.Events;

namespace Murmure.Storage.Metadata.Sqlite;

/// <summary>The tables, as the list of steps that led to them. The file remembers, in <c>user_version</c>, how many it has taken.</summary>
internal static partial class SqliteSchema
{
    /// <summary>The order is the version: a step, once released, is never edited.</summary>
    private static readonly string[] Migrations =
    [
        People + Sites,
        """
        ALTER TABLE "sites" ADD COLUMN "CountedSuspicions" TEXT NOT NULL DEFAULT '[]';
        """,
        Days,
        Links,
        Sharing,
        LinkRecords,
        Campaigns,
        LinkTools,
        Estimates,
        """
        ALTER TABLE "accounts" ADD COLUMN "Language" TEXT NULL;
        """,
        Views,
        Notices,
        Writers,
        Funnels,
        Connections,
        History,
        Invitations,
    ];

    public static int Version => Migrations.Length;

    /// <summary>Takes the steps that the file has not taken, each in a transaction of its own.</summary>
    /// <exception cref="NewerStoreException">A later Murmure wrote it.</exception>
    public static void Migrate(SqliteConnection connection)
    {
        var taken = Convert.ToInt32(Ask(connection, "/* SqliteSchema.Migrate */ PRAGMA user_version"), CultureInfo.InvariantCulture);
        if (taken > Version)
            throw new NewerStoreException($"The metadata has schema {taken}; this version of Murmure knows schemas up to {Version}. Upgrade Murmure, or restore a backup.");
        // Readers do not wait for the writer; the mode stays with the file.
        Ask(connection, "/* SqliteSchema.Migrate */ PRAGMA journal_mode = wal");
        for (var step = taken; step < Version; step++)
        {
            using var transaction = connection.BeginTransaction();
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"/* SqliteSchema.Migrate */ {Migrations[step]}; PRAGMA user_version = {step + 1}");
            command.ExecuteNonQuery();
            transaction.Commit();
        }
    }

    private static object? Ask(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Literals of this class; a pragma takes no parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
