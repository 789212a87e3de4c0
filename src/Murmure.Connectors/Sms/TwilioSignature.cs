using System.Security.Cryptography;
using System.Text;

namespace Murmure.Connectors.Sms;

/// <summary>
/// Twilio's signature: HMAC-SHA1 over the address as Twilio knows it and, of a form, its fields by name (https://www.twilio.com/docs/usage/security). Of
/// anything else the address carries the hash of the body. SHA-1 is Twilio's choice; as a keyed hash it still holds.
/// </summary>
internal static class TwilioSignature
{
    private const string BodyHash = "bodySHA256";

    /// <summary>Whether Twilio signed this.</summary>
    /// <param name="form">The body's fields; null where it is no form.</param>
    public static bool Verify(ForeignRequest request, IReadOnlyList<KeyValuePair<string, string>>? form, string token)
    {
        if (form is null && !IsBodyHash(request))
            return false;
        var given = Encoding.UTF8.GetBytes(request.Header("X-Twilio-Signature"));
        var key = Encoding.UTF8.GetBytes(token);
        var fields = form is null ? "" : Fields(form);
        var same = false;
        foreach (var address in Addresses(request.Url))
        {
#pragma warning disable CA5350 // Twilio signs so and in no other way.
            var expected = HMACSHA1.HashData(key, Encoding.UTF8.GetBytes(address + fields));
#pragma warning restore CA5350
            // The text is compared, not what it stands for: the last character of base64 has bits that mean nothing.
            same |= CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(Convert.ToBase64String(expected)));
        }
        return same;
    }

    /// <summary>Each field once: the same name with the same value again is one, as Twilio's own libraries have it.</summary>
    private static string Fields(IReadOnlyList<KeyValuePair<string, string>> form) =>
        string.Concat(form.Distinct().OrderBy(field => field.Key, StringComparer.Ordinal).ThenBy(field => field.Value, StringComparer.Ordinal).Select(field => field.Key + field.Value));

    private static bool IsBodyHash(ForeignRequest request)
    {
        var expected = FormBody.Read(Encoding.UTF8.GetBytes(request.Url.Query.TrimStart('?')))?.FirstOrDefault(field => field.Key == BodyHash).Value;
        return expected is not null && Signatures.IsHexOf(expected, SHA256.HashData(request.Body.Span));
    }

    /// <summary>The address as it was typed at Twilio: with its port or without, and as it stands or as addresses are written properly. All of them are ours.</summary>
    private static HashSet<string> Addresses(Uri url)
    {
        var addresses = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in (string[])[url.AbsoluteUri, url.OriginalString])
        {
            var bare = $"{url.Scheme}://{url.Host}";
            var rest = text.IndexOf('/', text.IndexOf("://", StringComparison.Ordinal) + 3) is var slash and >= 0 ? text[slash..] : "";
            addresses.UnionWith([text, bare + rest, $"{bare}:{url.Port}{rest}"]);
        }
        return addresses;
    }
}
