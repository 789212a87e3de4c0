using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Murmure.Connectors;

/// <summary>Compares what services sign with, in a time that does not depend on where two texts differ.</summary>
internal static class Signatures
{
    /// <summary>Whether the text is the hexadecimal form of these bytes.</summary>
    public static bool IsHexOf(ReadOnlySpan<char> text, ReadOnlySpan<byte> expected)
    {
        Span<byte> given = stackalloc byte[64];
        return text.Length == expected.Length * 2 && Convert.FromHexString(text, given, out _, out var written) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(given[..written], expected);
    }

    /// <summary>Whether two secrets are the same: of their hashes, so that not even the length is told.</summary>
    public static bool AreSame(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));

    /// <summary>Seconds since 1970 as a time; null for anything else.</summary>
    public static DateTimeOffset? Seconds(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
