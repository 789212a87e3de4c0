using System.Buffers.Binary;
using System.Text;

namespace Murmure.Server.Links;

/// <summary>A PNG that somebody uploads for the middle of a QR code.</summary>
internal static class PngLogo
{
    public const int MostBytes = 200 * 1024;
    private const int MostPixels = 2000;
    private const int ChunkFrame = 12;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>What draws, of a file that is a PNG from end to end; null for any other. Texts, times and cameras' notes are left behind.</summary>
    public static byte[]? Read(ReadOnlySpan<byte> file)
    {
        if (file.Length > MostBytes || !file.StartsWith(Signature))
            return null;
        using var kept = new MemoryStream(file.Length);
        kept.Write(Signature);
        var rest = file[Signature.Length..];
        for (var first = true; rest.Length >= ChunkFrame; first = false)
        {
            // Length, type, content, checksum (PNG, third edition, 5.3). Whether the sums are right is for whoever draws it to see.
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - ChunkFrame)
                return null;
            var chunk = rest[..((int)length + ChunkFrame)];
            var type = Encoding.ASCII.GetString(chunk.Slice(4, 4));
            if (first && !IsHeader(type, chunk))
                return null;
            if (type is "IHDR" or "PLTE" or "IDAT" or "IEND" or "tRNS" or "gAMA" or "sRGB" or "cHRM" or "sBIT")
                kept.Write(chunk);
            rest = rest[chunk.Length..];
            if (type == "IEND")
                return rest.IsEmpty ? kept.ToArray() : null;
        }
        return null;
    }

    private static bool IsHeader(string type, ReadOnlySpan<byte> chunk) => type == "IHDR" && chunk.Length == ChunkFrame + 13
        && BinaryPrimitives.ReadUInt32BigEndian(chunk[8..]) is >= 1 and <= MostPixels && BinaryPrimitives.ReadUInt32BigEndian(chunk[12..]) is >= 1 and <= MostPixels;
}
