using System.Text.Json;

namespace Murmure.Attribution.Tests;

/// <summary>One labelled request of the corpus; the files beside this one have the form that <c>murmure classify</c> reads, plus <c>expect</c>.</summary>
internal sealed record CorpusRow(string Id, string? UserAgent, string? Referrer, string? Url, string? RequestedWith, string? Method, JsonElement Expect)
{
    public static IReadOnlyList<CorpusRow> Read(string file) =>
        File.ReadLines(Path.Combine(Folder(), file)).Select(line => Parse(JsonDocument.Parse(line).RootElement)).ToArray();

    public string? Expected(string key) => Text(Expect, key);

    private static CorpusRow Parse(JsonElement row) => new(
        Text(row, "id")!,
        Text(row, "ua"),
        Text(row, "referrer"),
        Text(row, "url"),
        row.TryGetProperty("headers", out var headers) ? Text(headers, "X-Requested-With") : null,
        Text(row, "method"),
        row.GetProperty("expect"));

    private static string? Text(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Murmure.slnx")))
            folder = folder.Parent;
        return Path.Combine(folder!.FullName, "tests", "Murmure.Attribution.Tests", "Corpus");
    }
}
