using Murmure.Attribution;
using Murmure.Server.Analysis;
using Murmure.Server.Ingest;
using Murmure.Server.Logs;
using Murmure.Server.Sites;
using Murmure.Storage;
using Murmure.Storage.Events;

namespace Murmure.Server.Imports;

/// <summary>
/// A log's lines into the site, through the pipeline and the journal as everything else. The same lines again count nothing: each is known by a
/// hash under its day's key, until that key is destroyed.
/// </summary>
internal sealed class LogImport(
    Classifier classifier, DayKeys keys, EventKeys seen, ScriptDays scripts, ImportedLines lines, Journal journal, LivePreviews previews, IntakeMeter meter,
    LiveDoor door, Place? place, TimeProvider clock)
{
    private sealed class Tally
    {
        public long Read { get; set; }
        public long Imported { get; set; }
        public long Malformed { get; set; }
        public long Duplicates { get; set; }
        public SortedDictionary<string, long> Skipped { get; } = new(StringComparer.Ordinal);
        public Dictionary<(DateOnly Day, string Reason, string Platform), MachineLines> Machines { get; } = [];
        public Dictionary<DateOnly, long> People { get; } = [];
        public Dictionary<DateOnly, List<ulong>> Lines { get; } = [];
        public bool Full { get; set; }

        public void Remember(DateOnly day, ulong line)
        {
            if (!Lines.TryGetValue(day, out var lines))
                Lines[day] = lines = [];
            lines.Add(line);
        }

        public void Skip(DropReason reason) => Skip(reason.Slug());

        public void Skip(string reason) => Skipped[reason] = Skipped.GetValueOrDefault(reason) + 1;
    }

    /// <summary>Requests of one kind of machine, and the lines that they stood in.</summary>
    private sealed class MachineLines
    {
        public long Bare { get; set; }
        public List<ulong> Lines { get; } = [];
    }

    /// <summary>What does not change while a log is read.</summary>
    private sealed record Reading(SiteRules Site, IngestPipeline Pipeline, ImportRun Run, ImportMode Mode)
    {
        public LineScratch Scratch { get; } = new();
        public PreviewFold Fold { get; } = new();
        public Tally Tally { get; } = new();
    }

    private static readonly EventDetail NoDetail = new();

    /// <summary>A run over logs of a site.</summary>
    public ImportRun NewRun(SiteRules site) => new(new Pseudonyms(site.Host, day => keys.Visitors(site.Id, day)));

    /// <summary>Reads a log to its end, away from the caller's thread. The reader is the caller's to dispose of.</summary>
    public ImportOutcome Read(SiteRules site, LogReader reader, ImportRun run, ImportMode mode, CancellationToken cancellation)
    {
        var pipeline = new IngestPipeline(classifier, run.Pseudonyms, place?.NewMemory(), site, new ReadingCache(classifier), door);
        var reading = new Reading(site, pipeline, run, mode);
        var latest = clock.GetUtcNow().UtcDateTime + TimeSpan.FromDays(1);
        try
        {
            TakeAll(reading, reader, latest, cancellation);
        }
        finally
        {
            // Also of a log that broke off: its lines are known from now on, and sent again they would count nothing.
            Keep(reading);
        }
        var tally = reading.Tally;
        var trouble = tally.Full ? "the journal has no room; import the same log again later" : reader.Trouble?.Say("en");
        return new ImportOutcome(new ImportAnswer(tally.Read, tally.Imported, tally.Skipped, tally.Malformed, tally.Duplicates, trouble), tally.People);
    }

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

    /// <summary>What was counted in memory goes into the journal, and then the lines are remembered beyond the end of the program.</summary>
    private void Keep(Reading reading)
    {
        var (site, tally) = (reading.Site, reading.Tally);
        foreach (var preview in reading.Fold.Drain())
            Append(site, preview, tally);
        foreach (var ((day, reason, platform), machine) in tally.Machines)
            AppendMachines(site, new MachineCount(day, reason, platform, machine.Lines.Count, machine.Bare), machine.Lines, tally);
        lines.Keep(site.Id, tally.Lines);
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
        var tally = reading.Tally;
        if (outcome.Dropped == DropReason.ClosedDay)
            tally.Duplicates++;
        else if (outcome.Dropped == DropReason.PreviewPart)
        {
            // It has no day of its own, counts nowhere and needs no remembering.
            tally.Skip(DropReason.PreviewPart);
            Fold(reading, outcome);
        }
        else if (outcome.Dropped is { } reason and not DropReason.Machine)
            tally.Skip(reason);
        else
            Count(reading, line, outcome);
    }

    private void Count(Reading reading, ReadOnlySpan<byte> line, in HitOutcome outcome)
    {
        var (site, tally) = (reading.Site, reading.Tally);
        var day = outcome.Dropped is null ? outcome.Event.Day : outcome.Day;
        var key = KeyOf(reading, day, line);
        if (!seen.Add(site.Id, day, key))
        {
            tally.Duplicates++;
            return;
        }
        if (outcome.Dropped == DropReason.Machine)
        {
            AddMachine(tally, outcome, key);
            return;
        }
        if (outcome.Event.Kind == EventKind.Preview)
        {
            tally.Imported++;
            tally.Remember(day, key);
            Fold(reading, outcome);
        }
        else if (reading.Mode.OnlyPreviews || scripts.Counts(site.Id, day))
        {
            tally.Skip(DropReason.Person);
            // What is set apart as a machine is nobody whom the script could have missed.
            if (string.IsNullOrEmpty(outcome.Event.Suspicion) || site.CountedSuspicions.Contains(outcome.Event.Suspicion))
                tally.People[day] = tally.People.GetValueOrDefault(day) + 1;
            tally.Remember(day, key);
        }
        // A page view's event keeps its key itself.
        else if (Append(site, outcome.Event with { Detail = (outcome.Event.Detail ?? new EventDetail()) with { Key = key } }, tally))
            tally.Imported++;
        else
            seen.Remove(site.Id, day, key);
    }

    private static void AddMachine(Tally tally, in HitOutcome outcome, ulong key)
    {
        var machine = (outcome.Day, outcome.MachineReason, outcome.Agent?.Platform ?? "");
        if (!tally.Machines.TryGetValue(machine, out var before))
            tally.Machines[machine] = before = new MachineLines();
        before.Lines.Add(key);
        before.Bare += outcome.Bare ? 1 : 0;
    }

    private void Fold(Reading reading, in HitOutcome outcome)
    {
        if (reading.Mode.Follows)
        {
            previews.Take(reading.Site, outcome);
            return;
        }
        foreach (var settled in reading.Fold.Add(outcome))
            Append(reading.Site, settled, reading.Tally);
    }

    /// <summary>The line without its end, and which of its equals it is.</summary>
    private ulong KeyOf(Reading reading, DateOnly day, ReadOnlySpan<byte> line)
    {
        var hash = keys.Events(reading.Site.Id, day);
        var first = hash.Hash(line is [.., (byte)'\r'] ? line[..^1] : line);
        Span<byte> again = stackalloc byte[12];
        BitConverter.TryWriteBytes(again, first);
        BitConverter.TryWriteBytes(again[8..], reading.Run.Count(first, reading.Mode.Follows));
        return hash.Hash(again) | 1;
    }

    private bool Append(SiteRules site, in StoredEvent kept, Tally tally)
    {
        if (journal.TryAppend(site.Host, kept, out _))
        {
            meter.Kept(kept.Kind);
            return true;
        }
        tally.Full = true;
        return false;
    }

    /// <summary>Lines are remembered once their count is kept: what a full journal refused can be sent again.</summary>
    private void AppendMachines(SiteRules site, in MachineCount count, List<ulong> counted, Tally tally)
    {
        var kept = journal.TryAppend(site.Host, count, out _);
        tally.Full |= !kept;
        tally.Imported += kept ? count.Hits : 0;
        foreach (var line in counted)
        {
            if (kept)
                tally.Remember(count.Day, line);
            else
                seen.Remove(site.Id, count.Day, line);
        }
    }
}
