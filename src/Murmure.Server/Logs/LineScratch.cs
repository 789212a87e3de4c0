namespace Murmure.Server.Logs;

/// <summary>
/// What a parser needs besides the line: room for unescaped text and the last time stamp read. One per worker; not thread-safe.
/// The spans of a hit may point into it, so they are valid until the next line is parsed with the same scratch.
/// </summary>
public sealed class LineScratch
{
    // Decoding never lengthens text, so what one record can need is its own length twice (a field joined, then decoded).
    private readonly byte[] room = new byte[2 * LogFormat.MaxRecordBytes + 1024];
    private int used;

    internal TimeCache Times { get; } = new();

    /// <summary>The path of the JSON member being read, lower-case letters and digits, levels divided by dots.</summary>
    internal char[] Path { get; } = new char[256];

    internal void Reset() => used = 0;

    /// <summary>Room that stays untouched until the next record; shorten it with <see cref="GiveBack"/>.</summary>
    internal Span<byte> Take(int length)
    {
        if (length > room.Length - used)
            return new byte[length];
        var taken = room.AsSpan(used, length);
        used += length;
        return taken;
    }

    /// <summary>Returns the unused end of the latest <see cref="Take"/>.</summary>
    internal void GiveBack(int length) => used = Math.Max(0, used - length);
}
