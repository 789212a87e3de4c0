namespace Murmure.Server.Imports;

/// <summary>What an import did.</summary>
/// <param name="Read">Records of the log.</param>
/// <param name="Imported">Page views, previews and machine requests that were counted.</param>
/// <param name="Skipped">Sound records that count nowhere, by reason.</param>
/// <param name="Malformed">Records that could not be read.</param>
/// <param name="Duplicates">Records that an import counted before, or whose day is closed.</param>
/// <param name="Trouble">What was wrong with the log as a whole, in words; null when nothing was.</param>
public sealed record ImportAnswer(long Read, long Imported, IReadOnlyDictionary<string, long> Skipped, long Malformed, long Duplicates, string? Trouble = null);
