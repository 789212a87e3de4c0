namespace Murmure.Attribution.UserAgent;

/// <summary>
/// Finds, for a regular expression, texts of which at least one occurs in every match: what an index can look for before the expression
/// itself is tried. It reads the syntax that the pinned lists use and gives up (an empty result, the expression is then always tried)
/// on anything else, so that a wrong guess can cost time but never a match.
/// </summary>
internal sealed class RequiredLiterals
{
    /// <summary>Shorter texts occur everywhere and would filter nothing.</summary>
    private const int ShortestUseful = 3;

    private readonly string pattern;
    private int at;
    private bool lost;

    private RequiredLiterals(string pattern) => this.pattern = pattern;

    /// <summary>Lower-case texts of which one must occur, or none when no such set was found.</summary>
    public static IReadOnlyList<string> Of(string pattern)
    {
        var reader = new RequiredLiterals(pattern);
        var found = reader.ReadAlternatives();
        return reader.lost || reader.at < pattern.Length || found is null ? [] : found;
    }

    private List<string>? ReadAlternatives()
    {
        List<string>? union = ReadSequence();
        while (at < pattern.Length && pattern[at] == '|')
        {
            at++;
            var next = ReadSequence();
            union = union is null || next is null ? null : [.. union, .. next];
        }
        return union;
    }

    /// <summary>The best of what the elements of a sequence require: every one of them must match, so the rarest may stand for all.</summary>
    private List<string>? ReadSequence()
    {
        List<string>? best = null;
        var run = new System.Text.StringBuilder();
        while (at < pattern.Length && pattern[at] is not ('|' or ')'))
        {
            var (literal, inner) = ReadElement();
            var optional = ReadQuantifier(out var repeated);
            if (literal is { } c && !optional)
            {
                run.Append(char.ToLowerInvariant(c));
                if (repeated)
                    Flush();
                continue;
            }
            Flush();
            if (!optional)
                best = Better(best, inner);
        }
        Flush();
        return best;

        void Flush()
        {
            if (run.Length >= ShortestUseful)
                best = Better(best, [run.ToString()]);
            run.Clear();
        }
    }

    private static List<string>? Better(List<string>? a, List<string>? b) =>
        a is null ? b : b is null ? a : b.Min(text => text.Length) > a.Min(text => text.Length) ? b : a;

    /// <summary>One literal character, or what a group requires, or neither.</summary>
    private (char? Literal, List<string>? Inner) ReadElement()
    {
        var c = pattern[at++];
        switch (c)
        {
            case '(':
                return (null, ReadGroup());
            case '[':
                return (ReadClass(), null);
            case '.' or '^' or '$':
                return (null, null);
            case '\\' when at < pattern.Length:
                var escaped = pattern[at++];
                return char.IsAsciiLetterOrDigit(escaped) ? (null, null) : (escaped, null);
            default:
                return (c, null);
        }
    }

    private List<string>? ReadGroup()
    {
        var look = false;
        if (at < pattern.Length && pattern[at] == '?')
        {
            at++;
            if (pattern.AsSpan(at).StartsWith("<!") || pattern.AsSpan(at).StartsWith("<="))
            {
                look = true;
                at += 2;
            }
            else if (pattern[at] is '!' or '=')
            {
                look = true;
                at++;
            }
            else if (pattern[at] == ':')
            {
                at++;
            }
            else
            {
                return GiveUp(); // named groups and inline options: not in the lists
            }
        }
        var inner = ReadAlternatives();
        if (at < pattern.Length && pattern[at] == ')')
            at++;
        return look ? null : inner;
    }

    private List<string>? GiveUp()
    {
        lost = true;
        at = pattern.Length;
        return null;
    }

    /// <summary>A class that is one letter in both cases (<c>[Bb]</c>) counts as that letter.</summary>
    private char? ReadClass()
    {
        if (at + 2 < pattern.Length && pattern[at + 2] == ']' && char.IsAsciiLetter(pattern[at]) && (pattern[at] ^ pattern[at + 1]) == 0x20)
        {
            at += 3;
            return pattern[at - 3];
        }
        if (at < pattern.Length && pattern[at] == '^')
            at++;
        if (at < pattern.Length && pattern[at] == ']')
            at++;
        while (at < pattern.Length && pattern[at] != ']')
            at += pattern[at] == '\\' ? 2 : 1;
        at++;
        return null;
    }

    /// <summary>True when the element before may be absent.</summary>
    private bool ReadQuantifier(out bool repeated)
    {
        repeated = false;
        var optional = false;
        while (at < pattern.Length && pattern[at] is '?' or '*' or '+' or '{')
        {
            repeated = true;
            if (pattern[at] is '?' or '*')
            {
                optional = true;
            }
            else if (pattern[at] == '{')
            {
                optional |= pattern.AsSpan(at).StartsWith("{0") || pattern.AsSpan(at).StartsWith("{,");
                at = pattern.IndexOf('}', at);
                if (at < 0)
                {
                    GiveUp();
                    return true;
                }
            }
            at++;
            if (at < pattern.Length && pattern[at] is '?' or '+')
                at++; // lazy or possessive: the same minimum
            break;
        }
        return optional;
    }
}
