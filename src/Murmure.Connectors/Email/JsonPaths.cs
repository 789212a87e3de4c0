using System.Text.Json.Nodes;

namespace Murmure.Connectors.Email;

/// <summary>Looks into an answer that may hold anything.</summary>
internal static class JsonPaths
{
    /// <summary>More than all mail of the world is a mistake.</summary>
    private const long Most = 1_000_000_000_000;

    /// <summary>What lies at a path; null where there is no such thing.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            node = node is JsonObject one && one.TryGetPropertyValue(name, out var inner) ? inner : null;
        return node;
    }

    /// <summary>A count at a path; null where there is none, or something else.</summary>
    public static long? Count(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<long>(out var count) && count is >= 0 and <= Most ? count : null;
}
