using System.Collections.Frozen;
using System.Globalization;

namespace Murmure.Attribution;

/// <summary>
/// Everything that is known of channels, read once from the embedded files. Immutable; safe to use from any thread. All look-ups
/// ignore case, take hostile text, and answer null for what the catalogue does not know.
/// </summary>
public sealed class Catalogue
{
    private const string Folder = "catalogue/";
    private static readonly Lazy<Catalogue> Embedded = new(LoadEmbedded);

    // Plain dictionaries: frozen ones save a few nanoseconds per look-up and cost tens of milliseconds at the start of a command.
    private readonly HostIndex hosts;
    private readonly Dictionary<string, Channel>.AlternateLookup<ReadOnlySpan<char>> packages;
    private readonly Dictionary<string, (Channel Channel, bool Paid)>.AlternateLookup<ReadOnlySpan<char>> clickIds;
    private readonly UtmSources utmSources;
    private readonly MarkList<Tuple<Channel, string>> apps;
    private readonly MarkList<Fetcher> fetchers;

    private Catalogue(IReadOnlyList<CatalogueReader> files)
    {
        CatalogueCheck.Refuse(files);
        Channels = files.SelectMany(file => file.Channels).ToArray();
        Operators = files.SelectMany(file => file.Operators).ToArray();
        Version = Channels.Select(channel => channel.Checked).Concat(Operators.Select(entry => entry.Checked)).Max()
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        BySlug = Channels.ToDictionary(channel => channel.Slug, StringComparer.OrdinalIgnoreCase);
        ByTag = Channels.ToFrozenDictionary(channel => channel.Tag, StringComparer.Ordinal);

        hosts = new HostIndex(Channels);
        packages = Index(channel => channel.Packages.Select(package => KeyValuePair.Create(package, channel)));
        clickIds = Index(channel => channel.ClickIds.Select(id => KeyValuePair.Create(id.Parameter, (channel, id.Paid))));
        utmSources = new UtmSources(Channels, hosts);
        apps = new(Channels.SelectMany(channel => channel.Apps.Select(mark => (Tuple.Create(channel, mark.App), mark.Literal, mark.Regex, mark.Order))));
        Fetchers = Channels.SelectMany(channel => channel.Fetchers).Concat(Operators.SelectMany(entry => entry.Fetchers))
            .OrderBy(fetcher => fetcher.Order).ToArray();
        PublicFetchers = Fetchers.Where(fetcher => fetcher.Share && (fetcher.PublicToo || BySlug.GetValueOrDefault(fetcher.Platform) is not { Private: true }))
            .SelectMany(fetcher => (string[])[fetcher.Platform, fetcher.Name, fetcher.Literal.TrimEnd('/')]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        fetchers = new(Fetchers.Select(fetcher => (fetcher, fetcher.Literal, fetcher.Regex, fetcher.Order)));
    }

    /// <summary>The day on which the facts were last compared with their sources, <c>2026-11-23</c>; stored with what it classified.</summary>
    public string Version { get; }

    public IReadOnlyList<Channel> Channels { get; }

    /// <summary>Those who fetch pages without being a channel.</summary>
    public IReadOnlyList<Operator> Operators { get; }

    /// <summary>All fetchers in the order in which they are tried.</summary>
    public IReadOnlyList<Fetcher> Fetchers { get; }

    /// <summary>Platforms of fetchers that public posts cause as well, and of those whose channel is no private one: their previews announce no private share. By slug, by name and by mark, whatever the case, for tables that others made.</summary>
    public FrozenSet<string> PublicFetchers { get; }

    public IReadOnlyDictionary<string, Channel> BySlug { get; }

    /// <summary>Channels by the letters that stand for them in share tags and in the addresses of links.</summary>
    public FrozenDictionary<string, Channel> ByTag { get; }

    /// <summary>The catalogue that was built into this assembly: read on the first call, the same object ever after.</summary>
    public static Catalogue Load() => Embedded.Value;

    /// <summary>Reads a catalogue from files of one's own.</summary>
    /// <param name="files">Names (for messages) and texts, in YAML.</param>
    /// <exception cref="CatalogueException">A file is wrong; the message names file, entry and key.</exception>
    public static Catalogue Read(IEnumerable<(string Name, TextReader Text)> files) =>
        Read(files, checkExpressions: true);

    /// <summary>The channel of a referring host: an exact host before the longest suffix before a name under any public suffix.</summary>
    /// <param name="host">Without scheme, port and user; a leading <c>www.</c> does not count.</param>
    /// <param name="path">The path of the referrer, or empty; only patterns with a path look at it.</param>
    public HostMatch? FindHost(ReadOnlySpan<char> host, ReadOnlySpan<char> path) => hosts.Find(host, path);

    /// <summary>The channel of an Android package, as in <c>android-app://</c> referrers and X-Requested-With.</summary>
    public Channel? FindPackage(ReadOnlySpan<char> package) => packages.TryGetValue(package, out var channel) ? channel : null;

    /// <summary>The application whose own browser the agent shows: a person inside that app.</summary>
    /// <param name="agent">The User-Agent header. Preview fetchers are to be asked for first, with <see cref="FindFetcher"/>.</param>
    /// <returns>The channel to which the visit belongs, and the app's slug.</returns>
    public (Channel Channel, string App)? FindApp(string agent) => apps.Find(agent) is { } found ? (found.Item1, found.Item2) : null;

    /// <summary>The first fetcher, in their one order, whose mark the agent bears. The caller compares <see cref="Fetcher.Methods"/>.</summary>
    public Fetcher? FindFetcher(string agent) => fetchers.Find(agent);

    /// <summary>The channel that a <c>utm_source</c> names, in any of its spellings.</summary>
    public Channel? FindUtmSource(ReadOnlySpan<char> value) => utmSources.Find(value);

    /// <summary>The channel that adds this parameter to clicked links, and whether it shows a bought click.</summary>
    public (Channel Channel, bool Paid)? FindClickId(ReadOnlySpan<char> parameter) => clickIds.TryGetValue(parameter, out var found) ? found : null;

    /// <summary>Whether a channel is private: by its own word, and where only the family is known, messaging, mail and SMS are.</summary>
    public bool IsPrivate(string channel, Family family) =>
        BySlug.TryGetValue(channel, out var known) ? known.Private : family is Family.Messaging or Family.Email or Family.Sms;

    private static Catalogue LoadEmbedded()
    {
        var assembly = typeof(Catalogue).Assembly;
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return Read(
            names.Select(name => (name[Folder.Length..], (TextReader)new StreamReader(assembly.GetManifestResourceStream(name)!))),
            checkExpressions: false);
    }

    private static Catalogue Read(IEnumerable<(string Name, TextReader Text)> files, bool checkExpressions) =>
        new(files.Select(file => CatalogueReader.Read(file.Name, file.Text, checkExpressions)).ToArray());

    private Dictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> Index<T>(Func<Channel, IEnumerable<KeyValuePair<string, T>>> pairs) =>
        Channels.SelectMany(pairs).ToDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
