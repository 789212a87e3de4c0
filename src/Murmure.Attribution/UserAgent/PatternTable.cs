using System.Text.RegularExpressions;

namespace Murmure.Attribution.UserAgent;

/// <summary>
/// An ordered list of regular expressions of which the first that matches wins. One pass over the agent tells which of them can match at
/// all; only those are tried, in order. Thread-safe; expressions are built when first needed, because most never are.
/// </summary>
internal sealed class PatternTable<T>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(ForeignText.Patience);

    private readonly (string Pattern, RegexOptions Options, T Value)[] entries;
    private readonly Regex?[] built;
    private readonly LiteralIndex index;
    private readonly ulong[] always;

    public PatternTable(IEnumerable<(string Pattern, RegexOptions Options, T Value)> patterns)
    {
        entries = [.. patterns];
        built = new Regex?[entries.Length];
        always = new ulong[(entries.Length + 63) >> 6];
        var texts = new List<(string, int)>();
        for (var i = 0; i < entries.Length; i++)
        {
            var literals = RequiredLiterals.Of(entries[i].Pattern);
            if (literals.Count == 0)
                always[i >> 6] |= 1UL << (i & 63);
            foreach (var literal in literals)
                texts.Add((literal, i));
        }
        index = new LiteralIndex(texts);
    }

    /// <summary>How many expressions no text can rule out; they are tried on every new agent.</summary>
    public int AlwaysTried => always.Sum(word => System.Numerics.BitOperations.PopCount(word));

    /// <summary>The first entry that matches, with the match; null when none does.</summary>
    public (T Value, Match Match, string Pattern)? Find(string agent)
    {
        Span<ulong> candidates = stackalloc ulong[always.Length];
        always.CopyTo(candidates);
        index.Mark(agent, candidates);
        for (var word = 0; word < candidates.Length; word++)
        {
            for (var bits = candidates[word]; bits != 0; bits &= bits - 1)
            {
                var i = (word << 6) + System.Numerics.BitOperations.TrailingZeroCount(bits);
                if (Try(i, agent) is { Success: true } match)
                    return (entries[i].Value, match, entries[i].Pattern);
            }
        }
        return null;
    }

    private Match? Try(int i, string text)
    {
        try
        {
            var regex = built[i] ??= new Regex(entries[i].Pattern, entries[i].Options | RegexOptions.CultureInvariant, Patience);
            return regex.Match(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return null; // hostile text must not stop the run; the next entries still have their say
        }
    }
}
