using System.Buffers;

namespace Murmure.Server.Logs;

/// <summary>
/// Whole records, divided by line feeds, all of one format: chunks can be parsed on any thread in any order.
/// Dispose it when its records are parsed: the buffer goes back to its pool.
/// </summary>
public sealed class LogChunk : IDisposable
{
    private byte[]? buffer;

    internal LogChunk(byte[] buffer, int length, LogFormat format, long firstLine)
    {
        this.buffer = buffer;
        Length = length;
        Format = format;
        FirstLine = firstLine;
    }

    /// <summary>The records are its first <see cref="Length"/> bytes.</summary>
    public byte[] Buffer => buffer ?? throw new ObjectDisposedException(nameof(LogChunk));

    public int Length { get; }

    public LogFormat Format { get; }

    /// <summary>The number in the file, from 1, of the line that the first record starts on.</summary>
    public long FirstLine { get; }

    /// <summary>The records one by one, without their line feeds.</summary>
    public LogRecords Records => new(Buffer.AsSpan(0, Length), Format.Shape, FirstLine);

    public void Dispose()
    {
        if (buffer is null)
            return;
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = null;
    }
}

/// <summary>Steps through the records of a chunk: <c>foreach (var line in chunk.Records)</c>.</summary>
public ref struct LogRecords(ReadOnlySpan<byte> text, RecordShape shape, long firstLine)
{
    private ReadOnlySpan<byte> rest = text;
    private long next = firstLine;

    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>The line after <see cref="Current"/>.</summary>
    internal readonly long NextLine => next;

    /// <summary>The line of the file that <see cref="Current"/> starts on, from 1.</summary>
    public long Line { get; private set; }

    public readonly LogRecords GetEnumerator() => this;

    public bool MoveNext()
    {
        if (rest.IsEmpty)
            return false;
        var end = rest.IndexOf((byte)'\n');
        Current = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        Line = next++;
        // Line breaks inside a record were turned into carriage returns when its lines were joined.
        if (shape != RecordShape.Line)
            next += Current.Count(RecordJoiner.InnerLineBreak) - (Current is [.., RecordJoiner.InnerLineBreak] ? 1 : 0);
        return true;
    }
}
