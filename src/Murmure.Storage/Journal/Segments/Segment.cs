using System.IO.MemoryMappedFiles;

namespace Murmure.Storage;

/// <summary>
/// One file of the journal. A new one is mapped and written through the map, so that an append is a copy and no system call; everything
/// is read with ordinary reads, which fail with an exception where a map would end the process.
/// </summary>
internal sealed class Segment : IDisposable
{
    private static readonly byte[] Zeros = new byte[64 << 10];
    private readonly FileStream file;
    private MemoryMappedFile? map;
    private MemoryMappedViewAccessor? view;

    private Segment(FileStream file, long number)
    {
        this.file = file;
        Number = number;
    }

    public long Number { get; }

    /// <summary>Position of the first byte after the header.</summary>
    public long Start { get; private set; }

    /// <summary>Position after the last record. Guarded by the journal's lock while the segment is written.</summary>
    public long End { get; private set; }

    /// <summary>What the file takes on disk.</summary>
    public long Bytes { get; private set; }

    /// <summary>Up to here the disk has everything; touched by whoever syncs alone.</summary>
    public long Synced { get; private set; }

    /// <summary>When it began, by the clock's timestamp.</summary>
    public long Since { get; private set; }

    public bool HasRecords => End > Start;

    /// <summary>
    /// Makes a file of zeros, all of whose blocks exist: a map over a hole ends the process with SIGBUS when the disk is full. The allocation comes
    /// first, because it fails at once; the zeros after it, because a file system that cannot allocate ignores the wish; the sync last, so
    /// that the first record's sync does not pay for the whole file.
    /// </summary>
    /// <exception cref="IOException">There is no room for it.</exception>
    public static Segment Create(string path, long number, int bytes)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, PreallocationSize = bytes,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        FileStream? made = null;
        try
        {
            made = new FileStream(path, options);
            for (var at = 0; at < bytes; at += Zeros.Length)
                RandomAccess.Write(made.SafeFileHandle, Zeros.AsSpan(0, Math.Min(Zeros.Length, bytes - at)), at);
            RandomAccess.FlushToDisk(made.SafeFileHandle);
            var mapped = MemoryMappedFile.CreateFromFile(
                made.SafeFileHandle, mapName: null, bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            return new(made, number) { map = mapped, view = mapped.CreateViewAccessor(0, bytes), Bytes = bytes };
        }
        catch
        {
            made?.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>A file of an earlier run, which is only read.</summary>
    public static Segment Recovered(FileStream file, SegmentHeader header, long end) => new(file, header.Number)
    {
        Start = header.Start, End = end, Synced = end, Bytes = SegmentHeader.Bytes + end - header.Start,
    };

    /// <summary>Makes a spare the segment that begins at a position.</summary>
    public void Begin(long start, ulong identity, long now)
    {
        Span<byte> header = stackalloc byte[SegmentHeader.Bytes];
        new SegmentHeader(Number, start, identity).Write(header);
        view!.SafeMemoryMappedViewHandle.WriteSpan<byte>(0, header);
        Start = End = Synced = start;
        Since = now;
    }

    public bool Fits(int length) => view is not null && At(End) + RecordFrame.HeaderBytes + length <= Bytes;

    /// <summary>Writes a record that fits; the caller holds the journal's lock. The header comes last, so that what has one is whole.</summary>
    public long Append(ReadOnlySpan<byte> record, uint sum)
    {
        var at = (ulong)At(End);
        var end = End + RecordFrame.HeaderBytes + record.Length;
        var bytes = view!.SafeMemoryMappedViewHandle;
        bytes.WriteSpan(at + RecordFrame.HeaderBytes, record);
        bytes.Write(at, RecordFrame.Header(record.Length, sum, end));
        End = end;
        return end;
    }

    /// <summary>Notes for the next start what need not be read again.</summary>
    public void NoteReleased(long position)
    {
        Span<byte> note = stackalloc byte[16];
        SegmentHeader.WriteReleased(note, position);
        view?.SafeMemoryMappedViewHandle.WriteSpan<byte>(SegmentHeader.ReleasedAt, note);
    }

    /// <summary>
    /// Has the disk take what was written up to a position. msync, which Linux carries out as it does fdatasync: the file's times stay out of it. (No
    /// slower and no faster than fsync on the disk it was measured on.)
    /// </summary>
    public void Sync(long position)
    {
        view?.Flush();
        Synced = position;
    }

    /// <summary>Ends the writing, once everything is synced. What was read keeps being read.</summary>
    public void Seal()
    {
        view?.Dispose();
        map?.Dispose();
        (view, map) = (null, null);
    }

    /// <summary>Gives back the room behind the last record.</summary>
    public void Trim()
    {
        view?.Flush();
        Seal();
        Bytes = SegmentHeader.Bytes + End - Start;
        file.SetLength(Bytes);
    }

    /// <summary>Reads from a position on, no further than to another.</summary>
    public int Read(long from, long to, Span<byte> bytes)
    {
        bytes = bytes[..(int)Math.Min(bytes.Length, to - from)];
        var read = 0;
        while (read < bytes.Length && RandomAccess.Read(file.SafeFileHandle, bytes[read..], At(from) + read) is > 0 and var some)
            read += some;
        return read;
    }

    public void Delete()
    {
        Dispose();
        File.Delete(file.Name);
    }

    public void Dispose()
    {
        Seal();
        file.Dispose();
    }

    private long At(long position) => SegmentHeader.Bytes + position - Start;
}
