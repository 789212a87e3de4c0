using System.Buffers.Binary;

namespace Murmure.Storage;

/// <summary>
/// The first 64 bytes of a file: mark (8), format (4), nothing (4), number of the file (8), position of its first byte (8), identity of the journal (8),
/// checksum of those (4), nothing (4), released position (8), its complement (8). The released position changes and is outside the checksum;
/// where it is half written or damaged it is not believed, and records are read again.
/// </summary>
internal readonly record struct SegmentHeader(long Number, long Start, ulong Identity)
{
    public const int Bytes = 64;
    public const int Signed = 40;
    public const int ReleasedAt = 48;
    public const int Format = 1;

    private static ReadOnlySpan<byte> Mark => "MURMJRNL"u8;

    public void Write(Span<byte> bytes)
    {
        bytes[..Bytes].Clear();
        Mark.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Format);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], Start);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[32..], Identity);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[Signed..], RecordFrame.Sum(bytes[..Signed]));
    }

    public static void WriteReleased(Span<byte> note, long position)
    {
        BinaryPrimitives.WriteInt64LittleEndian(note, position);
        BinaryPrimitives.WriteInt64LittleEndian(note[8..], ~position);
    }

    /// <summary>The format that a header names; null when the bytes are no header of ours.</summary>
    public static int? FormatOf(ReadOnlySpan<byte> bytes) =>
        bytes.Length < Bytes || !bytes.StartsWith(Mark) || BinaryPrimitives.ReadUInt32LittleEndian(bytes[Signed..]) != RecordFrame.Sum(bytes[..Signed])
            ? null
            : BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);

    /// <summary>Null when the bytes are no header of ours.</summary>
    /// <exception cref="NewerJournalException">They are the header of a later format.</exception>
    public static SegmentHeader? Read(ReadOnlySpan<byte> bytes, out long released)
    {
        released = 0;
        if (FormatOf(bytes) is not { } format)
            return null;
        if (format != Format)
            throw new NewerJournalException(format, Format);
        var note = BinaryPrimitives.ReadInt64LittleEndian(bytes[ReleasedAt..]);
        if (note == ~BinaryPrimitives.ReadInt64LittleEndian(bytes[(ReleasedAt + 8)..]))
            released = note;
        return new(BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]));
    }
}
