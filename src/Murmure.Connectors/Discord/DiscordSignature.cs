using System.Text;
using NSec.Cryptography;

namespace Murmure.Connectors.Discord;

/// <summary>Ed25519 over the time and the raw body (https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint-validating-security-request-headers).</summary>
internal static class DiscordSignature
{
    private static readonly SignatureAlgorithm Algorithm = SignatureAlgorithm.Ed25519;

    /// <summary>Whether whoever has the key's other half signed this at that time.</summary>
    /// <param name="key">The application's public key, hexadecimal.</param>
    /// <param name="signature">Hexadecimal.</param>
    public static bool Verify(string key, string signature, string time, ReadOnlySpan<byte> body)
    {
        Span<byte> keyBytes = stackalloc byte[Algorithm.PublicKeySize];
        Span<byte> signed = stackalloc byte[Algorithm.SignatureSize];
        if (!IsHex(key, keyBytes) || !IsHex(signature, signed) || time.Length is 0 or > 20 || !PublicKey.TryImport(Algorithm, keyBytes, KeyBlobFormat.RawPublicKey, out var opened) || opened is null)
            return false;
        var message = new byte[Encoding.UTF8.GetByteCount(time) + body.Length];
        body.CopyTo(message.AsSpan(Encoding.UTF8.GetBytes(time, message)));
        return Algorithm.Verify(opened, message, signed);
    }

    private static bool IsHex(string text, Span<byte> bytes) =>
        text.Length == bytes.Length * 2 && Convert.FromHexString(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done && written == bytes.Length;
}
