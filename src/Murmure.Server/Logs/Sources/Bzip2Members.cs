using ICSharpCode.SharpZipLib.BZip2;

namespace Murmure.Server.Logs;

/// <summary>
/// Bzip2, one stream or many one after another (pbzip2 writes one per block): the library's own stream stops after the first.
/// What a cut-off file gave before the cut is handed out before the fault is.
/// </summary>
internal sealed class Bzip2Members(PeekStream packed) : ForwardStream
{
    private BZip2InputStream? member;
    private Exception? fault;

    public override int Read(Span<byte> buffer)
    {
        if (fault is not null)
            throw fault;
        var read = 0;
        try
        {
            while (read < buffer.Length)
            {
                // TRICKY: the library's constructor reads the first block already, and its Read loses what it decoded before a fault.
                member ??= packed.Peek(1).IsEmpty ? null : new BZip2InputStream(packed) { IsStreamOwner = false };
                if (member is null)
                    break;
                var next = member.ReadByte();
                if (next < 0)
                {
                    member = null;
                    continue;
                }
                buffer[read++] = (byte)next;
            }
        }
        catch (Exception broken) when (read > 0 && broken is IOException or ICSharpCode.SharpZipLib.SharpZipBaseException or IndexOutOfRangeException)
        {
            fault = broken;
        }
        return read;
    }
}
