using System.Security.Cryptography;
using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb.Closing;

/// <summary>
/// Puts numbers from 1 in the place of a day's pseudonyms, in an order drawn anew from the system's secure source.
/// PRIVACY: neither the pseudonym nor the order of arrival has a part in it, and the table that knows both lives in the close's memory only.
/// </summary>
internal static class Ordinals
{
    /// <summary>Fills the temporary table <c>ordinals</c>.</summary>
    /// <returns>How many pseudonyms there were.</returns>
    public static int Draw(DuckDBConnection connection, Part part)
    {
        var visitors = connection.Rows($"""
            /* Ordinals */
            SELECT visitor FROM {part.In}event_rows WHERE visitor <> 0
            UNION SELECT visitor FROM {part.In}live_rows WHERE visitor <> 0
            UNION SELECT visitor FROM {part.In}visit_rows WHERE visitor <> 0
            """, row => row.GetFieldValue<ulong>(0)).ToArray();
        RandomNumberGenerator.Shuffle(visitors.AsSpan());
        connection.Execute("/* Ordinals */ CREATE OR REPLACE TEMP TABLE ordinals (visitor UBIGINT NOT NULL, ordinal UBIGINT NOT NULL)");
        using var appender = connection.CreateAppender("temp", "main", "ordinals");
        for (var i = 0; i < visitors.Length; i++)
            appender.CreateRow().AppendValue((ulong?)visitors[i]).AppendValue((ulong?)(ulong)(i + 1)).EndRow();
        return visitors.Length;
    }
}
