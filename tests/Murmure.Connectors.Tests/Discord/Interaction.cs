using System.Text;
using NSec.Cryptography;

namespace Murmure.Connectors.Tests.Discord;

/// <summary>Signs as Discord does, with a key of the tests' own.</summary>
internal static class Interaction
{
    public static readonly DateTimeOffset Now = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);

    private static readonly NSec.Cryptography.Key Signer = NSec.Cryptography.Key.Create(SignatureAlgorithm.Ed25519);

    public const string Ping = """{"id":"1100000000000000009","application_id":"1198765432109876543","type":1,"token":"canary-token","version":1}""";

    public const string Command =
        """
        {"id":"1100000000000000010","application_id":"1198765432109876543","type":2,"token":"canary-token","version":1,"guild_id":"1100000000000000001",
         "member":{"user":{"id":"7700112233445566778","username":"canary_user","global_name":"Canary Person"},"roles":[],"nick":"Canary Nick"},
         "data":{"id":"1100000000000000011","name":"ask","options":[{"name":"text","type":3,"value":"canary text, call +33612345678"}]},
         "message":{"id":"1100000000000000012","content":"canary text","author":{"id":"7700112233445566778","username":"canary_user"}}}
        """;

    public static string Key => Convert.ToHexStringLower(Signer.PublicKey.Export(KeyBlobFormat.RawPublicKey));

    public static (string Signature, string Time) Sign(ReadOnlySpan<byte> body, DateTimeOffset at)
    {
        var time = at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        return (Sign(body, time), time);
    }

    public static string Sign(ReadOnlySpan<byte> body, string time) => Convert.ToHexStringLower(SignatureAlgorithm.Ed25519.Sign(Signer, [.. Encoding.UTF8.GetBytes(time), .. body]));

    public static ForeignRequest Request(byte[] body, DateTimeOffset? at = null)
    {
        var (signature, time) = Sign(body, at ?? Now);
        return Request(body, signature, time);
    }

    public static ForeignRequest Request(byte[] body, string signature, string time, string method = "POST") => new(
        method, new Uri("https://m.example.org/webhooks/discord/abc"),
        name => name switch { "X-Signature-Ed25519" => signature, "X-Signature-Timestamp" => time, _ => "" }, body);
}
