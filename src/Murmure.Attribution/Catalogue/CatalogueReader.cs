using System.Text.RegularExpressions;

namespace Murmure.Attribution;

/// <summary>Turns one catalogue file into channels and operators, or says in which entry and key it is wrong.</summary>
internal sealed class CatalogueReader
{
    private readonly CatalogueEntry _file;
    private readonly Dictionary<string, string> _sources;
    private readonly DateOnly _checked;

    private CatalogueReader(CatalogueEntry file)
    {
        _file = file;
        _sources = file.TextMap("sources").ToDictionary(StringComparer.Ordinal);
        _checked = file.Day("checked");
    }

    public List<Channel> Channels { get; } = [];

    public List<Operator> Operators { get; } = [];

    /// <summary>Tags that a channel once had: they stay taken.</summary>
    public IReadOnlyList<string> Retired { get; private set; } = [];

    public string File => _file.File;

    public static CatalogueReader Read(string name, TextReader text)
    {
        var reader = new CatalogueReader(new CatalogueEntry(name, "file", YamlNode.Parse(name, text)));
        reader.ReadFile();
        return reader;
    }

    private void ReadFile()
    {
        Family? family = _file.Has("family") ? ParseFamily(_file) : null;
        var isPrivate = _file.Flag("private", otherwise: false);
        Retired = _file.Texts("retired");
        foreach (var (slug, entry) in _file.Entries("channels"))
            Channels.Add(ReadChannel(slug, entry, family, isPrivate));
        foreach (var (slug, entry) in _file.Entries("operators"))
            Operators.Add(ReadOperator(slug, entry));
        _file.RefuseOthers();
    }

    private Channel ReadChannel(string slug, CatalogueEntry entry, Family? family, bool isPrivate)
    {
        CheckSlug(slug, entry);
        var name = entry.Text("name");
        var channel = new Channel
        {
            Slug = slug,
            Tag = Pattern(entry, "tag", "^[a-z0-9]{1,2}$"),
            Name = name,
            Family = entry.Has("family") ? ParseFamily(entry) : family ?? throw entry.Error("family", "is missing here and in the file"),
            Private = entry.Flag("private", isPrivate),
            Color = Pattern(entry, "color", "^#[0-9a-f]{6}$"),
            ShareUrl = ReadShare(entry),
            Hosts = [.. Hosts(entry, "hosts", paid: false), .. Hosts(entry, "paid-hosts", paid: true)],
            Packages = Texts(entry, "packages", @"^[a-z0-9_]+(\.[a-z0-9_]+)+$"),
            Apps = ReadApps(slug, entry),
            Fetchers = ReadFetchers(slug, name, entry),
            ClickIds = [.. ClickIds(entry, "click-ids", paid: false), .. ClickIds(entry, "paid-click-ids", paid: true)],
            UtmSources = Texts(entry, "utm", "^[a-z0-9]+$"),
            Sources = ReadSources(entry),
            Checked = entry.Has("checked") ? entry.Day("checked") : _checked,
        };
        entry.RefuseOthers();
        return channel;
    }

    private Operator ReadOperator(string slug, CatalogueEntry entry)
    {
        CheckSlug(slug, entry);
        var name = entry.Text("name");
        var result = new Operator(slug, name, ReadFetchers(slug, name, entry), ReadSources(entry), entry.Has("checked") ? entry.Day("checked") : _checked);
        if (result.Fetchers.Count == 0)
            throw entry.Error("fetchers", "are missing: an operator without them has no use");
        entry.RefuseOthers();
        return result;
    }

    private static AppMark[] ReadApps(string slug, CatalogueEntry entry) => entry.Items("apps").Select((node, index) =>
    {
        if (node is YamlNode.Text text)
            return new AppMark(text.Value, Regex: null, DefaultOrder, slug);
        var mark = entry.Inner("apps", index, node);
        var result = new AppMark(mark.Text("literal"), Expression(mark), mark.Number("order", DefaultOrder), mark.TextOrNull("app") ?? slug);
        mark.RefuseOthers();
        return result;
    }).ToArray();

    private const int DefaultOrder = 500;

