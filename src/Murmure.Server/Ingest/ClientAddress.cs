using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Murmure.Server.Ingest;

/// <summary>
/// A client's address, read once. A <c>ref struct</c> like the hit it comes from: it cannot be kept.
/// IPv4-mapped IPv6 addresses are the IPv4 addresses they stand for.
/// </summary>
internal readonly ref struct ClientAddress
{
    private ClientAddress(bool isIPv6, ulong high, ulong low)
    {
        IsIPv6 = isIPv6;
        High = high;
        Low = low;
    }

    public bool IsIPv6 { get; }

    /// <summary>The upper half of an IPv6 address: the network a household has.</summary>
    public ulong High { get; }

    /// <summary>The lower half of an IPv6 address, or the 32 bits of an IPv4 address.</summary>
    public ulong Low { get; }

    /// <summary>
    /// Whether the address belongs to nobody on the public network (IANA's special-purpose registries: private, shared by a carrier,
    /// loopback, link-local, documentation): it is in no country, whatever a database says.
    /// </summary>
    public bool IsSpecial => IsIPv6
        ? IsPrivate || High >> 32 == 0x20010db8 || High >> 44 == 0x3fff0 || High == 0
        : IsPrivate || (Low >> 24) is 0 or >= 240 || Low >> 8 is 0xc00000 or 0xc00002 or 0xc63364 or 0xcb0071 || Low >> 17 == 0xc612 >> 1;

    /// <summary>Whether it is one that a proxy or a private network has, never a reader on the internet.</summary>
    public bool IsPrivate => IsIPv6
        ? High >> 57 == 0xfc >> 1 || High >> 54 == 0xfe80 >> 6 || (High == 0 && Low == 1)
        : (Low >> 24) is 10 or 127 || Low >> 22 == 0x64400000 >> 22 || Low >> 16 == 0xa9fe || Low >> 20 == 0xac1 || Low >> 16 == 0xc0a8;

    public static bool TryRead(ReadOnlySpan<byte> text, out ClientAddress address)
    {
        if (TryReadIPv4(text, out var bits))
        {
            address = new ClientAddress(false, 0, bits);
            return true;
        }
        address = default;
        if (!text.Contains((byte)':') || !IPAddress.TryParse(text, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6)
            return false;
        Span<byte> bytes = stackalloc byte[16];
        parsed.TryWriteBytes(bytes, out _);
        var (high, low) = (BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        address = high == 0 && low >> 32 == 0xffff ? new ClientAddress(false, 0, (uint)low) : new ClientAddress(true, high, low);
        return true;
    }

    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
        return new IPAddress(IsIPv6 ? bytes : bytes[12..]);
    }

    // Four decimal numbers, as every log writes them; no allocation, where IPAddress makes an object for each of millions of lines.
    private static bool TryReadIPv4(ReadOnlySpan<byte> text, out uint bits)
    {
        bits = 0;
        var (parts, number, digits) = (0, 0u, 0);
        foreach (var c in text)
        {
            if (c == '.' && digits > 0 && parts < 3)
            {
                bits = (bits << 8) | number;
                (parts, number, digits) = (parts + 1, 0, 0);
                continue;
            }
            if (c is < (byte)'0' or > (byte)'9' || ++digits > 3)
                return false;
            number = (number * 10) + (uint)(c - '0');
            if (number > 255)
                return false;
        }
        bits = (bits << 8) | number;
        return parts == 3 && digits > 0;
    }
}
