using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Murmure.Connectors.Telegram;

/// <summary>
/// Reads updates (https://core.telegram.org/bots/api#update) and takes from them what counts of one chat. PRIVACY: names, texts and the numbers of people are
/// passed over: nothing here reads them, except whether somebody is a bot, or our bot.
/// </summary>
/// <param name="chat">The channel or group as a member gave it: <c>@name</c> or a number.</param>
/// <param name="bot">Our bot's own number.</param>
internal sealed partial class TelegramPayload(string chat, long bot)
{
    /// <summary>Telegram knows some seventy emoji and lets a chat choose from a hundred.</summary>
    private const int MostReactions = 200;

    /// <summary>The updates that something is counted of. Nothing else is asked for: what does not come need not be forgotten.</summary>
    public static readonly IReadOnlyList<string> Wanted = ["message", "channel_post", "message_reaction_count", "chat_member"];

    /// <summary>What an update counts for; null where it is none.</summary>
    public IReadOnlyList<Observation>? Read(JsonElement update)
    {
        if (update.Get("update_id").Number() is not { } number)
            return null;
        var once = number.ToString(CultureInfo.InvariantCulture);
        return
        [
            .. OfReactions(update.Get("message_reaction_count"), once), .. OfMember(update.Get("chat_member"), once),
            .. OfMessage(update.Get("message"), once), .. OfMessage(update.Get("channel_post"), once),
        ];
    }

    /// <summary>A message's name, for all the world that is ours: the chat's number and its own.</summary>
    public static string NameOf(long chat, long message) => string.Create(CultureInfo.InvariantCulture, $"{chat}/{message}");

    /// <summary>The parts of a message's name; null where it is none.</summary>
    public static (long Chat, long Message)? PartsOf(string name) =>
        name.Split('/') is [var chat, var message] && long.TryParse(chat, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var where)
            && long.TryParse(message, NumberStyles.None, CultureInfo.InvariantCulture, out var which) ? (where, which) : null;

    /// <summary>Whether that can be the name of an invitation of ours.</summary>
    public static bool IsOurName(string name) => InvitationName().IsMatch(name);

    [GeneratedRegex(@"^[a-z0-9-]{1,32}\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex InvitationName();

    private IEnumerable<Observation> OfReactions(JsonElement counted, string once)
    {
        if (!IsOurs(counted.Get("chat")) || MessageOf(counted.Get("chat"), counted.Get("message_id")) is not { } message || counted.Get("date").Time() is not { } at)
            return [];
        return Reactions.Totals(at, message, once, counted.Get("reactions").Items(MostReactions)
            .Where(one => one.Get("total_count").Amount() is not null).Select(one => (NameOf(one.Get("type")), one.Get("total_count").Amount()!.Value)));
    }

    private static string NameOf(JsonElement type) => type.Get("type").Text() switch
    {
        "emoji" => Reactions.NameOf(type.Get("emoji").Text()),
        "paid" => "paid",
        _ => Reactions.Custom,
    };

    private IEnumerable<Observation> OfMember(JsonElement changed, string once)
    {
        if (!IsOurs(changed.Get("chat")) || changed.Get("date").Time() is not { } at || changed.Get("new_chat_member").Get("user").Get("is_bot").IsTrue())
            yield break;
        switch (IsIn(changed.Get("old_chat_member")), IsIn(changed.Get("new_chat_member")))
        {
            case (false, true):
                yield return new Observation(ObservationKind.Joined, at) { Once = once, Detail = InvitationOf(changed.Get("invite_link")) };
                break;
            case (true, false):
                yield return new Observation(ObservationKind.Left, at) { Once = once };
                break;
        }
    }

    /// <summary>Whether somebody is there; null where that cannot be told.</summary>
    private static bool? IsIn(JsonElement member) => member.Get("status").Text() switch
    {
        "creator" or "administrator" or "member" => true,
        "restricted" => member.Get("is_member").IsTrue(),
        "left" or "kicked" => false,
        _ => null,
    };

    /// <summary>The name of an invitation that we made; those that people made have names that people wrote.</summary>
    private string InvitationOf(JsonElement link) =>
        link.Get("creator").Get("id").Number() == bot && link.Get("name").Text() is var name && IsOurName(name) ? name : "";

    private IEnumerable<Observation> OfMessage(JsonElement message, string once)
    {
        if (message.Get("date").Time() is not { } at)
            yield break;
        // A channel's posts appear in its group by themselves: nobody passed them on.
        if (!message.Get("is_automatic_forward").IsTrue() && !IsOurs(message.Get("chat")) && OriginOf(message) is { } forwarded)
            yield return new Observation(ObservationKind.Forward, at) { Once = once, Message = forwarded };
        else if (!message.Get("from").Get("is_bot").IsTrue() && AnsweredBy(message) is { } answered)
            yield return new Observation(ObservationKind.Reply, at) { Once = once, Message = answered };
    }

    /// <summary>The post of our channel that a message is a copy of; null for any other.</summary>
    private string? OriginOf(JsonElement message) =>
        message.Get("forward_origin") is var origin && origin.Get("type").Text() == "channel" && IsOurs(origin.Get("chat")) ? MessageOf(origin.Get("chat"), origin.Get("message_id")) : null;

    /// <summary>The post of ours that a message answers: in the group, or below the channel's post. Answers to answers are a conversation.</summary>
    private string? AnsweredBy(JsonElement message)
    {
        var first = message.Get("reply_to_message");
        if (first.Get("is_automatic_forward").IsTrue())
            return OriginOf(first);
        return first.Get("from").Get("id").Number() == bot && IsOurs(message.Get("chat")) ? MessageOf(message.Get("chat"), first.Get("message_id")) : null;
    }

    private static string? MessageOf(JsonElement chat, JsonElement message) => chat.Get("id").Number() is { } where && message.Number() is { } which and > 0 ? NameOf(where, which) : null;

    private bool IsOurs(JsonElement found) => chat.StartsWith('@')
        ? string.Equals(found.Get("username").Text(), chat[1..], StringComparison.OrdinalIgnoreCase)
        : found.Get("id").Number() is { } number && number.ToString(CultureInfo.InvariantCulture) == chat;
}
