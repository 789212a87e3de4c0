using System.Text.Json;
using System.Text.Unicode;

namespace Murmure.Connectors;

/// <summary>
/// Reads JSON that somebody else wrote. What is absent, of another kind or beyond its range is nothing: a service adds and changes fields as it likes, and
/// an enemy does so on purpose.
/// </summary>
public static class ForeignJson
{
    /// <summary>No list of a service that is read here is longer.</summary>
    private const int MostItems = 100_000;

    // A name that comes twice is read differently by different readers (RFC 8259, section 4): whoever signs such a thing cannot be understood.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>The whole of it; null where it is no JSON, or none that reads in one way only.</summary>
    public static JsonElement? Read(ReadOnlyMemory<byte> bytes)
    {
        // TRICKY: the parser itself leaves what stands between quotation marks unlooked at until somebody asks for it.
        if (bytes.IsEmpty || !Utf8.IsValid(bytes.Span))
            return null;
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            return document.RootElement.Clone();
        }
        // TRICKY: half a surrogate pair in a name, written as an escape, is the other one.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A member by its name; undefined where there is none.</summary>
    public static JsonElement Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var found) ? found : default;

    /// <summary>What a text says; empty for anything else.</summary>
    public static string Text(this JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() ?? "" : "";
        }
        catch (InvalidOperationException)
        {
            return ""; // half a surrogate pair
        }
    }

    /// <summary>A whole number; null for anything else.</summary>
    public static long? Number(this JsonElement element) => element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) ? number : null;

    /// <summary>A number of people or of things; null for anything else, and for more than there can be.</summary>
    public static long? Amount(this JsonElement element) => element.Number() is { } number and >= 0 and < 10_000_000_000 ? number : null;

    public static bool IsTrue(this JsonElement element) => element.ValueKind == JsonValueKind.True;

    /// <summary>A list's items, at most so many; none of anything else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, int most) => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().Take(most) : [];

    /// <summary>The objects of a list, or the one that it is itself; null where it is neither, or has anything else in it, or more of them.</summary>
    public static IReadOnlyList<JsonElement>? Objects(this JsonElement element, int most) => element.ValueKind switch
    {
        JsonValueKind.Object => [element],
        JsonValueKind.Array when element.GetArrayLength() <= most && element.EnumerateArray().All(one => one.ValueKind == JsonValueKind.Object) => [.. element.EnumerateArray()],
        _ => null,
    };

    /// <summary>Seconds since 1970 as a time; null for anything else.</summary>
    public static DateTimeOffset? Time(this JsonElement element) => element.Number() is { } seconds and > 0 and < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>A member's text, or its number as it is written; empty for anything else.</summary>
    public static string Text(this JsonElement element, string name) => element.Get(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : element.Get(name).Text();

    /// <summary>The items of a member that is a list; none of anything else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) => element.Get(name).Items(MostItems);
}
