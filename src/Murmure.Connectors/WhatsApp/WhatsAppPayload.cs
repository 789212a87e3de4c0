using System.Globalization;
using System.Text.Json;

namespace Murmure.Connectors.WhatsApp;

/// <summary>
/// Reads what the WhatsApp Business platform tells a webhook
/// (https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks). What nobody here counts, and fields of later versions, become nothing.
/// PRIVACY: of people only who refuses, or no longer does, goes on; names and texts are not even read into strings, but for the one that could be such a word.
/// </summary>
internal static class WhatsAppPayload
{
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 32 };

    /// <summary>A message's name has some sixty letters.</summary>
    private const int LongestId = 256;

    /// <param name="number">The connection's own phone number's id: an account with several numbers tells of all of them.</param>
    /// <returns>What happened; null where it is not in the documented form.</returns>
    public static IReadOnlyList<Observation>? Read(ReadOnlyMemory<byte> body, string number, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Limits);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root)
                return null;
            return [.. root.Items("entry").SelectMany(entry => entry.Items("changes").SelectMany(change => ReadChange(entry, change, number, now)))];
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null; // InvalidOperationException: a text that was needed is no UTF-8, or half a character
        }
    }

    internal static bool IsId(string id) => id.Length is > 0 and <= LongestId;

    /// <summary>A number as WhatsApp has it, or the id that stands for one since people may have user names.</summary>
    internal static Person? PersonOf(params ReadOnlySpan<string> addresses)
    {
        foreach (var address in addresses)
        {
            if (IsId(address))
                return new Person(address);
        }
        return null;
    }

    private static IEnumerable<Observation> ReadChange(JsonElement entry, JsonElement change, string number, DateTimeOffset now)
    {
        var value = change.Get("value");
        var observed = change.Text("field") switch
        {
            "messages" => value.Items("statuses").SelectMany(ReadStatus).Concat(value.Items("messages").SelectMany(message => WhatsAppMessages.Read(message, now))).Concat(value.Items("user_actions").SelectMany(ReadAction)),
            "user_preferences" => value.Items("user_preferences").SelectMany(preference => ReadPreference(preference, now)),
            "message_template_status_update" => ReadTemplate(value, entry.Text("time")),
            _ => [],
        };
        // A refusal is of the organisation, whichever of its numbers was written to.
        var isOurs = value.Get("metadata").Text("phone_number_id") is var told && (told.Length == 0 || told == number);
        return isOurs ? observed : observed.Where(one => one.Person is not null);
    }

    private static IEnumerable<Observation> ReadStatus(JsonElement status)
    {
        var (id, name) = (status.Text("id"), status.Text("status"));
        if (!IsId(id) || Signatures.Seconds(status.Text("timestamp")) is not { } at)
            yield break;
        if (name == "failed")
        {
            var code = status.Items("errors").Select(error => error.Text("code")).FirstOrDefault(WhatsAppErrors.IsCode) ?? "";
            yield return Status(ObservationKind.Failed, id, name, at) with { Detail = code };
            if (code == WhatsAppErrors.WantsNone && PersonOf(status.Text("recipient_id"), status.Text("recipient_user_id")) is { } person)
                yield return new Observation(ObservationKind.Refusal, at) { Person = person, Message = id, Once = $"{id} {code}" };
        }
        if (name == "sent")
            yield return Status(ObservationKind.Sent, id, name, at);
        // TRICKY: a message that is read at once is never told as delivered; told later after all, it is recognised by the same key.
        if (name is "delivered" or "read")
            yield return Status(ObservationKind.Delivered, id, "delivered", at);
        if (name == "read")
            yield return Status(ObservationKind.Read, id, name, at);
    }

    private static Observation Status(ObservationKind kind, string id, string name, DateTimeOffset at) => new(kind, at) { Message = id, Once = OnceOf(id, name) };

    /// <summary>By this a status is the same when it is told again, and when the send counted it already.</summary>
    internal static string OnceOf(string id, string status) => $"{id} {status}";

    /// <summary>A click that Meta counted. It names neither the message nor anybody (.../marketing-messages/track-click-events).</summary>
    private static IEnumerable<Observation> ReadAction(JsonElement action)
    {
        if (action.Text("action_type") != "marketing_messages_link_click" || Signatures.Seconds(action.Text("timestamp")) is not { } at)
            yield break;
        var click = action.Get("marketing_messages_link_click_data");
        var component = click.Text("click_component") is var told && told is ("cta" or "body") ? told : "";
        var id = click.Text("click_id") is { Length: > 0 } one ? one : string.Create(CultureInfo.InvariantCulture, $"{click.Text("tracking_token")} {component} {at.ToUnixTimeSeconds()}");
        yield return new Observation(ObservationKind.Click, at) { Once = "click " + id, Detail = component };
    }

    /// <summary>Somebody used WhatsApp's own switch for a business's marketing messages.</summary>
    private static IEnumerable<Observation> ReadPreference(JsonElement preference, DateTimeOffset now)
    {
        if (KindOf(preference.Text("value")) is not { } kind || PersonOf(preference.Text("wa_id"), preference.Text("user_id")) is not { } person)
            yield break;
        // A wish holds even where its time cannot be read.
        var at = Signatures.Seconds(preference.Text("timestamp")) ?? now;
        yield return new Observation(kind, at) { Person = person, Once = string.Create(CultureInfo.InvariantCulture, $"{person.Reveal()} {kind} {at.ToUnixTimeSeconds()}") };
    }

    internal static ObservationKind? KindOf(string preference) => preference switch
    {
        "stop" => ObservationKind.Refusal,
        "resume" => ObservationKind.Consent,
        _ => null,
    };

    private static IEnumerable<Observation> ReadTemplate(JsonElement value, string time)
    {
        var judgement = WhatsAppTemplate.WordOf(value.Text("event"));
        if (Signatures.Seconds(time) is not { } at || judgement.Length == 0)
            yield break;
        yield return new Observation(ObservationKind.Template, at) { Once = $"template {value.Text("message_template_id")} {judgement} {time}", Detail = judgement };
    }
}
