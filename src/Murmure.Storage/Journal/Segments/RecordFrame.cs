using System.Buffers.Binary;
using System.Numerics;

namespace Murmure.Storage;

/// <summary>
/// How a record lies in a file: length (4 bytes), checksum (4), the record. The checksum is CRC32C over the record and the position of its end,
/// so neither a torn record nor a sound one in the wrong place passes. A length of 0 is the end: files are made of zeros.
/// </summary>
internal static class RecordFrame
{
    public const int HeaderBytes = 8;
    public const int MaxRecordBytes = 64 << 10;

    /// <summary>The part of the checksum that needs no position, to be reckoned before the journal's lock is taken.</summary>
    public static uint Sum(ReadOnlySpan<byte> record)
    {
        var sum = uint.MaxValue;
        for (; record.Length >= 8; record = record[8..])
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(record));
        foreach (var last in record)
            sum = BitOperations.Crc32C(sum, last);
        return sum;
    }

    public static ulong Header(int length, uint sum, long end) => (uint)length | (ulong)~BitOperations.Crc32C(sum, (ulong)end) << 32;

    /// <summary>Reads the frame that begins at <paramref name="bytes"/>' start, which lies at <paramref name="position"/>.</summary>
    public static FrameFound Read(ReadOnlySpan<byte> bytes, long position, out ReadOnlySpan<byte> record)
    {
        record = default;
        if (bytes.Length < HeaderBytes)
            return FrameFound.Part;
        var header = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var length = (uint)header;
        if (length == 0)
            return FrameFound.None;
        if (length > MaxRecordBytes)
            return FrameFound.Unsound;
        if (bytes.Length - HeaderBytes < length)
            return FrameFound.Part;
        record = bytes.Slice(HeaderBytes, (int)length);
        return header == Header((int)length, Sum(record), position + HeaderBytes + length) ? FrameFound.Record : FrameFound.Unsound;
    }
}

internal enum FrameFound
{
    Record,

    /// <summary>Nothing was written here.</summary>
    None,

    /// <summary>It goes on beyond these bytes.</summary>
    Part,

    Unsound,
}
