using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Murmure.Connectors.Discord;

/// <summary>Publishes, changes, takes back, invites.</summary>
public sealed partial class DiscordConnector
{
    /// <summary>A detail of a message: <c>yes</c> for the card below it.</summary>
    public const string Preview = "preview";

    /// <summary>A detail of a message: <c>yes</c> for no sound.</summary>
    public const string Silent = "silent";

    /// <summary>https://discord.com/developers/docs/resources/message#message-object-message-flags</summary>
    private const int SuppressEmbeds = 1 << 2;
    private const int SuppressNotifications = 1 << 12;

    /// <summary>Characters of a message (https://discord.com/developers/docs/resources/message#create-message-jsonform-params).</summary>
    public const int LongestText = 2000;

    /// <summary>Discord takes 25 characters.</summary>
    private const int NonceLength = 24;

    public IReadOnlyList<MessageFinding> Check(OutgoingMessage message, ConnectorSettings settings)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(settings);
        var hasPlace = IsBot(settings) ? DiscordPayload.IsNumber(ChannelOf(message, settings)) : settings[DiscordClient.Webhook].Length > 0;
        return [.. hasPlace ? [] : (MessageFinding[])[new(MessageFlaw.Place)], .. MessageFinding.OfText(ContentOf(message), LongestText)];
    }

    public async Task<PublishResult> PublishAsync(OutgoingMessage message, ConnectorSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(settings);
        // What is meant for one person must not stand in a channel.
        if (message.Recipient is not null)
            return new PublishResult.Refused(new ConnectorProblem(ProblemReason.Refused));
        if (IsBot(settings))
            return await PublishAsBotAsync(message, settings, cancellation);
        if (settings[DiscordClient.Webhook].Length == 0)
            return new PublishResult.Refused(new ConnectorProblem(ProblemReason.Missing));
        // A message of a webhook's carries no number of ours: whether one is out whose answer did not come, Discord cannot say.
        return ResultOf(await discord.AskWebhookAsync(settings, HttpMethod.Post, "?wait=true", cancellation, Written(message)));
    }

    public async Task<ConnectorProblem?> EditAsync(string message, OutgoingMessage edited, ConnectorSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(edited);
        ArgumentNullException.ThrowIfNull(settings);
        if (DiscordPayload.PartsOf(message) is not { } parts)
            return new ConnectorProblem(ProblemReason.Missing);
        var answer = await OfMessageAsync(settings, HttpMethod.Patch, parts, cancellation, Written(edited));
        return answer.IsGood ? null : DiscordErrors.ProblemOf(answer);
    }

    public async Task<ConnectorProblem?> RemoveAsync(string message, ConnectorSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(settings);
        if (DiscordPayload.PartsOf(message) is not { } parts)
            return new ConnectorProblem(ProblemReason.Missing);
        var answer = await OfMessageAsync(settings, HttpMethod.Delete, parts, cancellation);
        return answer.IsGood || DiscordErrors.ProblemOf(answer).Code == DiscordErrors.NoMessage ? null : DiscordErrors.ProblemOf(answer);
    }

    /// <summary>An invitation of Discord's has no name but its code; whoever asks keeps which campaign it is of.</summary>
    public async Task<InviteResult> InviteAsync(string name, ConnectorSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!IsBot(settings))
            return new InviteResult.Refused(new ConnectorProblem(ProblemReason.Missing));
        var asked = new JsonObject { ["max_age"] = 0, ["max_uses"] = 0, ["unique"] = true };
        var answer = await discord.AskAsync(settings, HttpMethod.Post, $"channels/{settings[Channel]}/invites", cancellation, asked);
        return answer.IsGood && answer.Root.Get("code").Text() is var code && DiscordPayload.IsCode(code)
            ? new InviteResult.Made(code, new Uri("https://discord.gg/" + code)) : new InviteResult.Refused(DiscordErrors.ProblemOf(answer));
    }

    /// <summary>
    /// Discord is told the message's number, and answers a second try within minutes with the first one's message
    /// (https://discord.com/developers/docs/resources/message#create-message-jsonform-params). So where no answer came it is asked again, once and at once; later it
    /// would have forgotten.
    /// </summary>
    private async Task<PublishResult> PublishAsBotAsync(OutgoingMessage message, ConnectorSettings settings, CancellationToken cancellation)
    {
        var channel = ChannelOf(message, settings);
        if (!DiscordPayload.IsNumber(channel))
            return new PublishResult.Refused(new ConnectorProblem(ProblemReason.Missing));
        var first = ResultOf(await discord.AskAsync(settings, HttpMethod.Post, $"channels/{channel}/messages", cancellation, Numbered(message)));
        if (first is not PublishResult.Unsure)
            return first;
        var second = ResultOf(await discord.AskAsync(settings, HttpMethod.Post, $"channels/{channel}/messages", cancellation, Numbered(message)));
        return second is PublishResult.Published ? second : first;
    }

    private static PublishResult ResultOf(ForeignAnswer answer) => answer.IsGood && DiscordPayload.NameOf(answer.Root) is { } name
        ? new PublishResult.Published(name) : ForeignClient.Failure(answer, DiscordErrors.ProblemOf(answer), DiscordErrors.AfterOf(answer));

    private Task<ForeignAnswer> OfMessageAsync(ConnectorSettings settings, HttpMethod method, (string Channel, string Message) name, CancellationToken cancellation, JsonObject? body = null) => IsBot(settings)
        ? discord.AskAsync(settings, method, $"channels/{name.Channel}/messages/{name.Message}", cancellation, body)
        : discord.AskWebhookAsync(settings, method, $"/messages/{name.Message}", cancellation, body);

    private static string ChannelOf(OutgoingMessage message, ConnectorSettings settings) => message.Detail(Channel) is { Length: > 0 } chosen ? chosen : settings[Channel];

    private static JsonObject Numbered(OutgoingMessage message)
    {
        var body = Written(message);
        body["nonce"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message.Id)))[..NonceLength];
        body["enforce_nonce"] = true;
        return body;
    }

    /// <summary>What a message says; nobody is called by it.</summary>
    private static JsonObject Written(OutgoingMessage message) => new()
    {
        ["content"] = ContentOf(message),
        ["flags"] = (IsShown(message) ? 0 : SuppressEmbeds) | (message.Detail(Silent) == "yes" ? SuppressNotifications : 0),
        ["allowed_mentions"] = new JsonObject { ["parse"] = new JsonArray() },
    };

    /// <summary>
    /// No card is made of a link unless somebody wants one: Discord would fetch the tagged address for it, with the name that it fetches shared links by, and that would
    /// count as a share (docs/adr/0072). The flag hides the card; the brackets keep Discord from fetching.
    /// </summary>
    private static string ContentOf(OutgoingMessage message)
    {
        var link = message.Link is not { } address ? "" : IsShown(message) ? address.AbsoluteUri : $"<{address.AbsoluteUri}>";
        return string.Join("\n\n", ((string[])[message.Text, link]).Where(part => part.Length > 0));
    }

    private static bool IsShown(OutgoingMessage message) => message.Detail(Preview) == "yes";
}
