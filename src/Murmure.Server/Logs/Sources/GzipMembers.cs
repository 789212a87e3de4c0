using System.IO.Compression;

namespace Murmure.Server.Logs;

/// <summary>
/// Gzip, one member or many, that tells a whole file from one cut short. The platform's own stream ends in silence when its input does
/// (measured: a file that lacks its last 1,000 bytes reads without an error), so a sentinel member is fed after the input:
/// it comes out again only when the input ended with a member. Whatever else comes out after the sentinel went in is no data.
/// </summary>
internal sealed class GzipMembers : ForwardStream
{
    private static readonly byte[] Mark = "murmure end of input"u8.ToArray();
    private static readonly byte[] Sentinel = Pack(Mark);

    private readonly Tail tail;
    private readonly GZipStream gzip;

    public GzipMembers(Stream packed)
    {
        tail = new Tail(packed);
        gzip = new GZipStream(tail, CompressionMode.Decompress);
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || tail.SentinelFed)
            return 0;
        // TRICKY: GZipStream asks for input only when it has given out all that the input before it held, so one read never mixes both.
        int read;
        try
        {
            read = gzip.Read(buffer);
        }
        catch (InvalidDataException) when (tail.SentinelFed)
        {
            throw new EndOfStreamException();
        }
        if (!tail.SentinelFed)
            return read;
        if (!EndsWell(buffer[..read]))
            throw new EndOfStreamException();
        return 0;
    }

    private bool EndsWell(ReadOnlySpan<byte> first)
    {
        Span<byte> after = stackalloc byte[Mark.Length + 1];
        if (first.Length > Mark.Length)
            return false;
        first.CopyTo(after);
        try
        {
            var length = first.Length + gzip.ReadAtLeast(after[first.Length..], after.Length - first.Length, throwOnEndOfStream: false);
            return after[..length].SequenceEqual(Mark);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static byte[] Pack(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var packer = new GZipStream(packed, CompressionLevel.Optimal))
            packer.Write(text);
        return packed.ToArray();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            gzip.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The input, then the sentinel in a read of its own, then the end.</summary>
    private sealed class Tail(Stream packed) : ForwardStream
    {
        public bool SentinelFed { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            if (SentinelFed)
                return 0;
            var read = packed.Read(buffer);
            if (read > 0 || buffer.Length < Sentinel.Length)
                return read;
            SentinelFed = true;
            Sentinel.CopyTo(buffer);
            return Sentinel.Length;
        }
    }
}
