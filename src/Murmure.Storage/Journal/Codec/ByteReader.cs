using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Murmure.Storage;

/// <summary>
/// Reads what <see cref="ByteWriter"/> wrote. Anything that cannot be is remembered, read as nothing, and said at the end.
/// </summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes, RecentTexts texts)
{
    private ReadOnlySpan<byte> rest = bytes;

    /// <summary>Whether everything could be, and nothing is left over.</summary>
    public readonly bool Sound => !Failed && rest.IsEmpty;

    public bool Failed { get; private set; }
    public readonly int Left => rest.Length;

    public void Fail()
    {
        Failed = true;
        rest = default;
    }

    public byte Byte() => Take(1) is [var value] ? value : (byte)0;

    public ulong Fixed() => Take(8) is { Length: 8 } value ? BinaryPrimitives.ReadUInt64LittleEndian(value) : 0;

    public ulong Number()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                // The tenth byte has one bit to give.
                if (shift == 63 && part > 1)
                    Fail();
                return value;
            }
        }
        Fail();
        return 0;
    }

    public long Signed()
    {
        var value = Number();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public long Signed(long least, long most)
    {
        var value = Signed();
        if (value >= least && value <= most)
            return value;
        Fail();
        return least;
    }

    public T Enum<T>(int values)
        where T : struct, Enum
    {
        var value = Byte();
        if (value >= values)
            Fail();
        return Failed ? default : System.Runtime.CompilerServices.Unsafe.BitCast<int, T>(value);
    }

    public string Text()
    {
        var length = Number();
        if (length > (ulong)rest.Length)
            Fail();
        var text = Take((int)length);
        if (Utf8.IsValid(text))
            return texts.Of(text);
        Fail();
        return "";
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (Failed || rest.Length < length)
        {
            Fail();
            return default;
        }
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }
}

/// <summary>
/// Gives the same string for the same bytes while they come often: an event has a dozen texts, and most were in the one before. For one thread.
/// </summary>
internal sealed class RecentTexts
{
    private const int Longest = 64;
    private readonly string[] recent = new string[4096];

    public string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return "";
        if (utf8.Length > Longest)
            return Encoding.UTF8.GetString(utf8);
        ref var place = ref recent[RecordFrame.Sum(utf8) % recent.Length];
        Span<char> text = stackalloc char[Longest];
        text = text[..Encoding.UTF8.GetChars(utf8, text)];
        if (place is null || !text.SequenceEqual(place))
            place = text.ToString();
        return place;
    }
}
