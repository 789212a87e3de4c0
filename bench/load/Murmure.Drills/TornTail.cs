namespace Murmure.Drills;

/// <summary>Does to the end of a journal's last file what a torn write does. It reads the file as its format says, without the journal's code.</summary>
internal static class TornTail
{
    private const int FileHeader = 64;
    private const int RecordHeader = 8;

    /// <summary>Puts the beginning of a record behind the last one.</summary>
    public static bool AddHalf(string folder, Random dice)
    {
        if (LastWritten(folder) is not { } found)
            return false;
        using var file = new FileStream(found.Path, FileMode.Open, FileAccess.ReadWrite);
        var half = new byte[Math.Min(100, file.Length - found.End)];
        if (half.Length < RecordHeader + 1)
            return false;
        dice.NextBytes(half);
        half[0] |= 1; // some length
        file.Position = found.End;
        file.Write(half);
        return true;
    }

    /// <summary>Takes the last bytes of the last record away, and that record out of what must be found.</summary>
    public static bool CutLast(string folder, Ledger ledger)
    {
        if (LastWritten(folder) is not { } found)
            return false;
        using var file = new FileStream(found.Path, FileMode.Open, FileAccess.ReadWrite);
        var record = new byte[found.End - found.LastStart - RecordHeader];
        file.Position = found.LastStart + RecordHeader;
        file.ReadExactly(record);
        if (!NumberedRecord.TryRead(record, out var number))
            throw new InvalidOperationException("The last record is not what was appended.");
        ledger.Destroyed(number);
        // Zeros, as where a page was never written; a record of eight bytes loses its number, any other its tail.
        file.Position = found.End - Math.Min(6, record.Length);
        file.Write(new byte[Math.Min(6, record.Length)]);
        return true;
    }

    private static (string Path, long LastStart, long End)? LastWritten(string folder)
    {
        foreach (var path in Directory.GetFiles(folder, "*.segment").OrderDescending(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(path);
            long last = 0, at = FileHeader;
            while (at + RecordHeader <= bytes.Length && BitConverter.ToInt32(bytes, (int)at) is > 0 and <= NumberedRecord.Longest and var length)
                (last, at) = (at, at + RecordHeader + length);
            if (last > 0)
                return (path, last, at);
        }
        return null;
    }
}
