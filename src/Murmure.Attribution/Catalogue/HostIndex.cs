namespace Murmure.Attribution;

/// <summary>A referrer host that the catalogue knows.</summary>
/// <param name="Channel">Whose host it is.</param>
/// <param name="Paid">Whether it serves advertisements.</param>
/// <param name="Pattern">The pattern that matched, for evidence.</param>
public readonly record struct HostMatch(Channel Channel, bool Paid, HostPattern Pattern);

/// <summary>
/// Host patterns of all channels: exact before the longest <c>*.</c> suffix before a name under any public suffix; within one of
/// them, a longer path before a shorter one before none.
/// </summary>
internal sealed class HostIndex
{
    // A host has at most 127 labels; nobody's real one has 32, and each label is a look-up.
    private const int MostLabels = 32;

    private readonly Dictionary<string, Entry[]>.AlternateLookup<ReadOnlySpan<char>> exact;
    private readonly Dictionary<string, Entry[]>.AlternateLookup<ReadOnlySpan<char>> below;
    private readonly Dictionary<string, Entry[]>.AlternateLookup<ReadOnlySpan<char>> anySuffix;

    public HostIndex(IEnumerable<Channel> channels)
    {
        var entries = channels.SelectMany(channel => channel.Hosts.Select(pattern => Entry.Parse(channel, pattern))).ToArray();
        exact = Index(entries, Kind.Exact);
        below = Index(entries, Kind.Below);
        anySuffix = Index(entries, Kind.AnySuffix);
    }

    private enum Kind
    {
        Exact,
        Below,
        AnySuffix,
    }

    /// <summary>Sites answer by both names; neither says more than the other.</summary>
    public static ReadOnlySpan<char> WithoutWww(ReadOnlySpan<char> host) =>
        host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? host[4..] : host;

    public HostMatch? Find(ReadOnlySpan<char> host, ReadOnlySpan<char> path)
    {
        host = WithoutWww(host.TrimEnd('.'));
        if (host.IsEmpty || host.Length > PublicSuffixes.LongestHost)
            return null;
        return FindExact(host, path) ?? FindBelow(host, path) ?? FindAnySuffix(host, path);
    }

    private HostMatch? FindExact(ReadOnlySpan<char> host, ReadOnlySpan<char> path) =>
        exact.TryGetValue(host, out var entries) ? First(entries, path, []) : null;

    private HostMatch? FindBelow(ReadOnlySpan<char> host, ReadOnlySpan<char> path)
    {
        var rest = host;
        for (var label = 0; label < MostLabels; label++)
        {
            if (below.TryGetValue(rest, out var entries) && First(entries, path, []) is { } match)
                return match;
            var dot = rest.IndexOf('.');
            if (dot < 0)
                return null;
            rest = rest[(dot + 1)..];
        }

        return null;
    }

    private HostMatch? FindAnySuffix(ReadOnlySpan<char> host, ReadOnlySpan<char> path)
    {
        var start = PublicSuffixes.Default.RegistrableStart(host);
        if (start < 0)
            return null;
        var name = host[start..];
        return anySuffix.TryGetValue(name[..name.IndexOf('.')], out var entries) ? First(entries, path, host[..start].TrimEnd('.')) : null;
    }

    private static HostMatch? First(Entry[] entries, ReadOnlySpan<char> path, ReadOnlySpan<char> labels)
    {
        foreach (var entry in entries)
        {
            if (entry.Admits(labels) && path.StartsWith(entry.Path, StringComparison.OrdinalIgnoreCase))
                return new HostMatch(entry.Channel, entry.Pattern.Paid, entry.Pattern);
        }

        return null;
    }

    private static Dictionary<string, Entry[]>.AlternateLookup<ReadOnlySpan<char>> Index(Entry[] entries, Kind kind) => entries
        .Where(entry => entry.Kind == kind)
        .GroupBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(
            group => group.Key,
            group => group.OrderByDescending(entry => entry.Labels.Length).ThenByDescending(entry => entry.Path.Length).ToArray(),
            StringComparer.OrdinalIgnoreCase)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <param name="Labels">What stands left of the name in a pattern such as <c>mail.yahoo.*</c>; empty elsewhere.</param>
    /// <param name="Subdomains">Whether anything may stand left of that.</param>
    private sealed record Entry(Channel Channel, HostPattern Pattern, Kind Kind, string Name, string Labels, bool Subdomains, string Path)
    {
        public static Entry Parse(Channel channel, HostPattern pattern)
        {
            var slash = pattern.Pattern.IndexOf('/');
            var host = slash < 0 ? pattern.Pattern : pattern.Pattern[..slash];
            var path = slash < 0 ? "" : pattern.Pattern[slash..];
            var below = host.StartsWith("*.", StringComparison.Ordinal);
            var name = below ? host[2..] : host;
            if (!name.EndsWith(".*", StringComparison.Ordinal))
                return new Entry(channel, pattern, below ? Kind.Below : Kind.Exact, name, "", below, path);

            name = name[..^2];
            var registered = name.LastIndexOf('.') + 1;
            return new Entry(channel, pattern, Kind.AnySuffix, name[registered..], name[..Math.Max(0, registered - 1)], below, path);
        }

        /// <summary>Whether the labels left of the registered name fit; only patterns with any public suffix have some.</summary>
        public bool Admits(ReadOnlySpan<char> labels)
        {
            if (Kind != Kind.AnySuffix || labels.Equals(Labels, StringComparison.OrdinalIgnoreCase))
                return true;
            return Subdomains && labels.EndsWith(Labels, StringComparison.OrdinalIgnoreCase)
                && (Labels.Length == 0 || labels[labels.Length - Labels.Length - 1] == '.');
        }
    }
}
