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
            : TryAppendLong(journal, site, stored, out position);
    }

    /// <summary>Appends counts of machines; see <see cref="Journal.TryAppend"/>.</summary>
    public static bool TryAppend(this Journal journal, string site, in MachineCount count, out long position)
    {
        Span<byte> bytes = stackalloc byte[Usual];
        return EventCodec.TryEncode(site, count, bytes, out var written)
            ? journal.TryAppend(bytes[..written], out position)
            : throw new ArgumentException("Names of machines are short.", nameof(count));
    }

    private static bool TryAppendLong(Journal journal, string site, in StoredEvent stored, out long position)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(journal.MaxRecordBytes);
        try
        {
            return EventCodec.TryEncode(site, stored, bytes.AsSpan(0, journal.MaxRecordBytes), out var written)
                ? journal.TryAppend(bytes.AsSpan(0, written), out position)
                : throw new ArgumentException($"The event takes more than {journal.MaxRecordBytes} bytes.", nameof(stored));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
