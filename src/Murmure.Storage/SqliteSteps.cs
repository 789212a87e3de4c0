using System.Globalization;
using Microsoft.Data.Sqlite;
using Murmure.Storage.Events;

namespace Murmure.Storage;

/// <summary>Brings the tables of a SQLite file to this version, by the list of steps that led to them. The file remembers, in <c>user_version</c>, how many it has taken.</summary>
internal static class SqliteSteps
{
    /// <summary>Takes the steps that the file has not taken, each in a transaction of its own.</summary>
    /// <param name="steps">Their order is the version: a step, once released, is never edited.</param>
    /// <param name="has">What the file holds, with its verb: <c>The metadata has</c>.</param>
    /// <exception cref="NewerStoreException">A later Murmure wrote it.</exception>
    public static void Take(SqliteConnection connection, IReadOnlyList<string> steps, string has)
    {
        var taken = VersionOf(connection);
        if (taken > steps.Count)
            throw new NewerStoreException($"{has} schema {taken}; this version of Murmure knows schemas up to {steps.Count}. Upgrade Murmure, or restore a backup.");
        // Readers do not wait for the writer; the mode stays with the file.
        Ask(connection, "/* SqliteSteps.Take */ PRAGMA journal_mode = wal");
        for (var step = taken; step < steps.Count; step++)
        {
            using var transaction = connection.BeginTransaction();
            using var command = Command(connection, string.Create(CultureInfo.InvariantCulture, $"/* SqliteSteps.Take */ {steps[step]}; PRAGMA user_version = {step + 1}"));
            command.Transaction = transaction;
            command.ExecuteNonQuery();
            transaction.Commit();
        }
    }

    public static int VersionOf(SqliteConnection connection) => Convert.ToInt32(Ask(connection, "/* SqliteSteps.VersionOf */ PRAGMA user_version"), CultureInfo.InvariantCulture);

    /// <summary>What a statement of ours answers first.</summary>
    public static object? Ask(SqliteConnection connection, string sql)
    {
        using var command = Command(connection, sql);
        return command.ExecuteScalar();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Literals of the schemas; a pragma takes no parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
