using Murmure.Server.Analysis;
using Murmure.Server.Ingest;
using Murmure.Server.Logs;
using Murmure.Server.Sites;
using Murmure.Storage;
using Murmure.Storage.Events;

namespace Murmure.Server.Imports;

/// <summary>
/// A log's lines into the site, through the pipeline and the journal as everything else. The same lines again count nothing: each is known by a
/// hash under its day's key, until that key is destroyed. The hash is in the record of what the line became, so that neither is kept without the other.
/// </summary>
internal sealed class LogImport(
    LivePipelines pipelines, DoorMemory memory, DoorCounts counts, LivePreviews previews, Journal journal, TimeProvider clock)
{
    /// <summary>What does not change while a log is read.</summary>
    private sealed record Reading(SiteRules Site, IngestPipeline Pipeline, ImportRun Run, ImportMode Mode, ImportTally Tally, ImportedLines Lines)
    {
        public LineScratch Scratch { get; } = new();

        /// <summary>The previews of a log that is read to its end; those of a followed one wait with the live ones.</summary>
        public PreviewFold? Fold { get; } = Mode.Follows ? null : new PreviewFold();
    }

    private static readonly EventDetail NoDetail = new();

    /// <summary>A run over logs of a site.</summary>
    public ImportRun NewRun(SiteRules site) => new(pipelines.PseudonymsOf(site));

    /// <summary>Reads a log to its end, away from the caller's thread. The reader is the caller's to dispose of.</summary>
    public ImportOutcome Read(SiteRules site, LogReader reader, ImportRun run, ImportMode mode, CancellationToken cancellation)
    {
        var tally = new ImportTally();
        var reading = new Reading(site, pipelines.Unlimited(site, run.Pseudonyms), run, mode, tally, new ImportedLines(journal, memory, site, tally));
        var latest = clock.GetUtcNow().UtcDateTime + TimeSpan.FromDays(1);
        try
        {
            TakeAll(reading, reader, latest, cancellation);
        }
        finally
        {
            // Also of a log that broke off: its lines are known from now on, and sent again they would count nothing.
            reading.Lines.Keep();
        }
        return tally.Outcome(reader.Trouble?.Say("en"));
    }

    /// <summary>Waits until the journal keeps everything that was read, as its durability says.</summary>
    public ValueTask WaitAsync() => journal.WaitDurableAsync(journal.Position);

    /// <summary>Ends early, without a fault, when its sender has gone: what was read until then counts.</summary>
    private void TakeAll(Reading reading, LogReader reader, DateTime latest, CancellationToken cancellation)
    {
        foreach (var chunk in reader.Chunks())
        {
            using (chunk)
            {
                foreach (var line in chunk.Records)
                {
                    if (cancellation.IsCancellationRequested)
                        return;
                    Take(reading, chunk.Format, line, latest);
                }
            }
        }
    }

    private void Take(Reading reading, LogFormat format, ReadOnlySpan<byte> line, DateTime latest)
    {
        var tally = reading.Tally;
        var parsed = format.Parse(line, reading.Scratch, out var hit);
        if (parsed == LineOutcome.Aside)
            return;
        tally.Read++;
        if (parsed == LineOutcome.NotARequest)
            tally.Skip(LogTexts.Slug(parsed));
        else if (parsed != LineOutcome.Hit)
            tally.Malformed++;
        else if (!LogWorker.IsPlausible(hit.Time, latest))
            tally.Skip(DropReason.WrongClock);
        else
        {
            // Live days and imported ones alike: a visit may cross midnight.
            hit.Detail = NoDetail;
            reading.Pipeline.Pass(hit, out var outcome);
            Settle(reading, line, outcome);
        }
    }

    private void Settle(Reading reading, ReadOnlySpan<byte> line, in HitOutcome outcome)
    {
        if (outcome.Dropped == DropReason.ClosedDay)
            reading.Tally.Duplicates++;
        // A part of a preview has no day of its own and counts nowhere: it needs no remembering.
        else if (outcome.Dropped is { } reason and not DropReason.Machine)
            reading.Tally.Skip(reason);
        else
            Count(reading, line, outcome);
    }

    private void Count(Reading reading, ReadOnlySpan<byte> line, in HitOutcome outcome)
    {
        var (site, tally) = (reading.Site, reading.Tally);
        var day = outcome.Dropped is null ? outcome.Event.Day : outcome.Day;
        var key = KeyOf(reading, day, line);
        if (!memory.TryRemember(site.Id, day, key))
            Repeat(reading, outcome);
        else if (outcome.Dropped == DropReason.Machine)
            reading.Lines.AddMachine(outcome, key);
        else if (outcome.Event.Kind != EventKind.Preview && (reading.Mode.OnlyPreviews || memory.ScriptCounts(site.Id, day)))
            LeaveToScript(reading, outcome.Event, key);
        else if (TryKeep(reading, outcome with { Event = outcome.Event with { Detail = (outcome.Event.Detail ?? NoDetail) with { Key = key } } }))
            tally.Imported++;
        else
        {
            tally.Full = true;
            memory.Forget(site.Id, day, key);
        }
    }

    /// <summary>A preview of which the start is known already may go on in lines that are not: a log that grew, or one that a kill cut short.</summary>
    private void Repeat(Reading reading, in HitOutcome outcome)
    {
        reading.Tally.Duplicates++;
        if (outcome is { Dropped: null, Event.Kind: EventKind.Preview })
            previews.Recall(reading.Site, outcome, reading.Fold);
    }

    private static void LeaveToScript(Reading reading, in StoredEvent view, ulong key)
    {
        reading.Tally.Skip(DropReason.Person);
        // What is set apart as a machine is nobody whom the script could have missed.
        reading.Lines.AddPerson(view.Day, key, string.IsNullOrEmpty(view.Suspicion) || reading.Site.CountedSuspicions.Contains(view.Suspicion));
    }

    private bool TryKeep(Reading reading, in HitOutcome outcome)
    {
        if (outcome.Event.Kind == EventKind.Preview)
            return !previews.Take(reading.Site, outcome, reading.Fold).Full;
        if (!journal.TryAppend(reading.Site.Host, outcome.Event, out _))
            return false;
        counts.Kept(outcome.Event);
        return true;
    }

    /// <summary>The line without its end, and which of its equals it is.</summary>
    private ulong KeyOf(Reading reading, DateOnly day, ReadOnlySpan<byte> line)
    {
        var hash = memory.Lines(reading.Site.Id, day);
        var first = hash.Hash(line is [.., (byte)'\r'] ? line[..^1] : line);
        Span<byte> again = stackalloc byte[12];
        BitConverter.TryWriteBytes(again, first);
        BitConverter.TryWriteBytes(again[8..], reading.Run.Count(first, reading.Mode.Follows));
        return hash.Hash(again) | 1;
    }
}
