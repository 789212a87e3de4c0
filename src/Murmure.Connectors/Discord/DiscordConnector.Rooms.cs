using System.Text.RegularExpressions;

namespace Murmure.Connectors.Discord;

/// <summary>What the bot sees of its server: the rooms that can be ticked, and the message that somebody means.</summary>
public sealed partial class DiscordConnector
{
    /// <summary>Of https://discord.com/developers/docs/resources/channel#channel-object-channel-types those in which everybody writes: text and announcements.</summary>
    private static readonly long[] Texts = [0, 5];

    /// <summary>A guild has 500 at most.</summary>
    private const int MostChannels = 600;

    public int MostRooms => DiscordRound.MostWatched;

    public bool IsRoom(string id) => DiscordPayload.IsNumber(id);

    public async Task<(IReadOnlyList<Room>? Rooms, ConnectorProblem? Problem)> RoomsAsync(ConnectorSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings[DiscordClient.Token].Length == 0 || settings[Guild].Length == 0)
            return (null, new ConnectorProblem(ProblemReason.Missing));
        var answer = await discord.AskAsync(settings, HttpMethod.Get, $"guilds/{settings[Guild]}/channels", cancellation);
        if (!answer.IsGood)
            return (null, DiscordErrors.ProblemOf(answer));
        if (answer.Root.ValueKind != System.Text.Json.JsonValueKind.Array)
            return (null, new ConnectorProblem(ProblemReason.Malformed));
        return ([.. answer.Root.Items(MostChannels).Where(one => one.Get("type").Number() is { } type && Texts.Contains(type) && DiscordPayload.IsNumber(one.Get("id").Text()))
            .OrderBy(one => one.Get("position").Number() ?? 0).Select(one => new Room(one.Get("id").Text(), one.Get("name").Text()))], null);
    }

    /// <summary>One message is asked for: to see a room and to read what was written there are two rights.</summary>
    public async Task<ConnectorProblem?> CheckRoomAsync(string room, ConnectorSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!IsRoom(room) || settings[DiscordClient.Token].Length == 0)
            return new ConnectorProblem(ProblemReason.Missing);
        var answer = await discord.AskAsync(settings, HttpMethod.Get, $"channels/{room}/messages?limit=1", cancellation);
        return answer.IsGood ? null : DiscordErrors.ProblemOf(answer);
    }

    /// <summary>Of an address as Discord copies it, or of a number in the connection's own channel. It is looked up: a message that is not there has no reactions.</summary>
    public async Task<(string? Message, ConnectorProblem? Problem)> FindAsync(string told, ConnectorSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(told);
        ArgumentNullException.ThrowIfNull(settings);
        var missing = new ConnectorProblem(ProblemReason.Missing);
        var address = MessageAddress().Match(told.Trim());
        var (channel, number) = address.Success ? (address.Groups["channel"].Value, address.Groups["message"].Value) : (settings[Channel], told.Trim());
        if (!DiscordPayload.IsNumber(number) || (address.Success && settings[Guild].Length > 0 && address.Groups["guild"].Value != settings[Guild]))
            return (null, missing);
        var asBot = settings[DiscordClient.Token].Length > 0 && channel.Length > 0;
        if (!asBot && settings[DiscordClient.Webhook].Length == 0)
            return (null, missing);
        // What a webhook is asked for must be its own message, whatever channel the address names.
        var answer = asBot
            ? await discord.AskAsync(settings, HttpMethod.Get, $"channels/{channel}/messages/{number}", cancellation)
            : await discord.AskWebhookAsync(settings, HttpMethod.Get, $"/messages/{number}", cancellation);
        return answer.IsGood && DiscordPayload.NameOf(answer.Root) is { } name ? (name, null) : (null, answer.IsGood ? new ConnectorProblem(ProblemReason.Malformed) : DiscordErrors.ProblemOf(answer));
    }

    [GeneratedRegex(@"^https://(?:ptb\.|canary\.)?discord(?:app)?\.com/channels/(?<guild>[0-9]{17,20})/(?<channel>[0-9]{17,20})/(?<message>[0-9]{17,20})/?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex MessageAddress();
}
