using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage;
using Murmure.Storage.Events;

namespace Murmure.Server.Imports;

/// <summary>
/// Lines of a log that are no events: of machines, which are counted, and of people whom the script counts. A count goes into the journal in one
/// record with the lines that it counts, so that no kill parts them and the same lines again are known.
/// </summary>
internal sealed class ImportedLines(Journal journal, DoorMemory memory, SiteRules site, ImportTally tally)
{
    /// <summary>So many lines make a record, of some 4 KB: what a kill takes back of a long log is little, and is not answered for.</summary>
    private const int Most = 500;

    private readonly Dictionary<(DateOnly Day, string Reason, string Platform), Waiting> waiting = [];

    private sealed class Waiting
    {
        public List<ulong> Lines { get; } = [];
        public long Bare { get; set; }
        public long People { get; set; }
    }

    public void AddMachine(in HitOutcome machine, ulong line) =>
        Add((machine.Day, machine.MachineReason, machine.Agent?.Platform ?? ""), line, machine.Bare ? 1 : 0, 0);

    /// <param name="seen">Whether it is a page view that the script should have seen.</param>
    public void AddPerson(DateOnly day, ulong line, bool seen) => Add((day, "", ""), line, 0, seen ? 1 : 0);

    /// <summary>Journals what waits.</summary>
    public void Keep()
    {
        foreach (var (counted, lines) in waiting)
            Keep(counted, lines);
        waiting.Clear();
    }

    private void Add((DateOnly Day, string Reason, string Platform) counted, ulong line, int bare, int people)
    {
        if (!waiting.TryGetValue(counted, out var lines))
            waiting[counted] = lines = new Waiting();
        lines.Lines.Add(line);
        lines.Bare += bare;
        lines.People += people;
        if (lines.Lines.Count < Most)
            return;
        Keep(counted, lines);
        waiting.Remove(counted);
    }

    private void Keep((DateOnly Day, string Reason, string Platform) counted, Waiting lines)
    {
        var count = counted.Reason.Length == 0
            ? MachineCount.None(counted.Day, lines.Lines)
            : new MachineCount(counted.Day, counted.Reason, counted.Platform, lines.Lines.Count, lines.Bare) { Lines = lines.Lines };
        if (journal.TryAppend(site.Host, count, out _))
        {
            tally.Imported += count.Hits;
            if (lines.People > 0)
                tally.People[counted.Day] = tally.People.GetValueOrDefault(counted.Day) + lines.People;
            return;
        }
        // What a full journal refused can be sent again.
        tally.Full = true;
        foreach (var line in lines.Lines)
            memory.Forget(site.Id, counted.Day, line);
    }
}
