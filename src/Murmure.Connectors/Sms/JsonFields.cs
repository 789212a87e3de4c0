using System.Text.Json;

namespace Murmure.Connectors.Sms;

/// <summary>The texts and numbers of a JSON object or of a list of them, by name; of an object inside, as <c>data.name</c>. Nothing deeper is of use here.</summary>
internal static class JsonFields
{
    private const int MostObjects = 1000;

    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Null where it is neither.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>>? List(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Limits);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object)
                return [Fields(root)];
            if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() > MostObjects || root.EnumerateArray().Any(one => one.ValueKind != JsonValueKind.Object))
                return null;
            return [.. root.EnumerateArray().Select(Fields)];
        }
        // The latter: half a pair of surrogates stands for no character.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> Fields(JsonElement one)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(fields, "", one);
        return fields;
    }

    private static void Add(Dictionary<string, string> fields, string under, JsonElement one)
    {
        foreach (var field in one.EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.String)
                fields[under + field.Name] = field.Value.GetString()!;
            else if (field.Value.ValueKind == JsonValueKind.Number)
                fields[under + field.Name] = field.Value.GetRawText();
            else if (field.Value.ValueKind == JsonValueKind.Object && under.Length == 0)
                Add(fields, field.Name + ".", field.Value);
        }
    }
}
