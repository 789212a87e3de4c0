using System.Buffers;
using System.Globalization;

namespace Murmure.Attribution;

/// <summary>
/// The public suffix list: under which names people register domains of their own. The algorithm is that of
/// publicsuffix.org/list (rules, <c>*.</c> wildcards, <c>!</c> exceptions; the longest rule wins, an exception before all).
/// </summary>
public sealed class PublicSuffixes
{
    /// <summary>The longest host name that the domain name system admits, in characters.</summary>
    internal const int LongestHost = 253;

    private const string Resource = "lists/public-suffixes.js";
    private static readonly Lazy<PublicSuffixes> Embedded = new(LoadEmbedded);

    private static readonly SearchValues<char> NotInHost = SearchValues.Create(" \t\r\n:/\\@[]?#");

    private readonly Dictionary<string, Rule>.AlternateLookup<ReadOnlySpan<char>> rules;

    private PublicSuffixes(string list)
    {
        var table = new Dictionary<string, Rule>(12_000, StringComparer.OrdinalIgnoreCase);
        var idn = new IdnMapping();
        foreach (var (rule, icann) in Split(list))
        {
            var kind = rule[0] switch { '!' => Rule.Exception, '*' => Rule.Wildcard, _ => Rule.Plain };
            var name = kind switch { Rule.Exception => rule[1..], Rule.Wildcard => rule[2..], _ => rule };
            var value = kind | (icann ? Icann(kind) : Rule.None);
            Add(table, name, value);
            // Hosts arrive in either form; the rules stand in the list in Unicode.
            if (!System.Text.Ascii.IsValid(name))
                Add(table, idn.GetAscii(name), value);
        }

        rules = table.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    [Flags]
    private enum Rule
    {
        None = 0,
        Plain = 1,
        Wildcard = 2,
        Exception = 4,
        IcannPlain = 8,
        IcannWildcard = 16,
        IcannException = 32,
    }

    /// <summary>The list that was built into this assembly, read on first use.</summary>
    public static PublicSuffixes Default => Embedded.Value;

    /// <summary>The part of a host that somebody registered: <c>example.co.uk</c> of <c>www.example.co.uk</c>.</summary>
    /// <param name="host">A host name in Unicode or punycode, without port.</param>
    /// <returns>The domain in lower case and in the form given; null for a public suffix itself, an address, or what is no host name.</returns>
    public string? RegistrableDomain(ReadOnlySpan<char> host)
    {
        var start = Start(host, Rule.Plain, Rule.Wildcard, Rule.Exception);
        return start < 0 ? null : host[start..].TrimEnd('.').ToString().ToLowerInvariant();
    }

    /// <summary>
    /// Where the registrable domain begins, by the rules of registries alone: under <c>google.github.io</c> nobody holds the name "google"
    /// as a registrant does. Negative where there is none.
    /// </summary>
    internal int RegistrableStart(ReadOnlySpan<char> host) => Start(host, Rule.IcannPlain, Rule.IcannWildcard, Rule.IcannException);

    private int Start(ReadOnlySpan<char> host, Rule plain, Rule wildcard, Rule exception)
    {
        host = host.EndsWith('.') ? host[..^1] : host;
        if (!IsHostName(host))
            return -1;

        // From the longest ending to the shortest: the first rule met is the longest. `previous` and `before` are the starts of
        // the one and two labels further left, which the suffix lacks.
        int before = -1, previous = -1, start = 0;
        while (true)
        {
            var rule = rules.TryGetValue(host[start..], out var found) ? found : Rule.None;
            if ((rule & exception) != Rule.None)
                return start;
            if ((rule & wildcard) != Rule.None && previous >= 0)
                return before;
            if ((rule & plain) != Rule.None)
                return previous;
            var dot = host[start..].IndexOf('.');
            if (dot < 0)
                return previous;
            (before, previous, start) = (previous, start, start + dot + 1);
        }
    }

    private static bool IsHostName(ReadOnlySpan<char> host)
    {
        if (host.IsEmpty || host.Length > LongestHost || host[0] == '.' || host[^1] == '.' || host.Contains("..", StringComparison.Ordinal))
            return false;
        if (host.ContainsAny(NotInHost))
            return false;
        // An ending of digits alone is an IPv4 address, or an attempt at one.
        return host[(host.LastIndexOf('.') + 1)..].ContainsAnyExceptInRange('0', '9');
    }

    private static void Add(Dictionary<string, Rule> rules, string name, Rule rule) =>
        rules[name] = rules.GetValueOrDefault(name) | rule;

    private static Rule Icann(Rule kind) => kind switch
    {
        Rule.Plain => Rule.IcannPlain,
        Rule.Wildcard => Rule.IcannWildcard,
        _ => Rule.IcannException,
    };

    /// <summary>The quoted strings of a JavaScript array, and whether each belongs to a registry.</summary>
    private static IEnumerable<(string Rule, bool Icann)> Split(string list)
    {
        var quoted = list.Split('"').Where((_, index) => index % 2 == 1).ToArray();
        // The list has the registries' rules first, then those that companies asked for, without a mark between them in this form.
        // Only registries have rules of a single label, and the last of those ("zuerich") is their last rule.
        var lastOfRegistries = Array.FindLastIndex(quoted, rule => !rule.Contains('.'));
        return quoted.Select((rule, index) => (rule, index <= lastOfRegistries));
    }

    private static PublicSuffixes LoadEmbedded()
    {
        using var stream = typeof(PublicSuffixes).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the assembly");
        using var reader = new StreamReader(stream);
        return new PublicSuffixes(reader.ReadToEnd());
    }
}
