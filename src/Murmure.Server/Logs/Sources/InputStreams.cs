namespace Murmure.Server.Logs;

/// <summary>A stream that is read forward and nothing else.</summary>
internal abstract class ForwardStream : Stream
{
    public sealed override bool CanRead => true;
    public sealed override bool CanSeek => false;
    public sealed override bool CanWrite => false;
    public sealed override long Length => throw new NotSupportedException();

    public sealed override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public abstract override int Read(Span<byte> buffer);

    public sealed override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public sealed override void Flush()
    {
    }

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public sealed override void SetLength(long value) => throw new NotSupportedException();
    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Counts what is read, for a progress bar on another thread.</summary>
internal sealed class CountingStream(Stream inner) : ForwardStream
{
    private long bytes;

    public long BytesRead => Interlocked.Read(ref bytes);

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Interlocked.Add(ref bytes, read);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Lets its first bytes be looked at before they are read, and reads ahead, so that single bytes are cheap.</summary>
internal sealed class PeekStream(Stream inner) : ForwardStream
{
    private readonly byte[] ahead = new byte[64 * 1024];
    private int start;
    private int end;

    /// <summary>The next <paramref name="count"/> bytes, or fewer before the end. They stay unread.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (end - start < count && start > 0)
        {
            ahead.AsSpan(start, end - start).CopyTo(ahead);
            (start, end) = (0, end - start);
        }
        while (end - start < count)
        {
            var read = inner.Read(ahead.AsSpan(end));
            if (read == 0)
                break;
            end += read;
        }
        return ahead.AsSpan(start, Math.Min(count, end - start));
    }

    public void Skip(int count) => start += count;

    public override int Read(Span<byte> buffer)
    {
        if (start == end)
        {
            if (buffer.Length >= ahead.Length)
                return inner.Read(buffer);
            start = 0;
            end = inner.Read(ahead);
        }
        var count = Math.Min(buffer.Length, end - start);
        ahead.AsSpan(start, count).CopyTo(buffer);
        start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
