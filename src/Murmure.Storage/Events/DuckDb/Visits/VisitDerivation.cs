using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb.Visits;

/// <summary>Runs <see cref="VisitsSql"/> over a range, in slices that fit a small memory. The transaction is the caller's.</summary>
internal static class VisitDerivation
{
    /// <summary>Steps per slice. Measured: 1,000,000 in one piece needed more than 300 MB; a slice of this size needs some 60 MB.</summary>
    private const int SliceOfSteps = 200_000;

    /// <returns>How many visits were derived.</returns>
    public static long Run(DuckDBConnection connection, VisitsSql sql, int site, DayRange range, CancellationToken cancellation)
    {
        connection.Execute(sql.Clear, ("site", site), ("from", range.From), ("to", range.To));
        // The steps of a few visitors fit one slice; counting all would cost more than deriving those.
        var days = sql.Touched ? [(Day: range.From, Steps: 0L, Acts: 1L)] : Days(connection, sql, site, range);
        var visits = 0L;
        foreach (var (from, to, steps, acts) in Pieces(days))
        {
            var slices = (ulong)(steps / SliceOfSteps) + 1;
            for (var slice = 0UL; slice < slices; slice++)
            {
                cancellation.ThrowIfCancellationRequested();
                visits += connection.Execute(
                    acts > 0 ? sql.Derive : sql.DeriveFromViews,
                    ("site", site), ("from", from), ("to", to), ("slices", slices), ("slice", slice));
            }
        }

        if (days.Any(day => day.Acts > 0))
            connection.Execute(sql.Join, ("site", site), ("from", range.From), ("to", range.To));
        return visits;
    }

    /// <summary>Small days are taken together: a statement costs some 30 ms however few steps it finds.</summary>
    private static IEnumerable<(DateOnly From, DateOnly To, long Steps, long Acts)> Pieces(List<(DateOnly Day, long Steps, long Acts)> days)
    {
        for (var at = 0; at < days.Count;)
        {
            var (from, to, steps, acts) = (days[at].Day, days[at].Day, days[at].Steps, days[at].Acts);
            for (at++; at < days.Count && steps + days[at].Steps < SliceOfSteps; at++)
                (to, steps, acts) = (days[at].Day, steps + days[at].Steps, acts + days[at].Acts);
            yield return (from, to, steps, acts);
        }
    }

    private static List<(DateOnly Day, long Steps, long Acts)> Days(DuckDBConnection connection, VisitsSql sql, int site, DayRange range) =>
        connection.Rows(
            sql.Days, row => (row.GetFieldValue<DateOnly>(0), row.GetInt64(1), row.GetInt64(2)),
            ("site", site), ("from", range.From), ("to", range.To));
}
