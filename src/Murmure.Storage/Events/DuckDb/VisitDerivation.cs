using DuckDB.NET.Data;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>Runs <see cref="VisitsSql"/> over a range, in slices that fit a small memory.</summary>
internal static class VisitDerivation
{
    /// <summary>Page views per slice. Measured: 1,000,000 in one piece needed more than 300 MB; a slice of this size needs some 60 MB.</summary>
    private const int SliceOfViews = 200_000;

    public static long Run(DuckDBConnection connection, int site, DayRange range, CancellationToken cancellation)
    {
        using var transaction = connection.BeginTransaction();
        connection.Execute(VisitsSql.Clear, ("site", site), ("from", range.From), ("to", range.To));
        var visits = 0L;
        foreach (var (day, views) in Days(connection, site, range))
        {
            var slices = (ulong)(views / SliceOfViews) + 1;
            for (var slice = 0UL; slice < slices; slice++)
            {
                cancellation.ThrowIfCancellationRequested();
                visits += connection.Execute(VisitsSql.Derive, ("site", site), ("day", day), ("slices", slices), ("slice", slice));
            }
        }

        transaction.Commit();
        return visits;
    }

    private static List<(DateOnly Day, long Views)> Days(DuckDBConnection connection, int site, DayRange range)
    {
        using var command = connection.Command(VisitsSql.Days, ("site", site), ("from", range.From), ("to", range.To));
        using var reader = command.ExecuteReader();
        var days = new List<(DateOnly, long)>();
        while (reader.Read())
            days.Add((reader.GetFieldValue<DateOnly>(0), reader.GetInt64(1)));
        return days;
    }
}
