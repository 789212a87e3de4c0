using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Murmure.Connectors.Sms;

/// <summary>
/// What any other provider tells, by way of a relay that the organisation writes: <c>{"id","status","at","reference"}</c> or a list of them, signed with
/// HMAC-SHA256 over the time in <c>X-Murmure-Timestamp</c>, a point and the raw body, in lower-case hexadecimal digits after <c>sha256=</c>.
/// </summary>
internal static class GenericPayload
{
    /// <summary>What is older may have been kept by somebody. Clocks differ either way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static WebhookResult Read(ForeignRequest request, string secret, DateTimeOffset now)
    {
        var stamp = request.Header("X-Murmure-Timestamp");
        if (!IsSigned(request, stamp, secret))
            return new WebhookResult.Refused(RefusalReason.Signature);
        if (Signatures.Seconds(stamp) is not { } at || (now - at).Duration() > Patience)
            return new WebhookResult.Refused(RefusalReason.Old);
        if (ForeignJson.Read(request.Body)?.Objects(SmsReceipt.MostAtOnce) is not { } all)
            return new WebhookResult.Refused(RefusalReason.Malformed);
        var seen = new List<Observation>();
        foreach (var one in all)
        {
            if (!TryRead(one, now, out var observation))
                return new WebhookResult.Refused(RefusalReason.Malformed);
            if (observation is not null)
                seen.Add(observation);
        }
        return new WebhookResult.Accepted(seen);
    }

    private static bool IsSigned(ForeignRequest request, string stamp, string secret)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.UTF8.GetBytes(stamp + "."));
        hash.AppendData(request.Body.Span);
        var expected = "sha256=" + Convert.ToHexStringLower(hash.GetHashAndReset());
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Header("X-Murmure-Signature")), Encoding.ASCII.GetBytes(expected));
    }

    private static bool TryRead(JsonElement one, DateTimeOffset now, out Observation? observation)
    {
        observation = null;
        var status = one.Text("status");
        if (status.Length == 0 || TimeOf(one.Text("at"), now) is not { } at)
            return false;
        var receipt = new SmsReceipt(one.Text("id"), status, at, one.Text("reference"), one.Text("error"));
        if (!receipt.IsNamed)
            return false;
        observation = status == "received" ? SmsReceipt.OfWords(receipt.Id, one.Text("text"), one.Text("from"), one.Text("at").Length == 0 ? null : at, now) : receipt.Observe();
        return true;
    }

    private static DateTimeOffset? TimeOf(string text, DateTimeOffset now) =>
        text.Length == 0 ? now
        : Signatures.Seconds(text) ?? (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null);
}
