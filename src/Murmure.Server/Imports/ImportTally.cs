using Murmure.Server.Ingest;

namespace Murmure.Server.Imports;

/// <summary>What one reading of a log has come to so far.</summary>
internal sealed class ImportTally
{
    public long Read { get; set; }
    public long Imported { get; set; }
    public long Malformed { get; set; }
    public long Duplicates { get; set; }

    /// <summary>Whether the journal had no room for something.</summary>
    public bool Full { get; set; }

    public SortedDictionary<string, long> Skipped { get; } = new(StringComparer.Ordinal);

    /// <summary>Page views by people that were left to the script.</summary>
    public Dictionary<DateOnly, long> People { get; } = [];

    public void Skip(DropReason reason) => Skip(reason.Slug());

    public void Skip(string reason) => Skipped[reason] = Skipped.GetValueOrDefault(reason) + 1;

    public ImportOutcome Outcome(string? trouble) =>
        new(new ImportAnswer(Read, Imported, Skipped, Malformed, Duplicates, Full ? "the journal has no room; import the same log again later" : trouble), People);
}
