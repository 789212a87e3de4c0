using DuckDB.NET.Data;
using Murmure.Storage.Events.DuckDb.Parts;

namespace Murmure.Storage.Events.DuckDb;

/// <summary>Batches in: into the temporary store's one file at once, on a server day by day.</summary>
public sealed partial class DuckDbEventStore
{
    /// <summary>
    /// Texts remembered over all open days, some 300 bytes each; beyond that the days' writers forget theirs, which costs a row for each text
    /// that comes again.
    /// </summary>
    private const int MostTexts = 300_000;

    /// <summary>Beyond so many, naming the visitors of a derivation costs more than deriving all.</summary>
    private const int MostTouched = 200_000;

    private DateTime lastAppended = DateTime.MinValue;
    private readonly HashSet<string> knownSites = new(StringComparer.Ordinal);

    public Task<AppendResult> AppendAsync(EventBatch batch, CancellationToken cancellation) => WriteAsync(
        connection => open is null ? AppendTo(connection, own, batch, cancellation) : AppendByDay(connection, open, batch, cancellation), cancellation);

    private AppendResult AppendByDay(DuckDBConnection connection, OpenParts days, EventBatch batch, CancellationToken cancellation)
    {
        if (knownSites.Add(batch.Site))
            SiteNumber(connection, own, batch.Site);
        var result = default(AppendResult);
        foreach (var day in DaysOf(batch).Order())
        {
            var piece = Of(batch, day);
            var part = days.Find(batch.Site, day);
            if (part is null or { IsClosed: true } && ClosedPosition(connection, batch.Site, day) is { } reached)
            {
                result += Refused(piece, reached);
                continue;
            }

            part ??= days.Create(connection, batch.Site, day, clock.GetUtcNow().UtcDateTime);
            part.TakesYesterday = days.Find(batch.Site, day.AddDays(-1)) is { IsClosed: false };
            var appended = AppendTo(connection, part, piece, cancellation);
            if (!appended.Known)
                Note(part, piece);
            result += appended;
        }

        if (days.All.Sum(part => (long)part.Vocabulary.Size) > MostTexts)
            ForgetTexts(days);
        return result;
    }

    /// <summary>One transaction in one file.</summary>
    private AppendResult AppendTo(DuckDBConnection connection, Part part, EventBatch batch, CancellationToken cancellation)
    {
        using var transaction = connection.BeginTransaction();
        if (connection.Execute($"/* Append.Batch */ INSERT INTO {part.In}batches VALUES ($id) ON CONFLICT DO NOTHING", ("id", batch.Id)) == 0)
            return new AppendResult(0, batch.Events.Length, 0) { Known = true };
        var site = SiteNumber(connection, part, batch.Site);
        var reached = Reached(connection, part, site, batch);
        var events = reached.Count == 0 ? batch.Events : batch.Events.ToArray().Where(stored => !reached.Contains(stored.Day)).ToArray();
        EventAppender.Append(connection, part, site, events.Span, cancellation);
        EventAppender.Append(connection, part, batch.Site, site, [.. batch.Machines.Where(count => !reached.Contains(count.Day))]);
        transaction.Commit();
        lastAppended = clock.GetUtcNow().UtcDateTime;
        return new AppendResult(events.Length, batch.Events.Length - events.Length, 0) { Known = reached.Count > 0 };
    }

    /// <summary>Days that have reached the batch's position already; the others are noted as reaching it with this batch.</summary>
    private HashSet<DateOnly> Reached(DuckDBConnection connection, Part part, int site, EventBatch batch)
    {
        var reached = new HashSet<DateOnly>();
        // The temporary store has no journal, and a log may hold a year of days.
        if (part == own && batch.Position == 0)
            return reached;
        foreach (var day in DaysOf(batch))
        {
            var changed = connection.Execute($"""
                /* Append.Day */ INSERT INTO {part.In}days VALUES ($site, $day, $position, $now)
                ON CONFLICT DO UPDATE SET position = greatest(position, excluded.position), appended = excluded.appended
                WHERE excluded.position = 0 OR excluded.position > position
                """, ("site", site), ("day", day), ("position", batch.Position), ("now", clock.GetUtcNow().UtcDateTime));
            if (changed == 0)
                reached.Add(day);
        }

        return reached;
    }

    /// <summary>What is committed now, for those who ask what is open and for the next derivation.</summary>
    private void Note(Part part, EventBatch piece)
    {
        var counts = part.Counts;
        var (first, last) = (counts.First, counts.Last);
        foreach (ref readonly var stored in piece.Events.Span)
        {
            first = first < stored.Time ? first : stored.Time;
            last = last > stored.Time ? last : stored.Time;
            // A click begins no visit: the landing after it asks for the visitor to be derived. Only a click that comes in late may belong to a landing that was.
            if (stored.Kind != EventKind.Click || stored.Time <= counts.Last)
                part.Touched?.Add(stored.Visitor);
            part.HasYesterdays |= part.TakesYesterday && stored.Detail is { VisitorYesterday: not 0 };
        }

        if (part.Touched?.Count > MostTouched)
            part.Touched = null;
        part.Counts = counts with
        {
            First = first,
            Last = last,
            Events = counts.Events + piece.Events.Length,
            MachineHits = counts.MachineHits + piece.Machines.Sum(count => count.Hits),
            Position = Math.Max(counts.Position, piece.Position),
            Appended = clock.GetUtcNow().UtcDateTime,
        };
    }

    /// <summary>A closed day takes nothing; what the journal brings again after a restart was taken before the close.</summary>
    private static AppendResult Refused(EventBatch piece, long reached) => piece.Position > 0 && piece.Position <= reached
        ? new AppendResult(0, piece.Events.Length, 0) { Known = true }
        : new AppendResult(0, 0, piece.Events.Length) { ClosedMachineHits = piece.Machines.Sum(count => count.Hits) };

    private static void ForgetTexts(OpenParts days)
    {
        foreach (var part in days.All)
            part.Vocabulary.Forget();
    }

    private static EventBatch Of(EventBatch batch, DateOnly day)
    {
        var events = batch.Events;
        foreach (ref readonly var stored in batch.Events.Span)
        {
            if (stored.Day != day)
            {
                events = batch.Events.ToArray().Where(one => one.Day == day).ToArray();
                break;
            }
        }

        return batch with { Events = events, Machines = [.. batch.Machines.Where(count => count.Day == day)] };
    }

    private static HashSet<DateOnly> DaysOf(EventBatch batch)
    {
        var days = batch.Machines.Select(count => count.Day).ToHashSet();
        var last = default(DateOnly);
        foreach (ref readonly var stored in batch.Events.Span)
        {
            if (stored.Day != last)
                days.Add(last = stored.Day);
        }

        return days;
    }
}
