using System.Text.Json;

namespace Murmure.Attribution.UserAgent;

/// <summary>Reads the third-party lists that the build embeds (pinned in <c>Lists/package-lock.json</c>).</summary>
internal static class EmbeddedList
{
    public static Stream Open(string name) =>
        typeof(EmbeddedList).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"The list {name} is missing from this build.");

    /// <summary>The array of strings that a JavaScript module assigns or exports: <c>var patterns = ["…", …];</c>.</summary>
    public static IReadOnlyList<string> ReadStringArray(string name)
    {
        using var reader = new StreamReader(Open(name));
        var text = reader.ReadToEnd();
        var start = text.IndexOf('[', StringComparison.Ordinal);
        var end = text.IndexOf("\n]", start, StringComparison.Ordinal);
        if (start < 0 || end < 0)
            throw new InvalidOperationException($"The list {name} has another form than the pinned version.");
        var options = new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
        using var document = JsonDocument.Parse(string.Concat(text.AsSpan(start, end - start), "\n]"), options);
        return [.. document.RootElement.EnumerateArray().Select(item => item.GetString()!)];
    }
}