    private static Fetcher[] ReadFetchers(string slug, string name, CatalogueEntry entry) => entry.Items("fetchers").Select((node, index) =>
    {
        var fetcher = entry.Inner("fetchers", index, node);
        var cache = fetcher.Number("cache", otherwise: 0);
        var result = new Fetcher(
            fetcher.Text("literal"),
            Expression(fetcher),
            fetcher.Has("order") ? fetcher.Number("order", 0) : throw fetcher.Error("order", "is missing"),
            slug,
            fetcher.TextOrNull("name") ?? name,
            fetcher.Text("by") switch
            {
                "device" => FetchedBy.Device,
                "server" => FetchedBy.Server,
                var other => throw fetcher.Error("by", $"'{other}' is neither device nor server"),
            },
            fetcher.Has("share") ? fetcher.Flag("share", otherwise: false) : throw fetcher.Error("share", "is missing"),
            fetcher.Flag("public-too", otherwise: false),
            cache == 0 ? null : TimeSpan.FromMinutes(cache),
            Texts(fetcher, "methods", "^[A-Z]+$"));
        fetcher.RefuseOthers();
        return result;
    }).ToArray();

    private Dictionary<string, string> ReadSources(CatalogueEntry entry)
    {
        var own = entry.TextMap("sources").ToDictionary(StringComparer.Ordinal);
        foreach (var group in Groups)
        {
            var stands = group switch
            {
                "hosts" => entry.Has("hosts") || entry.Has("paid-hosts"),
                "click-ids" => entry.Has("click-ids") || entry.Has("paid-click-ids"),
                _ => entry.Has(group),
            };
            if (stands && !own.ContainsKey(group))
                own.Add(group, _sources.GetValueOrDefault(group) ?? throw entry.Error("sources", $"say nothing of {group}, here or in the file"));
        }

        if (own.Keys.FirstOrDefault(key => !Groups.Contains(key, StringComparer.Ordinal)) is { } unknown)
            throw entry.Error("sources", $"'{unknown}' is an unknown key");
        return own;
    }

    private static readonly string[] Groups = ["hosts", "packages", "apps", "fetchers", "share", "click-ids"];

    private static IEnumerable<HostPattern> Hosts(CatalogueEntry entry, string key, bool paid) =>
        Texts(entry, key, @"^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(\.\*|\.[a-z0-9-]+)(/[!-~]*)?$").Select(pattern => new HostPattern(pattern, paid));

    private static IEnumerable<ClickId> ClickIds(CatalogueEntry entry, string key, bool paid) =>
        Texts(entry, key, "^[a-z0-9_]+$").Select(parameter => new ClickId(parameter, paid));

    private static string? ReadShare(CatalogueEntry entry)
    {
        var share = entry.TextOrNull("share");
        return share is null || share.Contains("{url}", StringComparison.Ordinal) || share.Contains("{text}", StringComparison.Ordinal)
            ? share
            : throw entry.Error("share", "has neither {url} nor {text} to fill in");
    }

    private static string? Expression(CatalogueEntry entry)
    {
        if (entry.TextOrNull("regex") is not { } pattern)
            return null;
        try
        {
            _ = MarkList.Compile(pattern);
            return pattern;
        }
        catch (ArgumentException error)
        {
            throw entry.Error("regex", error.Message);
        }
    }

    private static void CheckSlug(string slug, CatalogueEntry entry)
    {
        if (!Regex.IsMatch(slug, "^[a-z0-9][a-z0-9.-]*$", RegexOptions.None, MarkList.Timeout))
            throw entry.Error("slug", "has characters other than a-z, 0-9, '.' and '-'");
    }

    private static Family ParseFamily(CatalogueEntry entry) =>
        Enum.TryParse<Family>(entry.Text("family"), ignoreCase: true, out var family) && Enum.IsDefined(family)
            ? family
            : throw entry.Error("family", $"'{entry.Text("family")}' is no family");

    private static string Pattern(CatalogueEntry entry, string key, string pattern) =>
        Regex.IsMatch(entry.Text(key), pattern, RegexOptions.None, MarkList.Timeout)
            ? entry.Text(key)
            : throw entry.Error(key, $"'{entry.Text(key)}' does not have the form {pattern}");

    private static IReadOnlyList<string> Texts(CatalogueEntry entry, string key, string pattern)
    {
        var texts = entry.Texts(key);
        foreach (var text in texts)
        {
            if (!Regex.IsMatch(text, pattern, RegexOptions.None, MarkList.Timeout))
                throw entry.Error(key, $"'{text}' does not have the form {pattern}");
        }

        return texts;
    }
}
