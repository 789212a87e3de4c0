using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Murmure.Server.Tests.Ingest;

/// <summary>
/// Writes small databases in MaxMind's format (https://maxmind.github.io/MaxMind-DB/, version 2.0): a tree over the bits of addresses, whose leaves
/// point into a section of values. IPv4 lies under <c>::/96</c>.
/// </summary>
internal sealed class MmdbWriter(string type, DateTime built)
{
    private const int Empty = -1;

    /// <summary>Two children a node: another node's number, <see cref="Empty"/>, or a value's place as -2 - place.</summary>
    private readonly List<int[]> nodes = [[Empty, Empty]];
    private readonly List<byte> values = [];

    /// <summary>Adds a network (<c>203.0.113.0/24</c>) and what is known of it. Networks do not overlap.</summary>
    public MmdbWriter Add(string network, object value)
    {
        var place = values.Count;
        using var written = new MemoryStream();
        Write(written, value);
        values.AddRange(written.ToArray());
        Put(IPNetwork.Parse(network), place);
        return this;
    }

    private void Put(IPNetwork network, int place)
    {
        var bytes = new byte[16];
        var given = network.BaseAddress.GetAddressBytes();
        given.CopyTo(bytes, 16 - given.Length);
        var length = network.PrefixLength + (given.Length == 4 ? 96 : 0);
        var node = 0;
        for (var bit = 0; bit < length; bit++)
        {
            var side = bytes[bit / 8] >> (7 - bit % 8) & 1;
            if (bit == length - 1)
            {
                nodes[node][side] = -2 - place;
            }
            else
            {
                if (nodes[node][side] == Empty)
                {
                    nodes[node][side] = nodes.Count;
                    nodes.Add([Empty, Empty]);
                }
                node = nodes[node][side];
            }
        }
    }

    public byte[] ToArray()
    {
        using var file = new MemoryStream();
        Span<byte> record = stackalloc byte[4];
        foreach (var child in nodes.SelectMany(node => node))
        {
            BinaryPrimitives.WriteUInt32BigEndian(record, (uint)(child >= 0 ? child : child == Empty ? nodes.Count : -2 - child + nodes.Count + 16));
            file.Write(record);
        }
        file.Write(new byte[16]);
        file.Write([.. values]);
        file.Write([0xab, 0xcd, 0xef, .. "MaxMind.com"u8]);
        Write(file, new Dictionary<string, object>
        {
            ["binary_format_major_version"] = (ushort)2, ["binary_format_minor_version"] = (ushort)0, ["build_epoch"] = (ulong)(built - DateTime.UnixEpoch).TotalSeconds,
            ["database_type"] = type, ["description"] = new Dictionary<string, object> { ["en"] = "made by a test" }, ["ip_version"] = (ushort)6,
            ["languages"] = new List<object> { "en", "fr" }, ["node_count"] = (uint)nodes.Count, ["record_size"] = (ushort)32,
        });
        return file.ToArray();
    }

    public string WriteTo(string path)
    {
        File.WriteAllBytes(path, ToArray());
        return path;
    }

    private static void Write(Stream to, object value)
    {
        switch (value)
        {
            case string text:
                var bytes = Encoding.UTF8.GetBytes(text);
                Control(to, 2, bytes.Length);
                to.Write(bytes);
                break;
            case ushort number:
                Number(to, 5, number);
                break;
            case uint number:
                Number(to, 6, number);
                break;
            case ulong number:
                Number(to, 9, number);
                break;
            case IReadOnlyDictionary<string, object> map:
                Control(to, 7, map.Count);
                foreach (var (key, member) in map)
                {
                    Write(to, key);
                    Write(to, member);
                }
                break;
            case IReadOnlyList<object> list:
                Control(to, 11, list.Count);
                foreach (var member in list)
                    Write(to, member);
                break;
            default:
                throw new ArgumentException(value.GetType().Name, nameof(value));
        }
    }

    private static void Number(Stream to, int kind, ulong number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        var significant = bytes.AsSpan().TrimStart((byte)0);
        Control(to, kind, significant.Length);
        to.Write(significant);
    }

    private static void Control(Stream to, int kind, int size)
    {
        var within = size < 29 ? size : size < 285 ? 29 : 30;
        to.WriteByte((byte)((kind > 7 ? 0 : kind << 5) | within));
        if (kind > 7)
            to.WriteByte((byte)(kind - 7));
        if (within == 29)
            to.WriteByte((byte)(size - 29));
        if (within == 30)
            to.Write([(byte)((size - 285) >> 8), (byte)(size - 285)]);
    }
}
