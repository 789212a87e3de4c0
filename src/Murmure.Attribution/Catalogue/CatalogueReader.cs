using System.Buffers;

namespace Murmure.Attribution;

/// <summary>Turns one catalogue file into channels and operators, or says in which entry and key it is wrong.</summary>
internal sealed class CatalogueReader
{
    private const int DefaultOrder = 500;

    private static readonly string[] Groups = ["hosts", "packages", "apps", "fetchers", "share", "click-ids"];
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> Names = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");
    private static readonly SearchValues<char> HostLabel = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> Slugs = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    private readonly CatalogueEntry file;
    private readonly bool checkExpressions;
    private readonly Dictionary<string, string> sources;
    private readonly DateOnly checkedOn;

    private CatalogueReader(CatalogueEntry file, bool checkExpressions)
    {
        this.file = file;
        this.checkExpressions = checkExpressions;
        sources = file.TextMap("sources").ToDictionary(StringComparer.Ordinal);
        checkedOn = file.Day("checked");
    }

    public List<Channel> Channels { get; } = [];

    public List<Operator> Operators { get; } = [];

    /// <summary>Tags that a channel once had: they stay taken.</summary>
    public IReadOnlyList<string> Retired { get; private set; } = [];

    public string File => file.File;

    /// <param name="checkExpressions">Whether to build each regular expression: a third of the time, and needless for files that a test has read.</param>
    public static CatalogueReader Read(string name, TextReader text, bool checkExpressions)
    {
        var reader = new CatalogueReader(new CatalogueEntry(name, "file", YamlNode.Parse(name, text)), checkExpressions);
        reader.ReadFile();
        return reader;
    }

    private void ReadFile()
    {
        Family? family = file.Has("family") ? ParseFamily(file) : null;
        var isPrivate = file.Flag("private", otherwise: false);
        Retired = file.Texts("retired");
        foreach (var (slug, entry) in file.Entries("channels"))
            Channels.Add(ReadChannel(slug, entry, family, isPrivate));
        foreach (var (slug, entry) in file.Entries("operators"))
            Operators.Add(ReadOperator(slug, entry));
        file.RefuseOthers();
    }

    private Channel ReadChannel(string slug, CatalogueEntry entry, Family? family, bool isPrivate)
    {
        CheckSlug(slug, entry);
        var name = entry.Text("name");
        var channel = new Channel
        {
            Slug = slug,
            Tag = Checked(entry, "tag", entry.Text("tag"), text => text.Length <= 2 && Has(text, Letters)),
            Name = name,
            Family = entry.Has("family") ? ParseFamily(entry) : family ?? throw entry.Error("family", "is missing here and in the file"),
            Private = entry.Flag("private", isPrivate),
            Color = Checked(entry, "color", entry.Text("color"), text => text.Length == 7 && text[0] == '#' && Has(text[1..], Hexadecimal)),
            ShareUrl = ReadShare(entry),
            Hosts = [.. Hosts(entry, "hosts", paid: false), .. Hosts(entry, "paid-hosts", paid: true)],
            Packages = Texts(entry, "packages", text => text.Contains('.') && text.Split('.').All(part => Has(part, Names))),
            Apps = ReadApps(slug, entry),
            Fetchers = ReadFetchers(slug, name, entry),
            ClickIds = [.. ClickIds(entry, "click-ids", paid: false), .. ClickIds(entry, "paid-click-ids", paid: true)],
            UtmSources = Texts(entry, "utm", text => Has(text, Letters)),
            Sources = ReadSources(entry),
            Checked = entry.Has("checked") ? entry.Day("checked") : checkedOn,
        };
        entry.RefuseOthers();
        return channel;
    }

