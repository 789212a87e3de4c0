using System.Text.Json;

namespace Murmure.Browser.Tests.Tracker;

/// <summary>What arrived at <c>/e</c>: the event, and what came with it.</summary>
internal sealed class Beacon(JsonElement sent, IReadOnlyDictionary<string, string> headers)
{
    public IReadOnlyDictionary<string, string> Headers => headers;

    public string Id => this["id"]!;

    public string Name => this["n"]!;

    /// <summary>A member as text; null where there is none.</summary>
    public string? this[string name] => sent.TryGetProperty(name, out var value) ? value.ToString() : null;

    public int Number(string name) => sent.GetProperty(name).GetInt32();

    /// <summary>Everything but the id, which is another one each time, in alphabetical order and without quotes.</summary>
    public override string ToString() => Write(sent, without: "id");

    private static string Write(JsonElement value, string without = "") => value.ValueKind == JsonValueKind.Object
        ? "{" + string.Join(" ", value.EnumerateObject().Where(member => member.Name != without).OrderBy(member => member.Name, StringComparer.Ordinal)
            .Select(member => member.Name + ":" + Write(member.Value))) + "}"
        : value.ToString();
}
