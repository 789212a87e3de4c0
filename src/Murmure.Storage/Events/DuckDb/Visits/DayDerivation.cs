using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb.Visits;

/// <summary>
/// Derives the visits of open days: of the visitors that had events since the last time only, so that it can run every few seconds on a busy
/// day, and of all when they are not known (after a start).
/// </summary>
internal sealed class DayDerivation(DuckDBConnection connection, OpenParts open)
{
    public void Run(string site, DayRange range, CancellationToken cancellation)
    {
        foreach (var part in open.All.Where(part => part.Site == site).ToList())
        {
            // A page read just after midnight may belong to a visit of the day before.
            if (range.Contains(part.Day) || (range.Contains(part.Day.AddDays(1)) && Next(part) is { HasYesterdays: true, Touched: null or { Count: > 0 } }))
                Run(part, cancellation);
        }
    }

    public void Run(Part part, CancellationToken cancellation)
    {
        var midnight = new Midnight(connection);
        var (before, next) = (open.Find(part.Site, part.Day.AddDays(-1)), Next(part));
        var continuing = part.HasYesterdays && before is not null;
        if (part.Touched is { Count: 0 } && !continuing && next is not { HasYesterdays: true })
            return;

        NoteTouched(part, continuing, next);
        var site = (int)(connection.Scalar($"/* DayDerivation */ SELECT max(id) FROM {part.In}sites") ?? 0);
        using var transaction = connection.BeginTransaction();
        if (continuing)
            midnight.NoteContinued(part, before!);
        VisitDerivation.Run(connection, new VisitsSql(part.In, Touched: part.Touched is not null), site, DayRange.Of(part.Day), cancellation);
        if (next is { HasYesterdays: true })
            midnight.Extend(part, next);
        part.Vocabulary.Save(connection);
        transaction.Commit();

        part.Touched = [];
        part.Counts = part.Counts with { Visits = PartCounts.VisitsOf(connection, part) };
    }

    private Part? Next(Part part) => open.Find(part.Site, part.Day.AddDays(1));

    /// <summary>Fills the temporary table <c>touched</c>; visits across midnight are derived again each time, as long as both days are open.</summary>
    private void NoteTouched(Part part, bool continuing, Part? next)
    {
        connection.Execute("/* DayDerivation */ CREATE OR REPLACE TEMP TABLE touched (visitor UBIGINT NOT NULL)");
        if (part.Touched is null)
            return;
        using (var appender = connection.CreateAppender("temp", "main", "touched"))
        {
            foreach (var visitor in part.Touched)
                appender.CreateRow().AppendValue((ulong?)visitor).EndRow();
        }

        if (continuing)
            connection.Execute($"/* DayDerivation */ INSERT INTO temp.touched SELECT visitor FROM {part.In}yesterdays");
        if (next is { HasYesterdays: true })
            connection.Execute($"/* DayDerivation */ INSERT INTO temp.touched SELECT yesterday FROM {next.In}yesterdays");
    }
}