    private Operator ReadOperator(string slug, CatalogueEntry entry)
    {
        CheckSlug(slug, entry);
        var name = entry.Text("name");
        var result = new Operator(slug, name, ReadFetchers(slug, name, entry), ReadSources(entry), entry.Has("checked") ? entry.Day("checked") : checkedOn);
        if (result.Fetchers.Count == 0)
            throw entry.Error("fetchers", "are missing: an operator without them has no use");
        entry.RefuseOthers();
        return result;
    }

    private AppMark[] ReadApps(string slug, CatalogueEntry entry) => entry.Items("apps").Select((node, index) =>
    {
        if (node is YamlNode.Text text)
            return new AppMark(text.Value, Regex: null, DefaultOrder, slug);
        var mark = entry.Inner("apps", index, node);
        var result = new AppMark(mark.Text("literal"), Expression(mark), mark.Number("order", DefaultOrder), mark.TextOrNull("app") ?? slug);
        mark.RefuseOthers();
        return result;
    }).ToArray();

    private Fetcher[] ReadFetchers(string slug, string name, CatalogueEntry entry) => entry.Items("fetchers").Select((node, index) =>
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
            Texts(fetcher, "methods", text => !text.AsSpan().ContainsAnyExceptInRange('A', 'Z')));
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
                own.Add(group, sources.GetValueOrDefault(group) ?? throw entry.Error("sources", $"say nothing of {group}, here or in the file"));
        }

        if (own.Keys.FirstOrDefault(key => !Groups.Contains(key, StringComparer.Ordinal)) is { } unknown)
            throw entry.Error("sources", $"'{unknown}' is an unknown key");
        return own;
    }

    private static IEnumerable<HostPattern> Hosts(CatalogueEntry entry, string key, bool paid) =>
        Texts(entry, key, IsHostPattern).Select(pattern => new HostPattern(pattern, paid));

    private static IEnumerable<ClickId> ClickIds(CatalogueEntry entry, string key, bool paid) =>
        Texts(entry, key, text => Has(text, Names)).Select(parameter => new ClickId(parameter, paid));

    private static string? ReadShare(CatalogueEntry entry)
    {
        var share = entry.TextOrNull("share");
        return share is null || share.Contains("{url}", StringComparison.Ordinal) || share.Contains("{text}", StringComparison.Ordinal)
            ? share
            : throw entry.Error("share", "has neither {url} nor {text} to fill in");
    }

    private string? Expression(CatalogueEntry entry)
    {
        var pattern = entry.TextOrNull("regex");
        if (pattern is null || !checkExpressions)
            return pattern;
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
        if (!Has(slug, Slugs))
            throw entry.Error("slug", "has characters other than a-z, 0-9, '.' and '-'");
    }

    private static Family ParseFamily(CatalogueEntry entry) =>
        Enum.TryParse<Family>(entry.Text("family"), ignoreCase: true, out var family) && Enum.IsDefined(family)
            ? family
            : throw entry.Error("family", $"'{entry.Text("family")}' is no family");

    private static bool IsHostPattern(string pattern)
    {
        var slash = pattern.IndexOf('/');
        var host = slash < 0 ? pattern : pattern[..slash];
        var labels = host.Split('.').AsSpan();
        if (labels[0] == "*")
            labels = labels[1..];
        if (labels.Length > 1 && labels[^1] == "*")
            labels = labels[..^1];
        else if (labels.Length < 2)
            return false;
        foreach (var label in labels)
        {
            if (!Has(label, HostLabel))
                return false;
        }

        return slash < 0 || !pattern.AsSpan(slash).ContainsAnyExceptInRange('!', '~');
    }

    private static bool Has(string text, SearchValues<char> only) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(only);

    private static string Checked(CatalogueEntry entry, string key, string text, Func<string, bool> isWell) =>
        isWell(text) ? text : throw entry.Error(key, $"'{text}' does not have the right form");

    private static IReadOnlyList<string> Texts(CatalogueEntry entry, string key, Func<string, bool> isWell)
    {
        var texts = entry.Texts(key);
        foreach (var text in texts)
            Checked(entry, key, text, isWell);
        return texts;
    }
}
