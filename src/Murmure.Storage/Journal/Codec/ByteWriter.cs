using System.Buffers.Binary;
using System.Text;

namespace Murmure.Storage;

/// <summary>Writes values one after the other. What does not fit is left out and said at the end, not checked at every step.</summary>
internal ref struct ByteWriter(Span<byte> bytes)
{
    private readonly Span<byte> bytes = bytes;

    public int Written { get; private set; }
    public bool Full { get; private set; }

    public void Byte(byte value)
    {
        if (Place(1) is [_, ..] place)
            place[0] = value;
    }

    public void Fixed(ulong value)
    {
        if (Place(8) is { Length: 8 } place)
            BinaryPrimitives.WriteUInt64LittleEndian(place, value);
    }

    /// <summary>Seven bits a byte, the low ones first.</summary>
    public void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            Byte((byte)(value | 0x80));
        Byte((byte)value);
    }

    /// <summary>Small numbers of either sign stay short.</summary>
    public void Signed(long value) => Number((ulong)((value << 1) ^ (value >> 63)));

    public void Text(string text)
    {
        Number((ulong)Encoding.UTF8.GetByteCount(text));
        if (Full || !Encoding.UTF8.TryGetBytes(text, bytes[Written..], out var length))
            Full = true;
        else
            Written += length;
    }

    private Span<byte> Place(int length)
    {
        if (Full || bytes.Length - Written < length)
        {
            Full = true;
            return default;
        }
        Written += length;
        return bytes.Slice(Written - length, length);
    }
}
