using System.Text.Json;
using System.Text.Json.Nodes;

namespace Murmure.Connectors.WhatsApp;

/// <summary>Reads Meta's JSON by names that may be absent or of another type than documented.</summary>
internal static class WhatsAppJson
{
    /// <summary>A member of an object; undefined for anything else, which has no members either.</summary>
    public static JsonElement Child(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var found) ? found : default;

    /// <summary>A member's text, or its number as it is written; empty for anything else.</summary>
    public static string Text(this JsonElement element, string name) => element.Child(name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString() ?? "",
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => "",
    };

    /// <summary>The members of a list; none for anything else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Child(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>What a service answered, to be read in the same way; undefined where there is nothing.</summary>
    public static JsonElement Element(this JsonNode? node)
    {
        if (node is null)
            return default;
        try
        {
            using var written = JsonDocument.Parse(node.ToJsonString());
            return written.RootElement.Clone();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            return default; // text that is no UTF-8, or a name that comes twice
        }
    }
}
