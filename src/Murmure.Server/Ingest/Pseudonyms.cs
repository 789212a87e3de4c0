using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Murmure.Server.Ingest;

/// <summary>
/// Makes the day's pseudonyms: a keyed hash of site, address and agent under a random key per day. The keys of an analysis live in this
/// object only; those of a site are <see cref="DayKeys"/>. Without the key nothing can link a pseudonym to an address, nor one day to another.
/// </summary>
internal sealed class Pseudonyms : IDisposable
{
    /// <summary>RFC 1035: no host name is longer. What is longer was typed by mistake and must not push the address out of the message.</summary>
    private const int LongestHost = 253;

    private readonly ConcurrentDictionary<DateOnly, SipHash> days = new();
    private readonly SipHash folding = NewKey();
    private readonly byte[] site;
    private readonly Func<DateOnly, SipHash>? keyOf;

    /// <param name="siteHost">The site's host.</param>
    /// <param name="keyOf">Where the days' keys are kept; without it each day gets one that nobody else has.</param>
    public Pseudonyms(string siteHost, Func<DateOnly, SipHash>? keyOf = null)
    {
        site = [.. Encoding.UTF8.GetBytes(siteHost).Take(LongestHost)];
        this.keyOf = keyOf;
    }

    /// <summary>
    /// The visitor's pseudonym on a day. IPv6 counts by /64, because devices change the lower half by themselves.
    /// PRIVACY: the address is read here and nowhere after.
    /// </summary>
    public ulong Of(DateOnly day, ReadOnlySpan<byte> address, ReadOnlySpan<byte> agent) =>
        Hash(keyOf?.Invoke(day) ?? days.GetOrAdd(day, static _ => NewKey()), address, agent);

    /// <summary>A key that folds what one device or server fetches for one preview: random per process, in memory, never written.</summary>
    public ulong FoldKey(ReadOnlySpan<byte> address, ReadOnlySpan<byte> agent) => Hash(folding, address, agent);

    /// <summary>A key for a network (/24 in IPv4, /64 in IPv6), by which it can be limited: random per process, in memory, never written.</summary>
    public ulong NetworkKey(ReadOnlySpan<byte> address)
    {
        Span<byte> bits = stackalloc byte[8];
        var known = ClientAddress.TryRead(address, out var read);
        BinaryPrimitives.WriteUInt64LittleEndian(bits, known ? (read.IsIPv6 ? read.High : read.Low >> 8) : 0);
        return folding.Hash(bits);
    }

    public void Dispose() => days.Clear();

    private ulong Hash(SipHash key, ReadOnlySpan<byte> address, ReadOnlySpan<byte> agent)
    {
        Span<byte> message = stackalloc byte[1200];
        var length = Put(message, 0, site);
        length = PutAddress(message, length, address);
        length = Put(message, length, agent[..Math.Min(agent.Length, 1024 - 130)]);
        return key.Hash(message[..length]);
    }

    private static int Put(Span<byte> message, int at, ReadOnlySpan<byte> part)
    {
        part = part[..Math.Min(part.Length, message.Length - at - 1)];
        part.CopyTo(message[at..]);
        message[at + part.Length] = 0; // parts cannot run into each other
        return at + part.Length + 1;
    }

    /// <summary>A host name in the address's place (HostnameLookups) is as good as an address, and as secret.</summary>
    private static int PutAddress(Span<byte> message, int at, ReadOnlySpan<byte> text)
    {
        Span<byte> bits = stackalloc byte[8];
        if (!ClientAddress.TryRead(text, out var address))
            return Put(message, at, text[..Math.Min(text.Length, 64)]);
        BinaryPrimitives.WriteUInt64LittleEndian(bits, address.IsIPv6 ? address.High : address.Low);
        return Put(message, at, bits);
    }

    private static SipHash NewKey()
    {
        Span<byte> key = stackalloc byte[16];
        RandomNumberGenerator.Fill(key);
        return new SipHash(key);
    }
}
