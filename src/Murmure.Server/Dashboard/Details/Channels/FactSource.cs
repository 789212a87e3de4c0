using System.Text.RegularExpressions;

namespace Murmure.Server.Dashboard.Details.Channels;

/// <summary>Whose work a fact of the catalogue was read from. The catalogue notes more, for those who work on it: versions, files, what was compared.</summary>
internal static partial class FactSource
{
    private const StringSplitOptions Trimmed = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    /// <summary>The names in a note, in its order; null stands for what this project gathered itself. Never empty.</summary>
    public static IReadOnlyList<string?> Read(string note)
    {
        List<string?> names =
        [
            .. note.Split([";", ", "], Trimmed).Where(part => part.StartsWith("the groups of ", StringComparison.Ordinal) || !part.StartsWith("the ", StringComparison.Ordinal))
                .SelectMany(part => part.Split(" and ", Trimmed)).Select(NameOf).Where(name => name is not null),
        ];
        if (names.Count == 0 || note.Contains("general knowledge", StringComparison.Ordinal))
            names.Add(null);
        return names;
    }

    // An address by its host; else the first word, with one that belongs to it. Words that merely go on with a sentence are no name.
    private static string? NameOf(string part)
    {
        var named = Name().Match(part);
        return named.Groups["host"] is { Success: true } host ? host.Value
            : named.Groups["name"].Value is { Length: > 0 } name && name.AsSpan().ContainsAnyExceptInRange('a', 'z') ? name
            : null;
    }

    [GeneratedRegex(@"^(?:npm |the groups of )?(?:https?://(?<host>[^/\s]+)|(?<host>[\w-]+(?:\.[\w-]+)+)/|(?<name>RFC \d+|[A-Za-z][\w.-]*(?:/[\w.-]+)?(?: [a-z]+(?:-[a-z]+)+)?))", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
