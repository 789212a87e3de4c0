namespace Murmure.Storage;

/// <summary>A journal that no process has open, looked at without changing anything.</summary>
public sealed partial class Journal
{
    /// <summary>What this version writes.</summary>
    public static SchemaVersion CurrentVersion { get; } = new("journal", SegmentHeader.Format, SegmentHeader.Format, SegmentHeader.Format);

    /// <summary>The format of the journal in a folder; null when there is none.</summary>
    public static SchemaVersion? VersionOf(string folder)
    {
        if (!Directory.Exists(folder))
            return null;
        var formats = Directory.EnumerateFiles(folder, SegmentFolder.Pattern).Select(FormatOf).OfType<int>().ToList();
        return formats.Count == 0 ? null : CurrentVersion with { Lowest = formats.Min(), Highest = formats.Max() };
    }

    /// <summary>What an opening would find; null when there is no journal.</summary>
    /// <exception cref="JournalInUseException">A process has it open.</exception>
    /// <exception cref="NewerJournalException">A later Murmure wrote it.</exception>
    public static JournalRecovery? Examine(string folder)
    {
        if (!Directory.Exists(folder))
            return null;
        using var taken = new SegmentFolder(folder, new JournalOptions { Folder = folder }.SegmentBytes);
        var found = taken.Recover(onlyFind: true);
        var told = new JournalRecovery(found.CountWaiting(), found.TornBytes, found.LostBytes, found.Damaged, found.Position, found.Released);
        found.Segments.ForEach(segment => segment.Dispose());
        return told;
    }

    private static int? FormatOf(string file)
    {
        Span<byte> bytes = stackalloc byte[SegmentHeader.Bytes];
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return SegmentHeader.FormatOf(bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)]);
    }
}
