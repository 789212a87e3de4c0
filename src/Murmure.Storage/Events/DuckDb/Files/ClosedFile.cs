using System.Globalization;
using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb.Files;

/// <summary>
/// The file of closed days as a whole, whatever its version: copied, counted and read through. Tables are asked for by name before they are
/// used, since an earlier version may not have them.
/// </summary>
internal static class ClosedFile
{
    private static int copies;

    /// <summary>
    /// Copies a catalog into a new file: what is committed now, while others go on writing. PRIVACY: rows are copied and not pages, so that nothing
    /// goes along which was deleted.
    /// </summary>
    /// <returns>What the copy holds.</returns>
    /// <exception cref="IOException">There is a file of that name.</exception>
    public static StoreCounts Copy(DuckDBConnection connection, string catalog, string path)
    {
        if (File.Exists(path))
            throw new IOException("A backup is not written over a file that is there.");
        var copy = string.Create(CultureInfo.InvariantCulture, $"copy{Interlocked.Increment(ref copies)}");
        connection.Execute($"ATTACH {Commands.Quoted(path)} AS {copy}");
        try
        {
            connection.Execute($"/* ClosedFile.Copy */ COPY FROM DATABASE \"{catalog.Replace("\"", "\"\"", StringComparison.Ordinal)}\" TO {copy}");
            var counts = Count(connection, copy);
            connection.Execute($"DETACH {copy}"); // writes its log into the file
            return counts;
        }
        catch
        {
            connection.Execute($"DETACH DATABASE IF EXISTS {copy}");
            PrivateFiles.DeleteDatabase(path);
            throw;
        }
    }

    public static StoreCounts Count(DuckDBConnection connection, string catalog)
    {
        var tables = Tables(connection, catalog).ToHashSet(StringComparer.Ordinal);
        long Number(string table, string what = "count(*)") =>
            tables.Contains(table) ? Convert.ToInt64(connection.Scalar($"/* ClosedFile.Count */ SELECT {what} FROM \"{catalog}\".{table}"), CultureInfo.InvariantCulture) : 0;
        return new StoreCounts(
            Number("sites"), Number("closed_days"), Number("event_rows") + Number("live_rows"), Number("visit_rows"),
            Number("machines", "CAST(coalesce(sum(hits), 0) AS BIGINT)"));
    }

    /// <summary>Mean of the last fourteen days closed.</summary>
    public static double EventsPerDay(DuckDBConnection connection, string catalog) => !Tables(connection, catalog).Contains("closed_days") ? 0 :
        connection.Scalar($"""
            /* ClosedFile.EventsPerDay */ SELECT CAST(sum(events) / count(DISTINCT day) AS DOUBLE) FROM "{catalog}".closed_days
            WHERE day > (SELECT max(day) FROM "{catalog}".closed_days) - 14
            """) as double? ?? 0;

    /// <summary>Reads every row of every table, whose blocks DuckDB checks as it reads them, and looks for events whose texts are gone.</summary>
    public static IEnumerable<string> Problems(DuckDBConnection connection, string catalog, string name)
    {
        foreach (var table in Tables(connection, catalog))
        {
            if (!Answers(() => connection.Scalar($"/* ClosedFile.Problems */ SELECT bit_xor(hash(t)) FROM \"{catalog}\".\"{table}\" AS t")))
                yield return $"{name}: the table {table} cannot be read; the file is damaged";
        }

        long rows = 0, whole = 0;
        if (Answers(() =>
        {
            var counts = Count(connection, catalog);
            (rows, whole) = (counts.Events, (long)connection.Scalar($"/* ClosedFile.Problems */ SELECT count(*) FROM \"{catalog}\".events")!);
        }) && rows != whole)
            yield return $"{name}: {rows - whole} events have lost the texts that belong to them";
    }

    /// <summary>How many steps of a list a catalog has taken; 0 when it is no store of ours, or has taken none.</summary>
    public static int Version(DuckDBConnection connection, string catalog, string list) => Tables(connection, catalog).Contains("meta")
        && connection.Scalar($"/* ClosedFile.Version */ SELECT value FROM \"{catalog}\".meta WHERE key = $list", ("list", list)) is string version
            ? int.Parse(version, CultureInfo.InvariantCulture) : 0;


    private static List<string> Tables(DuckDBConnection connection, string catalog) => connection.Rows(
        "/* ClosedFile.Tables */ SELECT table_name FROM duckdb_tables() WHERE database_name = $catalog ORDER BY table_name", row => row.GetString(0), ("catalog", catalog));

    private static bool Answers(Action question)
    {
        try
        {
            question();
            return true;
        }
        catch (DuckDBException)
        {
            return false;
        }
    }
}
