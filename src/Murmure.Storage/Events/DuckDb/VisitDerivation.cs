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
        foreach (var (from, to, views) in Pieces(Days(connection, site, range)))
        {
            var slices = (ulong)(views / SliceOfViews) + 1;
            for (var slice = 0UL; slice < slices; slice++)
            {
                cancellation.ThrowIfCancellationRequested();
                visits += connection.Execute(VisitsSql.Derive, ("site", site), ("from", from), ("to", to), ("slices", slices), ("slice", slice));
            }
        }

        transaction.Commit();
        return visits;
    }

    /// <summary>Small days are taken together: a statement costs some 30 ms however few views it finds.</summary>
    private static IEnumerable<(DateOnly From, DateOnly To, long Views)> Pieces(List<(DateOnly Day, long Views)> days)
    {
        for (var at = 0; at < days.Count;)
        {
            var (from, to, views) = (days[at].Day, days[at].Day, days[at].Views);
            for (at++; at < days.Count && views + days[at].Views < SliceOfViews; at++)
                (to, views) = (days[at].Day, views + days[at].Views);
            yield return (from, to, views);
        }
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
