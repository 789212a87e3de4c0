using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Murmure.Server.Logs;

/// <summary>
/// Reads one log, plain or compressed, as chunks of whole records. Memory does not grow with the log. What is wrong with the input is never
/// thrown: it keeps the reader from opening (<see cref="LogProblem"/>) or ends it early (<see cref="Trouble"/>).
/// </summary>
public sealed class LogReader : IDisposable
{
    /// <summary>How many bytes a chunk holds at most.</summary>
    public const int ChunkBytes = 1 << 20;

    /// <summary>How many changes of format are listed. All are followed.</summary>
    public const int MostChanges = 10;

    private readonly LogSource source;
    private readonly int chunkBytes;
    private readonly FormatWatch? watch;
    private readonly List<FormatChange> changes = [];
    private byte[]? block;
    private int start;
    private int filled;
    private bool atEnd;
    private LogFormat current;
    private long line = 1;

    private LogReader(LogSource source, byte[] block, int filled, int chunkBytes, LogFormat format, bool named, long? length)
    {
        this.source = source;
        this.block = block;
        this.filled = filled;
        this.chunkBytes = chunkBytes;
        atEnd = filled < ChunkBytes;
        Format = current = format;
        // A format that was asked for is the user's word.
        watch = named ? null : new FormatWatch();
        Length = length;
    }

    /// <summary>The format detected or asked for: that of the first records.</summary>
    public LogFormat Format { get; private set; }

    /// <summary>Where the log went on in another format, as far as it is read; at most <see cref="MostChanges"/> are named.</summary>
    public IReadOnlyList<FormatChange> Changes => changes;

    /// <summary>The input as the user named it.</summary>
    public string Name => source.Name;

    /// <summary>The size of the input in bytes, compressed as it is; null where it cannot be known (standard input).</summary>
    public long? Length { get; }

    /// <summary>How many of those bytes were read so far. Any thread may ask.</summary>
    public long BytesRead => source.BytesRead;

    /// <summary>What ended the reading before the input's end; null while there is nothing to say. Ask when the chunks are through.</summary>
    public LogProblem? Trouble => source.Trouble;

    /// <summary>Opens a file. Without a format, its first records decide.</summary>
    public static bool TryOpen(
        string path, LogFormat? format, [NotNullWhen(true)] out LogReader? reader, [NotNullWhen(false)] out LogProblem? problem)
    {
        reader = null;
        if (!TryOpenFile(path, out var file, out problem))
            return false;
        return TryOpen(file, path, format, file.CanSeek ? file.Length : null, out reader, out problem);
    }

    /// <summary>Opens a stream that can be read synchronously, and takes it over: it is closed with the reader, or at once on a problem.</summary>
    /// <param name="input">What to read.</param>
    /// <param name="name">How to call it in a problem's text.</param>
    /// <param name="format">The format, or null to detect it.</param>
    /// <param name="length">Its size in bytes where that is known.</param>
    /// <param name="reader">The reader, when true is returned.</param>
    /// <param name="problem">What is wrong, when false is returned.</param>
    /// <param name="chunkBytes">How large chunks should be; one that must hold a longer record is larger, up to <see cref="ChunkBytes"/>.</param>
    public static bool TryOpen(
        Stream input, string name, LogFormat? format, long? length,
        [NotNullWhen(true)] out LogReader? reader, [NotNullWhen(false)] out LogProblem? problem, int chunkBytes = ChunkBytes)
    {
        ArgumentNullException.ThrowIfNull(input);
        var opened = new LogSource(input, name);
        var first = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        var read = opened.Fill(first.AsSpan(0, ChunkBytes));
        if (Recognise(first.AsSpan(0, read), name, format, out problem) is { } begun)
        {
            reader = new LogReader(opened, first, read, chunkBytes, begun, format is not null, length);
            return true;
        }
        problem = opened.Trouble ?? problem!;
        ArrayPool<byte>.Shared.Return(first);
        opened.Dispose();
        reader = null;
        return false;
    }

    private static LogFormat? Recognise(ReadOnlySpan<byte> start, string name, LogFormat? asked, out LogProblem? problem)
    {
        problem = null;
        if (start.IndexOfAnyExcept(" \t\r\n"u8) < 0)
            problem = new LogProblem(LogProblemKind.Empty, name);
        else if (LogFormatDetector.Detect(start, asked) is { } found)
            return found;
        else if (LogFormatDetector.LooksBinary(start) && (asked is null || LogFormatDetector.Detect(start) is null))
            problem = new LogProblem(LogProblemKind.Binary, name);
        else if (asked is not null)
            return asked;
        else
            problem = LogFormatDetector.HoldsNoRecord(start)
                ? new LogProblem(LogProblemKind.Empty, name)
                : new LogProblem(LogProblemKind.UnknownFormat, name, LogFormats.Names);
        return null;
    }

    /// <summary>The chunks, in the input's order, once. Each must be disposed of by whoever takes it, on any thread.</summary>
    public IEnumerable<LogChunk> Chunks()
    {
        while (Next() is { } chunk)
            yield return chunk;
    }

