namespace Murmure.Storage;

/// <summary>What a folder held, file by file, oldest first.</summary>
/// <param name="onlyFind">Whether the files are left as they are.</param>
internal sealed class RecoveredSegments(bool onlyFind)
{
    private readonly byte[] buffer = new byte[JournalReader.BufferBytes];

    public List<Segment> Segments { get; } = [];
    public ulong? Identity { get; private set; }
    public long Released { get; private set; }
    public long TornBytes { get; private set; }
    public long LostBytes { get; private set; }
    public int Damaged { get; private set; }
    public long Position => Math.Max(Released, Segments.Count > 0 ? Segments[^1].End : 0);

    /// <summary>Takes one file: keeps the sound part, cuts the rest, removes the file when nothing of it is of use.</summary>
    /// <param name="isLast">Whether it was the one being written.</param>
    public void Add(FileStream file, SegmentHeader? header, long released, bool isLast)
    {
        // A spare has no header and no other byte; one cut off in the making is shorter than a header.
        // Positions that do not go on from the file before belong to another journal: a copy put here by hand.
        if (header is not { } known || known.Start < Position)
        {
            Cut(torn: false, DataEnd(file.SafeFileHandle));
            file.Dispose();
            if (!onlyFind)
                File.Delete(file.Name);
            return;
        }

        var end = SoundEnd(file.SafeFileHandle, known.Start);
        var used = SegmentHeader.Bytes + end - known.Start;
        Cut(isLast, Math.Max(0, DataEnd(file.SafeFileHandle) - used));
        if (!onlyFind)
            file.SetLength(used);
        Identity = known.Identity;
        Segments.Add(Segment.Recovered(file, known, end));
        // Only ever a hint: the store knows what it holds. A value that cannot be is not taken.
        if (released <= end)
            Released = Math.Max(Released, released);
    }

    /// <summary>Records after the released position.</summary>
    public long CountWaiting()
    {
        var records = 0L;
        foreach (var segment in Segments.Where(segment => segment.End > Released))
            Scan(Math.Max(Released, segment.Start), segment.End, segment.Read, ref records);
        return records;
    }

    private void Cut(bool torn, long bytes)
    {
        if (bytes == 0)
            return;
        if (torn)
            TornBytes += bytes;
        else
            (LostBytes, Damaged) = (LostBytes + bytes, Damaged + 1);
    }

    private long SoundEnd(Microsoft.Win32.SafeHandles.SafeFileHandle file, long start)
    {
        var records = 0L;
        return Scan(start, long.MaxValue, (from, _, bytes) => RandomAccess.Read(file, bytes, SegmentHeader.Bytes + from - start), ref records);
    }

    private delegate int ReadFrom(long from, long to, Span<byte> bytes);

    /// <summary>Goes over records until one is unsound or none is left; answers where the sound ones end.</summary>
    private long Scan(long from, long to, ReadFrom read, ref long records)
    {
        while (from < to)
        {
            var bytes = buffer.AsSpan(0, read(from, to, buffer));
            var before = from;
            while (RecordFrame.Read(bytes[(int)(from - before)..], from, out var record) == FrameFound.Record)
            {
                records++;
                from += RecordFrame.HeaderBytes + record.Length;
            }
            if (from == before)
                break;
        }
        return from;
    }

    /// <summary>The length up to the last byte that is not zero, without the header.</summary>
    private long DataEnd(Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        for (var end = RandomAccess.GetLength(file); end > SegmentHeader.Bytes;)
        {
            var from = Math.Max(SegmentHeader.Bytes, end - buffer.Length);
            var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)(end - from)), from);
            var last = buffer.AsSpan(0, read).LastIndexOfAnyExcept((byte)0);
            if (last >= 0)
                return from + last + 1;
            end = from;
        }
        return 0;
    }
}
