using System.Buffers.Binary;
using System.Security.Cryptography;
using Murmure.Server.Ingest;

namespace Murmure.Server.Links;

/// <summary>What a redirect needs of a link, beside its detail.</summary>
[Flags]
internal enum LinkFlags : byte
{
    None = 0,
    ForwardQuery = 1,
    AppendPath = 2,
    NoIndex = 4,

    /// <summary>More is to be asked before it redirects: <see cref="LinkDirectory.DetailOf"/>.</summary>
    Detailed = 8,
}

/// <summary>A link as the table has it. A <c>ref struct</c>: its address is read where it lies.</summary>
internal readonly ref struct FoundLink(long id, int status, int cacheSeconds, LinkFlags flags, ReadOnlySpan<byte> url)
{
    public long Id { get; } = id;
    public int Status { get; } = status;
    public int CacheSeconds { get; } = cacheSeconds;
    public LinkFlags Flags { get; } = flags;

    /// <summary>ASCII.</summary>
    public ReadOnlySpan<byte> Url { get; } = url;

    public bool Has(LinkFlags flag) => (Flags & flag) != LinkFlags.None;
}

/// <summary>
/// Every link by domain and slug: a hash table over records that lie one behind the other, so that a million links are a few arrays and not
/// some millions of objects for the collector to walk. Readers take no lock; writers take turns. A change writes a new record; what the old ones
/// take is given back when it is half of all.
/// </summary>
internal sealed class LinkTable
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Records begin on multiples of eight, so that 32 bits reach 32 GiB of them.</summary>
    private const int Unit = 8;
    private const uint Free = 0;
    private const uint Gone = uint.MaxValue;
    private const int HeaderBytes = 28;

    /// <summary>All that 32 bits reach. The list has its full length from the beginning, so that a reader never holds one that is too short for what it reads.</summary>
    private const int MostChunks = (int)((1L << 32) * Unit / ChunkBytes);

    /// <param name="Slots">Where each record begins, in units, plus one; <see cref="Free"/> or <see cref="Gone"/>.</param>
    private sealed record Content(uint[] Slots, byte[]?[] Chunks);

    private readonly SipHash hash = new(RandomNumberGenerator.GetBytes(16));
    private readonly Lock turn = new();
    private volatile Content content = new(new uint[16], new byte[MostChunks][]);
    private byte[]?[] chunks;
    private int chunk = -1;
    private int used;
    private int end = ChunkBytes;
    private long living;
    private long written;

    public LinkTable() => chunks = content.Chunks;

    public int Count { get; private set; }

    /// <summary>Bytes of all records and slots, the abandoned ones too.</summary>
    public long Bytes => (content.Chunks.LongCount(one => one is not null) * ChunkBytes) + (content.Slots.LongLength * sizeof(uint));

    /// <summary>The link of that slug.</summary>
    /// <param name="slug">UTF-8, in normal form C.</param>
    public bool TryFind(long domain, scoped ReadOnlySpan<byte> slug, out FoundLink link)
    {
        var now = content;
        var slot = SlotOf(now, domain, slug);
        if (slot < 0)
        {
            link = default;
            return false;
        }
        link = Read(RecordAt(now, Volatile.Read(ref now.Slots[slot])));
        return true;
    }

    /// <summary>Adds the link, or puts it in place of the one that has its slug.</summary>
    public void Put(long domain, ReadOnlySpan<byte> slug, in FoundLink link)
    {
        lock (turn)
        {
            var place = Write(domain, slug, link);
            var slot = SlotOf(content, domain, slug);
            if (slot >= 0)
            {
                living -= SizeOf(RecordAt(content, content.Slots[slot]));
                Volatile.Write(ref content.Slots[slot], place);
            }
            else
            {
                Insert(content.Slots, HashOf(domain, slug), place);
                used++;
                Count++;
                if (used > content.Slots.Length / 4 * 3)
                    content = Rehashed(content);
            }
            GiveBack();
        }
    }

    /// <summary>False when there is no such link.</summary>
    public bool Remove(long domain, ReadOnlySpan<byte> slug)
    {
        lock (turn)
        {
            var slot = SlotOf(content, domain, slug);
            if (slot < 0)
                return false;
            living -= SizeOf(RecordAt(content, content.Slots[slot]));
            Volatile.Write(ref content.Slots[slot], Gone);
            Count--;
            GiveBack();
            return true;
        }
    }

    private int SlotOf(Content now, long domain, ReadOnlySpan<byte> slug)
    {
        var mask = now.Slots.Length - 1;
        for (var slot = (int)(HashOf(domain, slug) & (uint)mask); ; slot = (slot + 1) & mask)
        {
            var place = Volatile.Read(ref now.Slots[slot]);
            if (place == Free)
                return -1;
            if (place != Gone && Is(RecordAt(now, place), domain, slug))
                return slot;
        }
    }

    private static void Insert(uint[] slots, ulong hash, uint place)
    {
        var mask = slots.Length - 1;
        var slot = (int)(hash & (uint)mask);
        while (slots[slot] != Free)
            slot = (slot + 1) & mask;
        Volatile.Write(ref slots[slot], place);
    }

    private ulong HashOf(long domain, ReadOnlySpan<byte> slug) => hash.Hash(slug) ^ ((ulong)domain * 0x9E3779B97F4A7C15UL);

    // A record: 8 id, 8 domain, 4 cache, 2 status, 1 flags, 1 zero, 2 length of the slug, 2 length of the address, then both.
    private uint Write(long domain, ReadOnlySpan<byte> slug, in FoundLink link)
    {
        var size = (HeaderBytes + slug.Length + link.Url.Length + Unit - 1) / Unit * Unit;
        if (end + size > ChunkBytes)
        {
            // Before any slot leads to it: who reads the slot finds the chunk.
            Volatile.Write(ref chunks[++chunk], GC.AllocateUninitializedArray<byte>(ChunkBytes));
            end = 0;
        }
        var record = chunks[chunk].AsSpan(end, size);
        BinaryPrimitives.WriteInt64LittleEndian(record, link.Id);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], domain);
        BinaryPrimitives.WriteInt32LittleEndian(record[16..], link.CacheSeconds);
        BinaryPrimitives.WriteUInt16LittleEndian(record[20..], (ushort)link.Status);
        record[22] = (byte)link.Flags;
        record[23] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(record[24..], (ushort)slug.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(record[26..], (ushort)link.Url.Length);
        slug.CopyTo(record[HeaderBytes..]);
        link.Url.CopyTo(record[(HeaderBytes + slug.Length)..]);
        var place = (((long)chunk * ChunkBytes) + end) / Unit;
        end += size;
        living += size;
        written += size;
        return checked((uint)place + 1);
    }

    private static ReadOnlySpan<byte> RecordAt(Content now, uint place)
    {
        var at = (long)(place - 1) * Unit;
        return Volatile.Read(ref now.Chunks[at / ChunkBytes])!.AsSpan((int)(at % ChunkBytes));
    }

    private static bool Is(ReadOnlySpan<byte> record, long domain, ReadOnlySpan<byte> slug) =>
        BinaryPrimitives.ReadInt64LittleEndian(record[8..]) == domain && SlugOf(record).SequenceEqual(slug);

    private static ReadOnlySpan<byte> SlugOf(ReadOnlySpan<byte> record) => record.Slice(HeaderBytes, BinaryPrimitives.ReadUInt16LittleEndian(record[24..]));

    private static int SizeOf(ReadOnlySpan<byte> record) =>
        (HeaderBytes + BinaryPrimitives.ReadUInt16LittleEndian(record[24..]) + BinaryPrimitives.ReadUInt16LittleEndian(record[26..]) + Unit - 1) / Unit * Unit;

    private static FoundLink Read(ReadOnlySpan<byte> record) => new(
        BinaryPrimitives.ReadInt64LittleEndian(record), BinaryPrimitives.ReadUInt16LittleEndian(record[20..]), BinaryPrimitives.ReadInt32LittleEndian(record[16..]),
        (LinkFlags)record[22], record.Slice(HeaderBytes + BinaryPrimitives.ReadUInt16LittleEndian(record[24..]), BinaryPrimitives.ReadUInt16LittleEndian(record[26..])));

    private Content Rehashed(Content now)
    {
        var slots = new uint[Math.Max(16, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Count * 2))];
        foreach (var place in now.Slots)
        {
            if (place is Free or Gone)
                continue;
            var record = RecordAt(now, place);
            Insert(slots, HashOf(BinaryPrimitives.ReadInt64LittleEndian(record[8..]), SlugOf(record)), place);
        }
        used = Count;
        return now with { Slots = slots };
    }

    // Readers that hold the old content read the old records: those are not touched.
    private void GiveBack()
    {
        if (written - living < living || written < ChunkBytes)
            return;
        var old = content;
        (chunks, chunk, end, living, written) = (new byte[MostChunks][], -1, ChunkBytes, 0, 0);
        var slots = new uint[old.Slots.Length];
        foreach (var place in old.Slots)
        {
            if (place is Free or Gone)
                continue;
            var record = RecordAt(old, place);
            var domain = BinaryPrimitives.ReadInt64LittleEndian(record[8..]);
            Insert(slots, HashOf(domain, SlugOf(record)), Write(domain, SlugOf(record), Read(record)));
        }
        used = Count;
        content = new Content(slots, chunks);
    }
}
