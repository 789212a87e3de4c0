using System.Runtime.InteropServices;

namespace Murmure.Server.Logs;

/// <summary>The last time stamp read: lines of the same second are neighbours, so most are never parsed twice.</summary>
internal sealed class TimeCache
{
    private readonly byte[] text = new byte[40];
    private int length = -1;
    private DateTime time;
    private bool hasZone;

    public delegate bool Parser(ReadOnlySpan<byte> text, out DateTime time, out bool hasZone);

    /// <summary>Parses <paramref name="stamp"/> unless it is the one before. A stamp that fails is not remembered.</summary>
    /// <remarks>All parsers that share a cache must agree on every text, as those of <see cref="LogTime"/> do.</remarks>
    public bool TryRead(ReadOnlySpan<byte> stamp, Parser parse, out DateTime read, out bool zone)
    {
        if (stamp.Length == length && stamp.SequenceEqual(MemoryMarshal.CreateReadOnlySpan(ref text[0], length)))
        {
            read = time;
            zone = hasZone;
            return true;
        }
        if (!parse(stamp, out read, out zone))
            return false;
        if (stamp.Length <= text.Length)
        {
            stamp.CopyTo(text);
            length = stamp.Length;
            time = read;
            hasZone = zone;
        }
        return true;
    }
}
