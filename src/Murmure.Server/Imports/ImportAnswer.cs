namespace Murmure.Server.Imports;

/// <summary>What an import did.</summary>
/// <param name="Read">Records of the log.</param>
/// <param name="Imported">Page views, previews and machine requests that were counted.</param>
/// <param name="Skipped">Sound records that count nowhere, by reason.</param>
/// <param name="Malformed">Records that could not be read.</param>
/// <param name="Duplicates">Records that an import counted before, or whose day is closed.</param>
/// <param name="Trouble">What was wrong with the log as a whole, in words; null when nothing was.</param>
public sealed record ImportAnswer(long Read, long Imported, IReadOnlyDictionary<string, long> Skipped, long Malformed, long Duplicates, string? Trouble = null)
{
    public static ImportAnswer Nothing { get; } = new(0, 0, new SortedDictionary<string, long>(), 0, 0);

    /// <summary>Both together; what was wrong with one of them is not carried on.</summary>
    public static ImportAnswer operator +(ImportAnswer one, ImportAnswer other)
    {
        var skipped = new SortedDictionary<string, long>(one.Skipped.ToDictionary(), StringComparer.Ordinal);
        foreach (var (reason, count) in other.Skipped)
            skipped[reason] = skipped.GetValueOrDefault(reason) + count;
        return new ImportAnswer(one.Read + other.Read, one.Imported + other.Imported, skipped, one.Malformed + other.Malformed, one.Duplicates + other.Duplicates);
    }

    public static ImportAnswer Add(ImportAnswer one, ImportAnswer other) => one + other;
}
