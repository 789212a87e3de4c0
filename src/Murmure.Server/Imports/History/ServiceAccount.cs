using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Murmure.Server.Imports.History;

/// <summary>
/// The key of a service account of Google's, as its console gives it, which lives for one question and is kept nowhere. With it a token is asked for that may
/// read (RFC 7523; https://developers.google.com/identity/protocols/oauth2/service-account).
/// </summary>
internal sealed class ServiceAccount
{
    public const int MostBytes = 16 * 1024;

    private const string Scope = "https://www.googleapis.com/auth/analytics.readonly";

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly string email;
    private readonly string keyId;
    private readonly RSAParameters key;

    private ServiceAccount(string email, string keyId, RSAParameters key) => (this.email, this.keyId, this.key) = (email, keyId, key);

    /// <summary>Null where the text is no such key.</summary>
    public static ServiceAccount? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            var (email, pem) = (Text(document.RootElement, "client_email"), Text(document.RootElement, "private_key"));
            if (email.Length is 0 or > 254 || pem.Length == 0)
                return null;
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return new ServiceAccount(email, Text(document.RootElement, "private_key_id"), rsa.ExportParameters(includePrivateParameters: true));
        }
        // Text that is no JSON, half a pair of surrogates, no key in PEM, a key without its private half.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>What is handed in for a token.</summary>
    /// <param name="token">Where it is handed in; it is named inside, so that it serves nowhere else.</param>
    public string Assertion(Uri token, DateTimeOffset now)
    {
        var head = Part(json =>
        {
            json.WriteString("alg", "RS256");
            json.WriteString("typ", "JWT");
            if (keyId.Length > 0)
                json.WriteString("kid", keyId);
        });
        var claims = Part(json =>
        {
            json.WriteString("iss", email);
            json.WriteString("scope", Scope);
            json.WriteString("aud", token.AbsoluteUri);
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("exp", (now + Life).ToUnixTimeSeconds());
        });
        var text = $"{head}.{claims}";
        using var rsa = RSA.Create(key);
        return $"{text}.{Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    // PRIVACY: a message that quotes its parameters must not quote a key.
    public override string ToString() => nameof(ServiceAccount);

    private static string Part(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return Base64Url.EncodeToString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static string Text(JsonElement one, string name) =>
        one.ValueKind == JsonValueKind.Object && one.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
