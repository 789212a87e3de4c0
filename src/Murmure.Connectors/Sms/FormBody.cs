using System.Net;
using System.Text;

namespace Murmure.Connectors.Sms;

/// <summary>A form as it is posted: <c>application/x-www-form-urlencoded</c>.</summary>
internal static class FormBody
{
    /// <summary>Twilio sends some thirty fields.</summary>
    private const int MostFields = 200;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The fields in their order; null where it is no form.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>>? Read(ReadOnlySpan<byte> body)
    {
        string text;
        try
        {
            text = Strict.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
        var parts = text.Split('&', MostFields + 1);
        if (parts.Length > MostFields)
            return null;
        return [.. parts.Where(part => part.Length > 0).Select(Field)];
    }

    private static KeyValuePair<string, string> Field(string part)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? new(WebUtility.UrlDecode(part), "")
            : new(WebUtility.UrlDecode(part[..equals]), WebUtility.UrlDecode(part[(equals + 1)..]));
    }
}
