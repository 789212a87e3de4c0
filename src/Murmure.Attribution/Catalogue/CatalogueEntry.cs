using System.Globalization;

namespace Murmure.Attribution;

/// <summary>One map of a catalogue file, read key by key; what nobody read is an unknown key.</summary>
internal sealed class CatalogueEntry
{
    private readonly Dictionary<string, YamlNode> nodes = new(StringComparer.Ordinal);
    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    public CatalogueEntry(string file, string path, YamlNode node)
    {
        File = file;
        Path = path;
        if (node is not YamlNode.Mapping mapping)
            throw new CatalogueException($"{file}: {path}: expected a map in line {node.Line}");
        foreach (var (key, value) in mapping.Entries)
            nodes.Add(key, value);
    }

    public string File { get; }

    private string Path { get; }

    public bool Has(string key) => nodes.ContainsKey(key);

    public CatalogueException Error(string key, string problem) => new($"{File}: {Path}: {key}: {problem}");

    public string Text(string key) => TextOrNull(key) ?? throw Error(key, "is missing");

    public string? TextOrNull(string key) => Take(key) switch
    {
        null => null,
        YamlNode.Text { Value.Length: > 0 } text => text.Value,
        var other => throw Error(key, $"expected a text in line {other.Line}"),
    };

    public bool Flag(string key, bool otherwise) => TextOrNull(key) switch
    {
        null => otherwise,
        "true" => true,
        "false" => false,
        var other => throw Error(key, $"'{other}' is neither true nor false"),
    };

    public int Number(string key, int otherwise) => TextOrNull(key) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw Error(key, $"'{text}' is no whole number");

    public DateOnly Day(string key) => DateOnly.TryParseExact(Text(key), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? day
        : throw Error(key, "is no date of the form 2026-11-23");

    public IReadOnlyList<string> Texts(string key) => Items(key).Select(item => item is YamlNode.Text { Value.Length: > 0 } text
        ? text.Value
        : throw Error(key, $"expected a text in line {item.Line}")).ToArray();

    public IReadOnlyList<YamlNode> Items(string key) => Take(key) switch
    {
        null => [],
        YamlNode.Sequence sequence => sequence.Items,
        var other => throw Error(key, $"expected a list in line {other.Line}"),
    };

    /// <summary>The maps below a key, each with its own name as path.</summary>
    public IEnumerable<(string Name, CatalogueEntry Entry)> Entries(string key)
    {
        if (Take(key) is not { } node)
            yield break;
        if (node is not YamlNode.Mapping mapping)
            throw Error(key, $"expected a map in line {node.Line}");
        foreach (var (name, value) in mapping.Entries)
            yield return (name, new CatalogueEntry(File, name, value));
    }

    public IEnumerable<KeyValuePair<string, string>> TextMap(string key)
    {
        if (Take(key) is not { } node)
            return [];
        var inner = new CatalogueEntry(File, $"{Path}: {key}", node);
        return inner.nodes.Keys.Select(name => KeyValuePair.Create(name, inner.Text(name)));
    }

    public CatalogueEntry Inner(string key, int index, YamlNode node) => new(File, $"{Path}: {key}[{index}]", node);

    /// <exception cref="CatalogueException">The map holds a key that nobody asked for.</exception>
    public void RefuseOthers()
    {
        foreach (var key in nodes.Keys)
        {
            if (!read.Contains(key))
                throw Error(key, "is an unknown key");
        }
    }

    private YamlNode? Take(string key)
    {
        read.Add(key);
        return nodes.GetValueOrDefault(key);
    }
}

/// <summary>An error in the catalogue's own files: the message names file, entry and key.</summary>
public sealed class CatalogueException(string message) : Exception(message);