    public void Dispose()
    {
        if (block is not null)
            ArrayPool<byte>.Shared.Return(block);
        block = null;
        source.Dispose();
    }

    private byte[] Block => block ?? throw new ObjectDisposedException(nameof(LogReader));

    private Span<byte> Text => Block.AsSpan(start, filled - start);

    private LogChunk? Next()
    {
        for (var window = Math.Min(chunkBytes, Text.Length); ; window = Math.Min(2 * window, Text.Length))
        {
            var whole = RecordJoiner.Join(Text[..window], current.Shape, last: atEnd && window == Text.Length);
            if (whole > 0 && Settle(whole, window) is > 0 and var settled)
                return Take(settled);
            if (window < Text.Length)
                continue;
            if (atEnd)
            {
                if (whole == 0)
                    return null;
            }
            else if (whole == 0 && Text.Length > LogFormat.MaxRecordBytes)
                return TakeOverlong();
            else
                Refill();
            window = chunkBytes;
        }
    }

    /// <summary>
    /// How much of the whole records can be handed out in the format that reads them; 0 when the format just changed or more text is needed to
    /// tell, so that the records have to be joined anew.
    /// </summary>
    private int Settle(int whole, int window)
    {
        var one = current.HasDirectives ? CutAtDirective(whole) : whole;
        if (watch is null)
            return one;
        var full = atEnd || Text.Length == ChunkBytes;
        var found = watch.Look(Text[..one], Text, current, ends: one < whole || (full && window == Text.Length), full);
        if (found is { Sound: 0, Next: { } next })
            Change(next);
        return found.Sound;
    }

    private void Change(LogFormat next)
    {
        current = next;
        if (line == 1)
            Format = next;
        else if (changes.Count < MostChanges)
            changes.Add(new FormatChange(line, next));
    }

    /// <summary>Shortens the chunk to the records before the next directive that changes the format; one at its front takes effect.</summary>
    private int CutAtDirective(int whole)
    {
        for (var at = 0; at < whole;)
        {
            var end = Text[at..whole].IndexOf((byte)'\n');
            var record = end < 0 ? Text[at..whole] : Text.Slice(at, end);
            var next = current.After(record);
            if (!ReferenceEquals(next, current))
            {
                if (at > 0)
                    return at;
                current = next;
            }
            at += record.Length + 1;
            var marked = at < whole ? Text[(at - 1)..whole].IndexOf(current.DirectiveMark) : -1;
            if (marked < 0)
                return whole;
            at += marked;
        }
        return whole;
    }

    private LogChunk Take(int whole)
    {
        var first = line;
        if (current.Shape == RecordShape.Line)
            line += Text[..whole].Count((byte)'\n');
        else
            for (var records = new LogRecords(Text[..whole], current.Shape, first); records.MoveNext();)
                line = records.NextLine;
        return new LogChunk(Detach(whole), whole, current, first);
    }

    /// <summary>The next bytes of the text in a buffer of their own: the block itself where that saves copying most of it.</summary>
    private byte[] Detach(int length)
    {
        if (start == 0 && length > filled / 2)
        {
            var full = Block;
            block = ArrayPool<byte>.Shared.Rent(ChunkBytes);
            full.AsSpan(length, filled - length).CopyTo(block);
            filled -= length;
            return full;
        }
        var part = ArrayPool<byte>.Shared.Rent(length);
        Text[..length].CopyTo(part);
        start += length;
        return part;
    }

    private void Refill()
    {
        if (start > 0)
        {
            Text.CopyTo(Block);
            (start, filled) = (0, filled - start);
        }
        filled += source.Fill(Block.AsSpan(filled, ChunkBytes - filled));
        atEnd = filled < ChunkBytes;
    }

    /// <summary>A record that is too long: so much of it that it will be refused as such, and the rest is read past without being kept.</summary>
    private LogChunk TakeOverlong()
    {
        const int kept = LogFormat.MaxRecordBytes + 1;
        var chunk = new LogChunk(ArrayPool<byte>.Shared.Rent(kept), kept, current, line++);
        Text[..kept].CopyTo(chunk.Buffer);
        int end;
        while ((end = Text.IndexOf((byte)'\n')) < 0 && !atEnd)
        {
            start = filled = 0;
            Refill();
        }
        start += end < 0 ? Text.Length : end + 1;
        return chunk;
    }

    private static bool TryOpenFile(string path, [NotNullWhen(true)] out FileStream? file, [NotNullWhen(false)] out LogProblem? problem)
    {
        (file, problem) = (null, null);
        if (Directory.Exists(path))
            problem = new LogProblem(LogProblemKind.Directory, path);
        else if (!File.Exists(path))
            problem = new LogProblem(LogProblemKind.Missing, path);
        if (problem is not null)
            return false;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problem = new LogProblem(LogProblemKind.Unreadable, path);
            return false;
        }
    }
}
