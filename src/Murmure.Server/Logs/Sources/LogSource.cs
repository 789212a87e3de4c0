using System.Text;
using ICSharpCode.SharpZipLib;
using ZstdSharp;

namespace Murmure.Server.Logs;

/// <summary>
/// The bytes of one log as UTF-8 text: decompressed and freed of its byte-order mark, both told by content. Reading never throws for what the
/// data is; <see cref="Trouble"/> says what ended it early.
/// </summary>
internal sealed class LogSource(Stream input, string name) : IDisposable
{
    private readonly CountingStream raw = new(input);
    private Stream? text;
    private string compression = "";

    public string Name { get; } = name;

    /// <summary>Bytes taken from the input so far, before decompression; safe to read from another thread.</summary>
    public long BytesRead => raw.BytesRead;

    public LogProblem? Trouble { get; private set; }

    /// <summary>Fills <paramref name="buffer"/> as far as the input goes.</summary>
    /// <returns>Fewer bytes than asked for at the end, be it good or bad.</returns>
    public int Fill(Span<byte> buffer)
    {
        var filled = 0;
        try
        {
            text ??= Decode(Decompress(new PeekStream(raw)));
            while (filled < buffer.Length && Trouble is null)
            {
                var read = text.Read(buffer[filled..]);
                if (read == 0)
                    break;
                filled += read;
            }
        }
        catch (Exception fault) when (Explain(fault) is { } kind)
        {
            Trouble = new LogProblem(kind, Name, compression);
        }
        return filled;
    }

    public void Dispose()
    {
        text?.Dispose();
        raw.Dispose();
    }

    /// <summary>What a fault of the input means; null for faults that are ours.</summary>
    private LogProblemKind? Explain(Exception fault) => fault switch
    {
        EndOfStreamException => LogProblemKind.Truncated,
        InvalidDataException or SharpZipBaseException or ZstdException => LogProblemKind.Corrupt,
        // TRICKY: SharpZipLib's bzip2 indexes its tables with what damaged data says.
        IndexOutOfRangeException when compression == "bzip2" => LogProblemKind.Corrupt,
        IOException or UnauthorizedAccessException => LogProblemKind.ReadFailed,
        _ => null,
    };

    private PeekStream Decompress(PeekStream packed)
    {
        Stream plain;
        (compression, plain) = packed.Peek(4) switch
        {
            [0x1F, 0x8B, ..] => ("gzip", new GzipMembers(packed)),
            [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9'] => ("bzip2", new Bzip2Members(packed)),
            [0x28, 0xB5, 0x2F, 0xFD] => ("zstd", (Stream)new DecompressionStream(packed, leaveOpen: true)),
            _ => ("", packed),
        };
        return plain as PeekStream ?? new PeekStream(plain);
    }

    /// <summary>UTF-16 becomes UTF-8; a byte-order mark goes; any other encoding passes as the bytes it is.</summary>
    private static Stream Decode(PeekStream plain)
    {
        var mark = plain.Peek(3);
        if (mark is [0xEF, 0xBB, 0xBF])
        {
            plain.Skip(3);
            return plain;
        }
        if (mark is not ([0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]))
            return plain;
        var wide = mark[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode;
        plain.Skip(2);
        return Encoding.CreateTranscodingStream(plain, wide, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }
}
