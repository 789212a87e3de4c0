using System.Buffers;
using System.Text.RegularExpressions;

namespace Murmure.Attribution;

/// <summary>Regular expressions of the catalogue, matched against foreign text.</summary>
internal static class MarkList
{
    /// <summary>Agents beyond this length are cut: real ones stay below 1,000 characters, and the cut bounds what an expression can cost.</summary>
    public const int LongestAgent = 2048;

    public static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(ForeignText.Patience);

    public static Regex Compile(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Timeout);
}

/// <summary>
/// An ordered list of marks of which the first that matches an agent wins. One vectorised search for all literals at once
/// sends the agents of plain browsers away; expressions run only where their literal stands, and are built when first needed.
/// </summary>
internal sealed class MarkList<T>
    where T : class
{
    private readonly Entry[] entries;
    private readonly SearchValues<string> literals;

    public MarkList(IEnumerable<(T Mark, string Literal, string? Regex, int Order)> marks)
    {
        entries = marks.OrderBy(mark => mark.Order).Select(mark => new Entry(mark.Mark, mark.Literal, mark.Regex)).ToArray();
        literals = SearchValues.Create(entries.Select(entry => entry.Literal).Distinct(StringComparer.OrdinalIgnoreCase).ToArray(), StringComparison.OrdinalIgnoreCase);
    }

    public T? Find(string agent)
    {
        var text = agent.Length <= MarkList.LongestAgent ? agent.AsSpan() : agent.AsSpan(0, MarkList.LongestAgent);
        var from = text.IndexOfAny(literals);
        if (from < 0)
            return null;
        foreach (var entry in entries)
        {
            if (text[from..].Contains(entry.Literal, StringComparison.OrdinalIgnoreCase) && entry.Matches(text))
                return entry.Mark;
        }

        return null;
    }

    private sealed class Entry(T mark, string literal, string? pattern)
    {
        private Regex? built;

        public T Mark => mark;

        public string Literal => literal;

        public bool Matches(ReadOnlySpan<char> agent)
        {
            if (pattern is null)
                return true;
            // Two threads may both build it: harmless, the last one stays.
            built ??= MarkList.Compile(pattern);
            return built.Fits(agent);
        }
    }
}
