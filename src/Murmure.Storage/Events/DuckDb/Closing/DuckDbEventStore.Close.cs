using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Closing;
using Murmure.Storage.Events.DuckDb.Parts;
using Murmure.Storage.Events.DuckDb.Visits;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>The close of a day.</summary>
public sealed partial class DuckDbEventStore
{
    private static readonly IReadOnlyDictionary<string, long> NothingFolded = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Called between the steps of a close, with the step just done: where a test may pull the plug.</summary>
    internal Action<string>? Closing { get; set; }

    public async Task<CloseResult> CloseDayAsync(string site, DateOnly day, CloseRules rules, CancellationToken cancellation)
    {
        if (rules.K < 1)
            throw new ArgumentException("A value that nobody had cannot be rare: K is at least 1.", nameof(rules));
        Part? part = null;
        var left = Task.CompletedTask;
        var result = await WriteAsync(connection =>
        {
            part = open?.Find(site, day);
            if (part is null)
                return Nothing(open is not null && IsClosed(site, day) ? CloseOutcome.ClosedBefore : CloseOutcome.Unknown);
            var done = Close(connection, open!, part, rules, cancellation);
            left = open!.RetireAsync(part);
            return done;
        }, cancellation);
        if (part is not null)
            await RemoveAsync(part, left);
        return result;
    }

    private CloseResult Close(DuckDBConnection connection, OpenParts days, Part part, CloseRules rules, CancellationToken cancellation)
    {
        // An earlier call may have been interrupted after its commit.
        if (IsClosed(part.Site, part.Day))
        {
            LeaveYesterday(connection, days, part);
            return Nothing(CloseOutcome.ClosedBefore);
        }

        new DayDerivation(connection, days).Run(part, cancellation);
        Closing?.Invoke("derived");
        CloseResult result;
        using (var transaction = connection.BeginTransaction())
        {
            result = new DayClose(connection, own, part, rules, CountedOf(part.Site)).Run(SiteNumber(connection, own, part.Site), clock.GetUtcNow().UtcDateTime, cancellation);
            Closing?.Invoke("written");
            transaction.Commit();
        }

        part.IsClosed = true;
        Closing?.Invoke("committed");
        LeaveYesterday(connection, days, part);
        Closing?.Invoke("left");
        return result;
    }

    /// <summary>The next day has learnt which of its readers went on with a visit of this one; the pseudonyms that told it go.</summary>
    private static void LeaveYesterday(DuckDBConnection connection, OpenParts days, Part part)
    {
        if (days.Find(part.Site, part.Day.AddDays(1)) is not { } next)
            return;
        using (var transaction = connection.BeginTransaction())
        {
            if (next.HasYesterdays)
            {
                new Midnight(connection).NoteContinued(next, part);
                connection.Execute($"/* LeaveYesterday */ DELETE FROM {next.In}yesterdays");
            }

            transaction.Commit();
        }

        next.HasYesterdays = false;
        next.TakesYesterday = false;
    }

    /// <summary>
    /// Waits for the questions that still read the open part, outside the writer's turn, then removes its files. Nobody can interrupt it: the day
    /// is closed, and its pseudonyms must not stay.
    /// </summary>
    private async Task RemoveAsync(Part part, Task left)
    {
        await left;
        await WriteAsync(connection =>
        {
            OpenParts.Delete(connection, part, Closing);
            return 0;
        }, CancellationToken.None);
        Closing?.Invoke("removed");
    }

    /// <summary>What a close that was killed after its commit had left to do. Nobody asks questions yet.</summary>
    private void FinishClose(Part part)
    {
        LeaveYesterday(writer, open!, part);
        _ = open!.RetireAsync(part);
        OpenParts.Delete(writer, part);
    }

    private static CloseResult Nothing(CloseOutcome outcome) => new(outcome, 0, 0, 0, NothingFolded, 0);
}
