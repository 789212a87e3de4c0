using Murmure.Storage.Events;

namespace Murmure.Storage;

/// <summary>What a record was.</summary>
public enum JournalContent
{
    /// <summary>Nothing that this version knows, or damaged.</summary>
    Unreadable,
    Event,
    Machines,
}

/// <summary>Reads the journal's records. It takes any bytes and throws for none. For one thread: it remembers the texts that come often.</summary>
public sealed class EventDecoder
{
    private readonly RecentTexts texts = new();

    /// <summary>Reads a record; of event and count, the one that the answer names is set. Absent texts come as empty ones.</summary>
    public JournalContent Read(ReadOnlySpan<byte> record, out string site, out StoredEvent stored, out MachineCount count) =>
        EventCodec.Read(new ByteReader(record, texts), out site, out stored, out count);
}
