using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Murmure.Connectors.WhatsApp;

/// <summary>What a message that somebody sent to our number comes to: a reaction, a pressed button, a wish, or that somebody wrote at all.</summary>
internal static class WhatsAppMessages
{
    /// <summary>The longest emoji, a family of four with skin tones, has eleven.</summary>
    private const int MostRunes = 12;

    public static IEnumerable<Observation> Read(JsonElement message, DateTimeOffset now)
    {
        var id = message.Text("id");
        if (!WhatsAppPayload.IsId(id))
            yield break;
        var told = Signatures.Seconds(message.Text("timestamp"));
        if (WishOf(message) is { } wish)
        {
            // A wish holds even where its time cannot be read.
            if (WhatsAppPayload.PersonOf(message.Text("from"), message.Text("from_user_id")) is { } person)
                yield return new Observation(wish, told ?? now) { Person = person, Message = AboutOf(message), Once = id };
            yield break;
        }
        if (told is not { } at)
            yield break;
        if (message.Get("referral") is { ValueKind: JsonValueKind.Object } referral)
            yield return new Observation(ObservationKind.Referral, at) { Once = id + " referral", Detail = SourceOf(referral) };
        if (ReadContent(message, id, at) is { } content)
            yield return content;
    }

    /// <summary>What the message itself is; null for what WhatsApp says on its own.</summary>
    private static Observation? ReadContent(JsonElement message, string id, DateTimeOffset at) => message.Text("type") switch
    {
        "reaction" => ReadReaction(message.Get("reaction"), id, at),
        "button" => Said(ObservationKind.Button, message, id, at) with { Detail = "quick-reply" },
        "interactive" => message.Get("interactive").Text("type") switch
        {
            "button_reply" => Said(ObservationKind.Button, message, id, at) with { Detail = "button" },
            "list_reply" => Said(ObservationKind.Button, message, id, at) with { Detail = "list" },
            _ => Said(ObservationKind.Reply, message, id, at),
        },
        "text" when WhatsAppMark.Read(message.Get("text").Text("body")) is { Length: > 0 } mark => new Observation(ObservationKind.Conversation, at) { Once = id, Detail = mark },
        "text" or "image" or "audio" or "video" or "document" or "sticker" or "location" or "contacts" or "order" => ReadWritten(message, id, at),
        // What WhatsApp says on its own, what changes or takes back a message that was counted (edit, revoke), and what later versions bring.
        _ => null,
    };

    /// <summary>Something that a person wrote, or passed on.</summary>
    private static Observation ReadWritten(JsonElement message, string id, DateTimeOffset at) =>
        message.Get("context") is var context && (IsTrue(context, "forwarded") || IsTrue(context, "frequently_forwarded"))
            ? Said(ObservationKind.Forward, message, id, at) with { Detail = IsTrue(context, "frequently_forwarded") ? "often" : "" }
            : Said(ObservationKind.Reply, message, id, at);

    /// <summary>
    /// A changed reaction is told as another one; one that is taken back has no emoji. PRIVACY: a message of ours goes to one person, so whose reaction stands
    /// is told by the message alone, and who reacted is not read.
    /// </summary>
    private static Observation? ReadReaction(JsonElement reaction, string id, DateTimeOffset at)
    {
        var (about, emoji) = (reaction.Text("message_id"), reaction.Text("emoji"));
        // An emoji that is no text says neither which reaction it is, nor that there is none any more.
        if (!WhatsAppPayload.IsId(about) || reaction.Get("emoji").ValueKind is not (JsonValueKind.String or JsonValueKind.Null or JsonValueKind.Undefined))
            return null;
        return emoji.Length == 0
            ? new Observation(ObservationKind.ReactionRemoved, at) { Message = about, Once = id, Latest = about }
            : new Observation(ObservationKind.Reaction, at) { Message = about, Once = id, Latest = about, Detail = IsEmoji(emoji) ? emoji : "" };
    }

    private static Observation Said(ObservationKind kind, JsonElement message, string id, DateTimeOffset at) => new(kind, at) { Message = AboutOf(message), Once = id };

    /// <summary>The message of ours that it answers; empty where none is quoted.</summary>
    private static string AboutOf(JsonElement message) => message.Get("context").Text("id") is var about && WhatsAppPayload.IsId(about) ? about : "";

    private static ObservationKind? WishOf(JsonElement message) => message.Text("type") switch
    {
        "text" => Wish.Of(message.Get("text").Text("body")),
        "button" => Wish.Of(message.Get("button").Text("text")),
        "interactive" => Wish.Of(message.Get("interactive").Get("button_reply").Text("title")),
        "system" => message.Get("system") is var system && system.Text("type") == "user_preference_changed" ? WhatsAppPayload.KindOf(system.Text("marketing")) : null,
        _ => null,
    };

    /// <summary>PRIVACY: the one field of a person's that is kept must not be a way for words.</summary>
    private static bool IsEmoji(string text)
    {
        var runes = text.EnumerateRunes().ToList();
        // Digits stand in keycaps alone.
        var isKeycap = runes.Count <= 3 && runes[^1].Value == 0x20E3;
        return runes.Count <= MostRunes && runes.TrueForAll(rune => Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol or UnicodeCategory.MathSymbol or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => true,
            // Of signs of format the joiner of families alone: others can spell words that nobody sees.
            UnicodeCategory.Format => rune.Value == 0x200D,
            UnicodeCategory.OtherPunctuation => rune.Value is 0x203C or 0x2049 || isKeycap,
            UnicodeCategory.DecimalDigitNumber => isKeycap,
            _ => false,
        });
    }

    private static string SourceOf(JsonElement referral) => referral.Text("source_type") is var source && source is ("ad" or "post") ? source : "";

    private static bool IsTrue(JsonElement element, string name) => element.Get(name).ValueKind == JsonValueKind.True;
}
