using System.Text.Json;

namespace Murmure.Attribution.Tests.Reference;

/// <summary>One labelled row of the reference data; what a file lacks is null.</summary>
internal sealed record ReferenceRow(JsonElement Json)
{
    public string Source => this["src"] ?? "";

    public string? UserAgent => this["ua"];

    public string? this[string key] => Text(Json, key);

    /// <summary>The package in X-Requested-With; PHP's collectors write the header's name with <c>http-</c> before it.</summary>
    public string? RequestedWith
    {
        get
        {
            if (!Json.TryGetProperty("headers", out var headers))
                return null;
            var named = headers.EnumerateObject().Where(header => header.Name.ToLowerInvariant() is "x-requested-with" or "http-x-requested-with");
            return named.Select(header => header.Value.GetString()).FirstOrDefault();
        }
    }

    /// <summary>A member of what is put in, or of what is expected, where a row keeps them apart.</summary>
    public string? In(string key) => Json.TryGetProperty("in", out var part) ? Text(part, key) : null;

    public string? Expected(string key) => Json.TryGetProperty("expect", out var part) ? Text(part, key) : null;

    public static IReadOnlyList<ReferenceRow> Read(string folder, string file) =>
        [.. File.ReadLines(Path.Combine(folder, file)).Where(line => line.Length > 0).Select(line => new ReferenceRow(JsonDocument.Parse(line).RootElement))];

    private static string? Text(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
