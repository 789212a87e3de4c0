namespace Murmure.Attribution.UserAgent;

/// <summary>
/// Finds which of many texts occur in an agent, in one pass whatever their number (Aho and Corasick, CACM 18(6), 1975).
/// Letters are compared without regard to case, ASCII only.
/// </summary>
internal sealed class LiteralIndex
{
    // Every other character shares one symbol: agents are ASCII, and a table of 40 columns fits the processor's second-level cache.
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789/.-_ (;:+";
    private const int Width = 46;

    private static readonly byte[] Symbols = MakeSymbols();

    private readonly int[] next;
    private readonly int[][] found;

    /// <param name="texts">Lower-case texts, each with the owners to report when it occurs.</param>
    public LiteralIndex(IReadOnlyCollection<(string Text, int Owner)> texts)
    {
        var states = new List<int[]> { NewState() };
        var owners = new List<List<int>> { new() };
        foreach (var (text, owner) in texts)
        {
            var state = 0;
            foreach (var c in text)
            {
                var symbol = Symbols[c < 128 ? c : 127];
                if (states[state][symbol] < 0)
                {
                    states[state][symbol] = states.Count;
                    states.Add(NewState());
                    owners.Add([]);
                }
                state = states[state][symbol];
            }
            owners[state].Add(owner);
        }
        next = Link(states, owners);
        found = [.. owners.Select(list => list.Distinct().ToArray())];
    }

    /// <summary>Sets the bit of every owner of a text that occurs.</summary>
    public void Mark(ReadOnlySpan<char> agent, Span<ulong> owners)
    {
        var state = 0;
        foreach (var c in agent)
        {
            state = next[state * Width + Symbols[c < 128 ? c : 127]];
            foreach (var owner in found[state])
                owners[owner >> 6] |= 1UL << (owner & 63);
        }
    }

    /// <summary>Completes the trie into an automaton: every missing step goes where the longest proper suffix would go.</summary>
    private static int[] Link(List<int[]> states, List<List<int>> owners)
    {
        var fail = new int[states.Count];
        var queue = new Queue<int>();
        for (var symbol = 0; symbol < Width; symbol++)
        {
            if (states[0][symbol] < 0)
                states[0][symbol] = 0;
            else
                queue.Enqueue(states[0][symbol]);
        }
        while (queue.TryDequeue(out var state))
        {
            for (var symbol = 0; symbol < Width; symbol++)
            {
                var target = states[state][symbol];
                if (target < 0)
                {
                    states[state][symbol] = states[fail[state]][symbol];
                    continue;
                }
                fail[target] = states[fail[state]][symbol];
                owners[target].AddRange(owners[fail[target]]);
                queue.Enqueue(target);
            }
        }
        return [.. states.SelectMany(row => row)];
    }

    private static int[] NewState()
    {
        var row = new int[Width];
        Array.Fill(row, -1);
        return row;
    }

    private static byte[] MakeSymbols()
    {
        var symbols = new byte[128];
        for (var c = 0; c < symbols.Length; c++)
            symbols[c] = (byte)(Alphabet.IndexOf(char.ToLowerInvariant((char)c), StringComparison.Ordinal) + 1);
        return symbols;
    }
}
