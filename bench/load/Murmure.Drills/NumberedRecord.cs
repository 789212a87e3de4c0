using System.Buffers.Binary;

namespace Murmure.Drills;

/// <summary>A record that says its number and, by its bytes, whether it is the one that was appended.</summary>
internal static class NumberedRecord
{
    public const int Longest = 600;

    public static ReadOnlySpan<byte> Of(long number, Span<byte> buffer)
    {
        var record = buffer[..(8 + (int)((ulong)number * 2654435761 % (Longest - 8)))];
        BinaryPrimitives.WriteInt64LittleEndian(record, number);
        for (var i = 8; i < record.Length; i++)
            record[i] = (byte)(number + i);
        return record;
    }

    public static bool TryRead(ReadOnlySpan<byte> record, out long number)
    {
        number = record.Length >= 8 ? BinaryPrimitives.ReadInt64LittleEndian(record) : -1;
        return number >= 0 && record.SequenceEqual(Of(number, stackalloc byte[Longest]));
    }
}
