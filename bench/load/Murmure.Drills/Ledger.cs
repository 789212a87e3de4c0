namespace Murmure.Drills;

/// <summary>What was accepted, as those who sent it know, and what was found, as the store would know.</summary>
internal sealed class Ledger
{
    private readonly HashSet<long> accepted = [];
    private readonly Dictionary<long, int> found = [];

    public long Accepted => accepted.Count;
    public long Found => found.Count;

    /// <summary>Accepted and not there.</summary>
    public long Lost => accepted.Count(number => !found.ContainsKey(number));

    public long Twice => found.Count(number => number.Value > 1);

    /// <summary>Records whose bytes are not those that were appended.</summary>
    public long Altered { get; private set; }

    /// <summary>Sent but not answered before the end: may be there or not.</summary>
    public long Unanswered => found.Keys.Count(number => !accepted.Contains(number));

    public void Accept(IEnumerable<long> numbers) => accepted.UnionWith(numbers);

    /// <summary>Takes back what a drill destroyed on purpose.</summary>
    public void Destroyed(long number) => accepted.Remove(number);

    public void Find(ReadOnlySpan<byte> record)
    {
        if (NumberedRecord.TryRead(record, out var number))
            Find(number);
        else
            FindAltered();
    }

    public void Find(long number) => found[number] = found.GetValueOrDefault(number) + 1;

    public void FindAltered() => Altered++;
}
