using System.Text;
using System.Text.Json;

namespace Murmure.Connectors.Sms;

/// <summary>
/// What Twilio tells: the state of a message, or that somebody wrote (https://www.twilio.com/docs/messaging/guides/track-outbound-message-status). The post is
/// named by <c>?reference=</c> of the address given when sending, which is signed with the rest. Twilio says no time: a request counts as of now, and is
/// recognised by its message when it comes again.
/// </summary>
internal static class TwilioPayload
{
    public static WebhookResult Read(ForeignRequest request, string token, DateTimeOffset now)
    {
        var isForm = request.Header("Content-Type").StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
        // TRICKY: what is signed of a form are its fields: it is taken apart before it is verified, and nothing of it is looked at.
        var form = isForm ? FormBody.Read(request.Body.Span) : null;
        if ((isForm && form is null) || !TwilioSignature.Verify(request, form, token))
            return new WebhookResult.Refused(RefusalReason.Signature);
        var reference = FormBody.Read(Encoding.UTF8.GetBytes(request.Url.Query.TrimStart('?')))?.FirstOrDefault(field => field.Key == "reference").Value ?? "";
        if (form is not null)
            return Result([OfForm(form, reference, now)]);
        // Event Streams: a list of CloudEvents (https://www.twilio.com/docs/events/webhook-quickstart).
        return ForeignJson.Read(request.Body)?.Objects(SmsReceipt.MostAtOnce) is { } events ? Result([.. events.Select(one => OfEvent(one, reference, now))]) : new WebhookResult.Refused(RefusalReason.Malformed);
    }

    private static WebhookResult Result(IReadOnlyList<(bool Known, Observation? Seen)> all) =>
        all.Any(one => one.Known) ? new WebhookResult.Accepted([.. all.Select(one => one.Seen).OfType<Observation>()]) : new WebhookResult.Refused(RefusalReason.Malformed);

    private static (bool Known, Observation? Seen) OfForm(IReadOnlyList<KeyValuePair<string, string>> form, string reference, DateTimeOffset now)
    {
        string Of(string name) => form.FirstOrDefault(field => field.Key == name).Value ?? "";
        var status = Of("MessageStatus") is { Length: > 0 } named ? named : Of("SmsStatus");
        var id = Of("MessageSid") is { Length: > 0 } sid ? sid : Of("SmsSid");
        if (id.Length == 0 || status.Length == 0)
            return (false, null);
        // With its advanced opt-out, Twilio says itself what a word was taken for; when it was written it never says.
        return status == "received"
            ? (true, SmsReceipt.OfWords(id, Of("OptOutType") is { Length: > 0 } taken ? taken : Of("Body"), NumberOf(Of("From")), null, now))
            : Observed(new SmsReceipt(id, status, now, reference, Of("ErrorCode")));
    }

    private static (bool Known, Observation? Seen) OfEvent(JsonElement one, string reference, DateTimeOffset now)
    {
        var (kind, id) = (one.Text("type"), one.Get("data").Text("messageSid"));
        if (kind.StartsWith("com.twilio.messaging.inbound-message.", StringComparison.Ordinal))
            return (true, SmsReceipt.OfWords(id, one.Get("data").Text("body"), NumberOf(one.Get("data").Text("from")), null, now));
        return kind.StartsWith("com.twilio.messaging.message.", StringComparison.Ordinal)
            ? Observed(new SmsReceipt(id, kind[(kind.LastIndexOf('.') + 1)..], now, reference, one.Get("data").Text("errorCode")))
            : (kind.Length > 0, null);
    }

    private static (bool Known, Observation? Seen) Observed(SmsReceipt receipt) => receipt.IsNamed ? (true, receipt.Observe()) : (false, null);

    // A message by another channel has its name before the number.
    private static string NumberOf(string from) => from[(from.LastIndexOf(':') + 1)..];
}
