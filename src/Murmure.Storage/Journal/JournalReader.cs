namespace Murmure.Storage;

/// <summary>A record as it was appended.</summary>
/// <param name="position">Where it ends; what to release once it is kept elsewhere.</param>
/// <param name="bytes">Good until the reader's next call.</param>
public readonly ref struct JournalRecord(long position, ReadOnlySpan<byte> bytes)
{
    public long Position { get; } = position;
    public ReadOnlySpan<byte> Bytes { get; } = bytes;
}

/// <summary>Reads a journal in order, beside those who append to it. For one thread at a time.</summary>
public sealed class JournalReader
{
    internal const int BufferBytes = 256 << 10;

    private readonly Journal journal;
    private readonly bool consumes;
    private readonly byte[] buffer = new byte[BufferBytes];
    private long bufferStart;
    private int buffered;

    /// <param name="consumes">Whether what is read no longer counts as waiting.</param>
    internal JournalReader(Journal journal, long after, bool consumes)
    {
        (this.journal, this.consumes) = (journal, consumes);
        Position = bufferStart = after;
    }

    /// <summary>Position of the last record given, or where the reading began.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes passed over because they were no longer what had been written: a fault of the disk.</summary>
    public long LostBytes { get; private set; }

    /// <summary>The next record; false when there is none yet.</summary>
    public bool TryRead(out JournalRecord record)
    {
        while (true)
        {
            var at = (int)(Position - bufferStart);
            var found = RecordFrame.Read(buffer.AsSpan(at, buffered - at), Position, out var bytes);
            if (found == FrameFound.Record)
            {
                Position += RecordFrame.HeaderBytes + bytes.Length;
                if (consumes)
                    journal.NoteRead();
                record = new(Position, bytes);
                return true;
            }

            // The rest of a record may follow; but if the buffer begins with it, the buffer is longer than any record.
            var unsound = found is FrameFound.Unsound or FrameFound.None || (at == 0 && buffered > 0);
            if (!Fill(unsound))
            {
                record = default;
                return false;
            }
        }
    }

    /// <summary>Completes when there is a record to read.</summary>
    public ValueTask WaitAsync(CancellationToken cancellation) => journal.WaitPastAsync(Position, cancellation);

    private bool Fill(bool skip)
    {
        if (journal.Find(Position) is not { } there)
            return false;
        var (segment, end) = there;
        if (skip && segment.Start <= Position)
        {
            LostBytes += end - Position;
            (Position, bufferStart, buffered) = (end, end, 0);
            return Fill(skip: false);
        }
        Position = bufferStart = Math.Max(Position, segment.Start);
        buffered = segment.Read(Position, end, buffer);
        return buffered > 0 || Fill(skip: true);
    }
}
