using System.Buffers;
using Murmure.Storage.Events;

namespace Murmure.Storage;

/// <summary>Appends what the intake has.</summary>
public static class JournalEvents
{
    /// <summary>Most events take less; these bytes lie on the stack.</summary>
    private const int Usual = 1024;

    /// <summary>Appends an event; see <see cref="Journal.TryAppend"/>.</summary>
    /// <exception cref="ArgumentException">It is longer than a record may be.</exception>
    public static bool TryAppend(this Journal journal, string site, in StoredEvent stored, out long position)
    {
        Span<byte> bytes = stackalloc byte[Usual];
        return EventCodec.TryEncode(site, stored, bytes, out var written)
            ? journal.TryAppend(bytes[..written], out position)
            : TryAppendLong(journal, site, stored, EventCodec.TryEncode, out position);
    }

    /// <summary>Appends counts of machines; see <see cref="Journal.TryAppend"/>.</summary>
    /// <exception cref="ArgumentException">It has more lines than a record holds.</exception>
    public static bool TryAppend(this Journal journal, string site, in MachineCount count, out long position)
    {
        Span<byte> bytes = stackalloc byte[Usual];
        return EventCodec.TryEncode(site, count, bytes, out var written)
            ? journal.TryAppend(bytes[..written], out position)
            : TryAppendLong(journal, site, count, EventCodec.TryEncode, out position);
    }

    private delegate bool Encode<T>(string site, in T one, Span<byte> destination, out int written);

    private static bool TryAppendLong<T>(Journal journal, string site, in T one, Encode<T> encode, out long position)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(journal.MaxRecordBytes);
        try
        {
            return encode(site, one, bytes.AsSpan(0, journal.MaxRecordBytes), out var written)
                ? journal.TryAppend(bytes.AsSpan(0, written), out position)
                : throw new ArgumentException($"The record takes more than {journal.MaxRecordBytes} bytes.", nameof(one));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
