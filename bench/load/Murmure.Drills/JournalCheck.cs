using Murmure.Storage;

namespace Murmure.Drills;

/// <summary>Reads a journal as the event writer would, with a store that remembers how far it got and releases when it pleases.</summary>
internal sealed class JournalCheck(Ledger ledger)
{
    private long stored;

    public long TornBytes { get; private set; }
    public long LostBytes { get; private set; }
    public int Starts { get; private set; }

    /// <param name="release">Which part of what was read is released, 0 to 1; the rest is found again and must be skipped.</param>
    public void Run(JournalOptions options, double release = 1)
    {
        using var journal = Journal.Open(options with { Floor = stored }, TimeProvider.System);
        Run(journal, release);
    }

    public void Run(Journal journal, double release = 1)
    {
        Starts++;
        TornBytes += journal.Recovery.TornBytes;
        LostBytes += journal.Recovery.LostBytes;
        var reader = journal.ReadAfter(journal.Released);
        var positions = new List<long>();
        while (reader.TryRead(out var record))
        {
            positions.Add(record.Position);
            if (record.Position > stored)
                ledger.Find(record.Bytes);
        }
        LostBytes += reader.LostBytes;
        stored = Math.Max(stored, reader.Position);
        if (positions.Count > 0 && release > 0)
            journal.Release(positions[(int)((positions.Count - 1) * release)]);
    }
}
