using System.Buffers.Binary;

namespace Murmure.Server.Ingest;

/// <summary>
/// Whether an address belongs to a company that rents servers. The table is made by the build from <c>hosting.tsv</c>, which says which companies
/// and why, and from the registries' ranges (NOTICE). It is small enough to be searched for every hit, so nothing is remembered of addresses.
/// </summary>
internal sealed class HostingNetworks
{
    private readonly uint[] first4;
    private readonly uint[] last4;
    private readonly ulong[] first6;
    private readonly ulong[] last6;

    private HostingNetworks(ReadOnlySpan<byte> table)
    {
        var (count4, count6) = (BinaryPrimitives.ReadInt32LittleEndian(table), BinaryPrimitives.ReadInt32LittleEndian(table[4..]));
        (first4, last4, first6, last6) = (new uint[count4], new uint[count4], new ulong[count6], new ulong[count6]);
        var rest = table[8..];
        foreach (var column in new[] { first4, last4 })
        {
            for (var i = 0; i < count4; i++, rest = rest[4..])
                column[i] = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        }
        foreach (var column in new[] { first6, last6 })
        {
            for (var i = 0; i < count6; i++, rest = rest[8..])
                column[i] = BinaryPrimitives.ReadUInt64LittleEndian(rest);
        }
    }

    /// <summary>The shipped table, read once.</summary>
    public static HostingNetworks Shipped { get; } = Load();

    public bool Has(in ClientAddress address) => address.IsIPv6
        ? Within(first6, last6, address.High)
        : Within(first4, last4, (uint)address.Low);

    private static bool Within<T>(T[] firsts, T[] lasts, T value)
        where T : IComparable<T>
    {
        var at = Array.BinarySearch(firsts, value);
        at = at < 0 ? ~at - 1 : at;
        return at >= 0 && value.CompareTo(lasts[at]) <= 0;
    }

    private static HostingNetworks Load()
    {
        using var stream = typeof(HostingNetworks).Assembly.GetManifestResourceStream("networks/hosting.bin")
            ?? throw new InvalidOperationException("The build embedded no hosting networks.");
        using var table = new MemoryStream();
        stream.CopyTo(table);
        return new HostingNetworks(table.ToArray());
    }
}
