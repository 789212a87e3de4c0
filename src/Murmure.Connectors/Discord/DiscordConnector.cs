using System.Text.Json;
using System.Text.RegularExpressions;

namespace Murmure.Connectors.Discord;

/// <summary>
/// A webhook that publishes in one channel, or a bot that counts besides. Discord tells no application of reactions, joins or forwards unless it holds a connection
/// open; it is asked for their totals instead (docs/adr/0073).
/// </summary>
public sealed partial class DiscordConnector(ForeignClient client, ConnectorOptions options, TimeProvider clock) : IConnector, IMessagePublisher, IMessageEditor, IMessageFinder, IRoomWatcher, IInviter, IObservationPoller
{
    private const string Channel = "channel";
    private const string Guild = "guild";
    private const string Invite = "invite";
    private const string PublicKey = "public-key";

    /// <summary>Of an interaction: Discord makes sure that somebody checks signatures.</summary>
    private const long Ping = 1;

    /// <summary>A signed request that somebody kept is worth nothing after that.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(5);

    private readonly DiscordClient discord = new(client, options.Discord, clock);

    public string Kind => "discord";

    public IReadOnlyList<ConnectorField> Fields { get; } =
    [
        new(DiscordClient.Webhook, DiscordClient.WebhookPattern(), Required: false),
        new(DiscordClient.Token, TokenPattern(), Required: false),
        new(Channel, DiscordPayload.Number(), Secret: false, Required: false),
        new(Guild, DiscordPayload.Number(), Secret: false, Required: false),
        new(Invite, DiscordPayload.Code(), Secret: false, Required: false),
        new(PublicKey, KeyPattern(), Secret: false, Required: false),
    ];

    public async Task<IReadOnlyList<ConnectorFinding>> ConnectAsync(ConnectorSettings settings, Uri webhook, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(webhook);
        var findings = new List<ConnectorFinding>();
        if (settings[DiscordClient.Webhook].Length > 0)
            findings.Add(Finding(DiscordClient.Webhook, await discord.AskWebhookAsync(settings, HttpMethod.Get, "", cancellation)));
        else if (!IsBot(settings))
            findings.Add(new ConnectorFinding(settings[DiscordClient.Token].Length > 0 ? Channel : DiscordClient.Webhook, new ConnectorProblem(ProblemReason.Missing)));
        if (settings[DiscordClient.Token].Length > 0)
            findings.AddRange(await BotAsync(settings, webhook, cancellation));
        if (settings[Invite].Length > 0)
            findings.Add(Finding(Invite, await discord.AskAsync(settings, HttpMethod.Get, $"invites/{settings[Invite]}?with_counts=true", cancellation)));
        return findings;
    }

    /// <summary>What Discord sends here is what people do with commands and buttons of the application. There are none, so that nothing of it counts.</summary>
    public WebhookResult Receive(ForeignRequest request, ConnectorSettings settings, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(settings);
        if (request.Method != "POST")
            return new WebhookResult.Refused(RefusalReason.Method);
        var time = request.Header("X-Signature-Timestamp");
        if (!DiscordSignature.Verify(settings[PublicKey], request.Header("X-Signature-Ed25519"), time, request.Body.Span))
            return new WebhookResult.Refused(RefusalReason.Signature);
        if (Signatures.Seconds(time) is not { } signed || ForeignJson.Read(request.Body) is not { } said || said.Get("type").Number() is not { } type)
            return new WebhookResult.Refused(RefusalReason.Malformed);
        if ((now - signed).Duration() > Oldest)
            return new WebhookResult.Refused(RefusalReason.Old);
        return type == Ping ? new WebhookResult.Challenge("""{"type":1}""", "application/json") : new WebhookResult.Accepted([]);
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{20,40}\.[A-Za-z0-9_-]{4,12}\.[A-Za-z0-9_-]{20,64}\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex TokenPattern();

    [GeneratedRegex(@"^[0-9a-f]{64}\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex KeyPattern();

    /// <summary>Whether it publishes as a bot.</summary>
    private static bool IsBot(ConnectorSettings settings) => settings[DiscordClient.Token].Length > 0 && settings[Channel].Length > 0;

    private static ConnectorFinding Finding(string name, ForeignAnswer answer) => new(name, answer.IsGood ? null : DiscordErrors.ProblemOf(answer));

    private async Task<IReadOnlyList<ConnectorFinding>> BotAsync(ConnectorSettings settings, Uri webhook, CancellationToken cancellation)
    {
        var application = await discord.AskAsync(settings, HttpMethod.Get, "applications/@me", cancellation);
        var findings = new List<ConnectorFinding> { Finding(DiscordClient.Token, application) };
        if (!application.IsGood)
            return findings;
        if (settings[Channel].Length > 0)
        {
            var channel = await discord.AskAsync(settings, HttpMethod.Get, $"channels/{settings[Channel]}", cancellation);
            var isElsewhere = channel.IsGood && settings[Guild].Length > 0 && channel.Root.Get("guild_id").Text() != settings[Guild];
            findings.Add(isElsewhere ? new ConnectorFinding(Channel, new ConnectorProblem(ProblemReason.Missing)) : Finding(Channel, channel));
            if (channel.IsGood && !isElsewhere)
                findings.Add(await RightsAsync(settings, channel.Root, cancellation));
            findings.Add(Finding("invitations", await discord.AskAsync(settings, HttpMethod.Get, $"channels/{settings[Channel]}/invites", cancellation)));
        }
        if (settings[Guild].Length > 0)
            findings.Add(Finding(Guild, await discord.AskAsync(settings, HttpMethod.Get, $"guilds/{settings[Guild]}?with_counts=true", cancellation)));
        if (settings[PublicKey].Length > 0)
            findings.Add(KeyFinding(application, settings, webhook));
        return findings;
    }

    /// <summary>Whether the bot may write in its channel: to be there is not enough.</summary>
    private async Task<ConnectorFinding> RightsAsync(ConnectorSettings settings, JsonElement channel, CancellationToken cancellation)
    {
        var (guild, bot) = (channel.Get("guild_id").Text(), DiscordPayload.BotOf(settings[DiscordClient.Token]));
        if (!DiscordPayload.IsNumber(guild) || bot.Length == 0)
            return new ConnectorFinding("rights", new ConnectorProblem(ProblemReason.Missing));
        var roles = await discord.AskAsync(settings, HttpMethod.Get, $"guilds/{guild}/roles", cancellation);
        var member = await discord.AskAsync(settings, HttpMethod.Get, $"guilds/{guild}/members/{bot}", cancellation);
        if (!roles.IsGood || !member.IsGood)
            return Finding("rights", roles.IsGood ? member : roles);
        return new ConnectorFinding("rights", DiscordRights.MayPost(channel, roles.Root, member.Root, bot) ? null : new ConnectorProblem(ProblemReason.Rights));
    }

    /// <summary>Whether Discord would be believed. The endpoint is not set from here: another program may be answering the application's commands.</summary>
    private static ConnectorFinding KeyFinding(ForeignAnswer application, ConnectorSettings settings, Uri webhook)
    {
        var isOurs = application.Root.Get("verify_key").Text() == settings[PublicKey];
        var isTold = application.Root.Get("interactions_endpoint_url").Text() == webhook.AbsoluteUri;
        return new ConnectorFinding(PublicKey, !isOurs ? new ConnectorProblem(ProblemReason.Credentials) : !isTold ? new ConnectorProblem(ProblemReason.Off) : null);
    }
}
