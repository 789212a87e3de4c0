using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Murmure.Connectors.Discord;

/// <summary>
/// Reads what Discord says of messages, invitations and a guild. PRIVACY: authors, names and texts are passed over; of an invitation's maker alone it is looked
/// whether it is our bot.
/// </summary>
internal static partial class DiscordPayload
{
    /// <summary>Discord lets twenty different ones be put to a message.</summary>
    private const int MostReactions = 100;

    private const int MostInvitations = 1_000;

    /// <summary>A reference of this kind is a copy of a message passed on (https://discord.com/developers/docs/resources/message#message-reference-types).</summary>
    private const long Forwarded = 1;

    /// <summary>The first of 2015, in milliseconds: what Discord's numbers count from (https://discord.com/developers/docs/reference#snowflakes).</summary>
    private const long Epoch = 1_420_070_400_000;

    /// <summary>A message's name, for all the world that is ours: its channel's number and its own; null where the answer has none.</summary>
    public static string? NameOf(JsonElement message) =>
        message.Get("channel_id").Text() is var channel && message.Get("id").Text() is var id && IsNumber(channel) && IsNumber(id) ? $"{channel}/{id}" : null;

    /// <summary>The parts of a message's name; null where it is none.</summary>
    public static (string Channel, string Message)? PartsOf(string name) =>
        name.Split('/') is [var channel, var message] && IsNumber(channel) && IsNumber(message) ? (channel, message) : null;

    public static bool IsNumber(string text) => Number().IsMatch(text);

    /// <summary>When something was made, as its number says.</summary>
    public static DateTimeOffset? MadeAt(string number) =>
        IsNumber(number) && ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? DateTimeOffset.FromUnixTimeMilliseconds((long)(parsed >> 22) + Epoch) : null;

    /// <summary>The smallest number of something made then.</summary>
    public static string NumberAt(DateTimeOffset time) => ((ulong)Math.Max(0, time.ToUnixTimeMilliseconds() - Epoch) << 22).ToString(CultureInfo.InvariantCulture);

    /// <summary>A bot's own number, which its token begins with; empty where it does not.</summary>
    public static string BotOf(string token)
    {
        var first = token.Split('.')[0].Replace('-', '+').Replace('_', '/');
        Span<byte> bytes = stackalloc byte[64];
        return first.Length <= 64 && Convert.TryFromBase64String(first.PadRight((first.Length + 3) / 4 * 4, '='), bytes, out var length) && Encoding.ASCII.GetString(bytes[..length]) is var number && IsNumber(number)
            ? number : "";
    }

    /// <summary>Reactions to a message, by their names; an emoji of the community's own is one kind with all others of its own.</summary>
    public static IEnumerable<(string Name, long Amount)> ReactionsOf(JsonElement message) => message.Get("reactions").Items(MostReactions)
        .Where(one => one.Get("count").Amount() is not null)
        .Select(one => (one.Get("emoji").Get("id").ValueKind == JsonValueKind.String ? Reactions.Custom : Reactions.NameOf(one.Get("emoji").Get("name").Text()), one.Get("count").Amount()!.Value));

    /// <summary>How many belong to a guild, and how many of them are there.</summary>
    public static IEnumerable<Observation> CountsOf(JsonElement guild, DateTimeOffset at)
    {
        if (guild.Get("approximate_member_count").Amount() is { } members)
            yield return new Observation(ObservationKind.Members, at) { Amount = members, IsTotal = true };
        if (guild.Get("approximate_presence_count").Amount() is { } online)
            yield return new Observation(ObservationKind.Online, at) { Amount = online, IsTotal = true };
    }

    /// <summary>Joins by each invitation of our bot's, until now. Those that members made are members' own business.</summary>
    public static IEnumerable<Observation> JoinsOf(JsonElement invitations, string bot, DateTimeOffset at) => invitations.Items(MostInvitations)
        .Where(one => bot.Length > 0 && one.Get("inviter").Get("id").Text() == bot && IsCode(one.Get("code").Text()) && one.Get("uses").Amount() is not null)
        .Select(one => new Observation(ObservationKind.Joined, at) { Detail = one.Get("code").Text(), Amount = one.Get("uses").Amount()!.Value, IsTotal = true });

    public static bool IsCode(string text) => Code().IsMatch(text);

    /// <summary>The message that this one is a copy of; null where it is none. Empty is one that nobody can name.</summary>
    public static string? CopyOf(JsonElement message)
    {
        var reference = message.Get("message_reference");
        if (reference.Get("type").Number() != Forwarded)
            return null;
        var (channel, id) = (reference.Get("channel_id").Text(), reference.Get("message_id").Text());
        return IsNumber(channel) && IsNumber(id) ? $"{channel}/{id}" : "";
    }

    [GeneratedRegex(@"^[0-9]{17,20}\z", RegexOptions.CultureInvariant, 100)]
    public static partial Regex Number();

    [GeneratedRegex(@"^[A-Za-z0-9-]{2,32}\z", RegexOptions.CultureInvariant, 100)]
    public static partial Regex Code();
}
