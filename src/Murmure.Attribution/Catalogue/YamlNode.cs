using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Murmure.Attribution;

/// <summary>A YAML document as a tree of text, lists and maps; the catalogue needs no types, anchors or tags.</summary>
/// <remarks>Built on the parser's events: the reflecting deserializer costs several times the whole cold load.</remarks>
internal abstract record YamlNode(long Line)
{
    internal sealed record Text(string Value, long Line) : YamlNode(Line);

    internal sealed record Sequence(List<YamlNode> Items, long Line) : YamlNode(Line);

    internal sealed record Mapping(List<KeyValuePair<string, YamlNode>> Entries, long Line) : YamlNode(Line);

    /// <exception cref="CatalogueException">The text is no YAML, repeats a key, or uses what the catalogue does not.</exception>
    public static YamlNode Parse(string file, TextReader text)
    {
        try
        {
            var parser = new Parser(text);
            parser.Consume<StreamStart>();
            parser.Consume<DocumentStart>();
            return Read(file, parser);
        }
        catch (YamlException error)
        {
            throw new CatalogueException($"{file}: line {error.Start.Line}: {error.Message}");
        }
    }

    private static YamlNode Read(string file, Parser parser)
    {
        if (parser.TryConsume<Scalar>(out var scalar))
            return new Text(scalar.Value, scalar.Start.Line);
        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            var items = new List<YamlNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(Read(file, parser));
            return new Sequence(items, sequence.Start.Line);
        }

        var start = parser.Consume<MappingStart>();
        var entries = new List<KeyValuePair<string, YamlNode>>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>();
            if (entries.Exists(entry => entry.Key == key.Value))
                throw new CatalogueException($"{file}: line {key.Start.Line}: the key '{key.Value}' stands twice");
            entries.Add(new(key.Value, Read(file, parser)));
        }

        return new Mapping(entries, start.Start.Line);
    }
}
