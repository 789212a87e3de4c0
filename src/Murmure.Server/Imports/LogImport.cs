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
    Classifier classifier, DayKeys keys, EventKeys seen, ScriptDays scripts, ImportedLines lines, Journal journal, IntakeMeter meter,
    LiveDoor door, Place? place, TimeProvider clock)
{
    private sealed class Tally
    {
        public long Read { get; set; }
        public long Imported { get; set; }
        public long Malformed { get; set; }
        public long Duplicates { get; set; }
        public SortedDictionary<string, long> Skipped { get; } = new(StringComparer.Ordinal);
        public Dictionary<(DateOnly Day, string Reason, string Platform), (long Hits, long Bare)> Machines { get; } = [];
        public Dictionary<DateOnly, List<ulong>> Lines { get; } = [];
        public bool Full { get; set; }

        public void Remember(DateOnly day, ulong line)
        {
            if (!Lines.TryGetValue(day, out var lines))
                Lines[day] = lines = [];
            lines.Add(line);
        }

        public void Skip(string reason) => Skipped[reason] = Skipped.GetValueOrDefault(reason) + 1;
    }

    private static readonly EventDetail NoDetail = new();

    /// <summary>Reads a log to its end, away from the caller's thread. The reader is the caller's to dispose of.</summary>
    public ImportAnswer Read(SiteRules site, LogReader reader, ImportRun run, CancellationToken cancellation)
    {
        using var pseudonyms = new Pseudonyms(site.Host, day => keys.Visitors(site.Id, day));
        var pipeline = new IngestPipeline(classifier, pseudonyms, place?.NewMemory(), site, new ReadingCache(classifier), door);
        var (scratch, fold, tally) = (new LineScratch(), new PreviewFold(), new Tally());
        var latest = clock.GetUtcNow().UtcDateTime + TimeSpan.FromDays(1);
        foreach (var chunk in reader.Chunks())
        {
            using (chunk)
            {
                foreach (var line in chunk.Records)
                {
                    cancellation.ThrowIfCancellationRequested();
                    Take(site, chunk.Format, line, pipeline, scratch, run, fold, tally, latest);
                }
            }
        }
        foreach (var preview in fold.Drain())
            Append(site, preview, tally);
        foreach (var (key, count) in tally.Machines)
            AppendMachines(site, new MachineCount(key.Day, key.Reason, key.Platform, count.Hits, count.Bare), tally);
        // Lines are remembered last: what a full journal refused is not counted as done.
        if (!tally.Full)
            lines.Keep(site.Id, tally.Lines);
        var trouble = tally.Full ? "the journal has no room; import the same log again later" : reader.Trouble?.Say("en");
        return new ImportAnswer(tally.Read, tally.Imported, tally.Skipped, tally.Malformed, tally.Duplicates, trouble);
    }

    private void Take(
        SiteRules site, LogFormat format, ReadOnlySpan<byte> line, IngestPipeline pipeline, LineScratch scratch, ImportRun run, PreviewFold fold, Tally tally, DateTime latest)
    {
        var parsed = format.Parse(line, scratch, out var hit);
        if (parsed == LineOutcome.Aside)
            return;
        tally.Read++;
        if (parsed != LineOutcome.Hit)
        {
            if (parsed == LineOutcome.NotARequest)
                tally.Skip(LogTexts.Slug(parsed));
            else
                tally.Malformed++;
            return;
        }
        // Live days and imported ones alike: a visit may cross midnight.
        hit.Detail = NoDetail;
        if (!LogWorker.IsPlausible(hit.Time, latest))
        {
            tally.Skip(DropReason.WrongClock.Slug());
            return;
        }
        pipeline.Pass(hit, out var outcome);
        var day = outcome.Dropped is null ? outcome.Event.Day : outcome.Day;
        if (outcome.Dropped == DropReason.ClosedDay)
            tally.Duplicates++;
        else if (outcome.Dropped is { } reason and not (DropReason.Machine or DropReason.PreviewPart))
            tally.Skip(reason.Slug());
        else if (outcome.Dropped is null && outcome.Event.Kind == EventKind.Pageview && scripts.Has(site.Id, day))
            tally.Skip(DropReason.Person.Slug());
        else
            Count(site, line, outcome, day, run, fold, tally);
    }

    private void Count(
        SiteRules site, ReadOnlySpan<byte> line, in HitOutcome outcome, DateOnly day, ImportRun run, PreviewFold fold, Tally tally)
    {
        // A part of a preview has no day of its own in the outcome; it counts nowhere and needs no remembering.
        if (outcome.Dropped == DropReason.PreviewPart)
        {
            tally.Skip(DropReason.PreviewPart.Slug());
            foreach (var settled in fold.Add(outcome))
                Append(site, settled, tally);
            return;
        }
        var key = KeyOf(site, day, line, run);
        if (!seen.Add(site.Id, day, key))
        {
            tally.Duplicates++;
            return;
        }
        tally.Imported++;
        if (outcome.Dropped == DropReason.Machine)
        {
            var machine = (outcome.Day, outcome.MachineReason, outcome.Agent?.Platform ?? "");
            var before = tally.Machines.GetValueOrDefault(machine);
            tally.Machines[machine] = (before.Hits + 1, before.Bare + (outcome.Bare ? 1 : 0));
        }
        else if (outcome.Event.Kind == EventKind.Preview)
        {
            foreach (var settled in fold.Add(outcome))
                Append(site, settled, tally);
        }
        else if (!Append(site, outcome.Event with { Detail = (outcome.Event.Detail ?? new EventDetail()) with { Key = key } }, tally))
        {
            seen.Remove(site.Id, day, key);
            return;
        }
        // A page view's event keeps its key itself.
        if (outcome.Dropped == DropReason.Machine || outcome.Event.Kind == EventKind.Preview)
            tally.Remember(day, key);
    }

    /// <summary>The line without its end, and which of its equals it is.</summary>
    private ulong KeyOf(SiteRules site, DateOnly day, ReadOnlySpan<byte> line, ImportRun run)
    {
        var hash = keys.Events(site.Id, day);
        var first = hash.Hash(line is [.., (byte)'\r'] ? line[..^1] : line);
        Span<byte> again = stackalloc byte[12];
        BitConverter.TryWriteBytes(again, first);
        BitConverter.TryWriteBytes(again[8..], run.Count(first));
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

    private void AppendMachines(SiteRules site, in MachineCount count, Tally tally)
    {
        if (!journal.TryAppend(site.Host, count, out _))
            tally.Full = true;
    }
}
