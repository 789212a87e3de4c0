using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Murmure.Connectors.Telegram;

/// <summary>
/// A bot that is an administrator of one channel or group. It tells of reactions, joins, leaves, answers and forwards that it can see; the Bot API has neither
/// views nor shares of a post (docs/adr/0072).
/// </summary>
public sealed partial class TelegramConnector(ForeignClient client, ConnectorOptions options, TimeProvider clock) : IConnector, IMessagePublisher, IMessageEditor, IMessageFinder, IInviter, IObservationPoller
{
    private const string Secret = "secret";
    private const string Chat = "chat";
    private const string Mode = "mode";
    private const string Polling = "polling";

    private readonly TelegramClient telegram = new(client, options.Telegram);

    public string Kind => "telegram";

    public IReadOnlyList<ConnectorField> Fields { get; } =
    [
        new(TelegramClient.Token, TokenPattern()),
        new(Chat, ChatPattern(), Secret: false),
        new(Mode, ModePattern(), Secret: false, Required: false),
        new(Secret, SecretPattern(), Required: false),
    ];

    public async Task<IReadOnlyList<ConnectorFinding>> ConnectAsync(ConnectorSettings settings, Uri webhook, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(webhook);
        var findings = new List<ConnectorFinding>();
        if (!await FindAsync(findings, TelegramClient.Token, telegram.CallAsync(settings, "getMe", [], cancellation)))
            return findings;
        if (await FindAsync(findings, Chat, telegram.CallAsync(settings, "getChat", ChatOf(settings), cancellation)))
            findings.AddRange(await RightsAsync(settings, cancellation));
        if (IsPolling(settings))
            await FindAsync(findings, Polling, telegram.CallAsync(settings, "deleteWebhook", [], cancellation));
        else if (settings[Secret].Length == 0)
            findings.Add(new ConnectorFinding(Secret, new ConnectorProblem(ProblemReason.Missing)));
        else
            await FindAsync(findings, "webhook", telegram.CallAsync(settings, "setWebhook", Registration(settings, webhook), cancellation));
        return findings;
    }

    /// <summary>
    /// The header is the secret that we gave Telegram (https://core.telegram.org/bots/api#setwebhook). It says nothing of when: what was told before is recognised
    /// by its number, and what is too old is not counted.
    /// </summary>
    public WebhookResult Receive(ForeignRequest request, ConnectorSettings settings, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(settings);
        if (request.Method != "POST")
            return new WebhookResult.Refused(RefusalReason.Method);
        if (settings[Secret].Length == 0 || !Signatures.AreSame(request.Header("X-Telegram-Bot-Api-Secret-Token"), settings[Secret]))
            return new WebhookResult.Refused(RefusalReason.Signature);
        if (ForeignJson.Read(request.Body) is not { } update || PayloadOf(settings).Read(update) is not { } observations)
            return new WebhookResult.Refused(RefusalReason.Malformed);
        return new WebhookResult.Accepted(observations);
    }

    [GeneratedRegex(@"^[0-9]{5,16}:[A-Za-z0-9_-]{30,64}\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex TokenPattern();

    [GeneratedRegex(@"^(?:@[A-Za-z][A-Za-z0-9_]{3,31}|-?[1-9][0-9]{0,15})\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex ChatPattern();

    [GeneratedRegex(@"^(?:webhook|polling)\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex ModePattern();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,256}\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex SecretPattern();

    private static bool IsPolling(ConnectorSettings settings) => settings[Mode] == Polling;

    /// <summary>A bot's number is what its token begins with.</summary>
    private static long BotOf(ConnectorSettings settings) =>
        long.TryParse(settings[TelegramClient.Token].Split(':')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static TelegramPayload PayloadOf(ConnectorSettings settings) => new(settings[Chat], BotOf(settings));

    private static JsonObject ChatOf(ConnectorSettings settings) => new() { ["chat_id"] = settings[Chat] };

    private static JsonArray Wanted() => [.. TelegramPayload.Wanted.Select(name => JsonValue.Create(name))];

    /// <summary>One update at a time: a list of reactions takes the place of the one before, so that they must not overtake each other.</summary>
    private static JsonObject Registration(ConnectorSettings settings, Uri webhook) =>
        new() { ["url"] = webhook.AbsoluteUri, ["secret_token"] = settings[Secret], ["allowed_updates"] = Wanted(), ["max_connections"] = 1 };

    /// <summary>Adds whether a method was done.</summary>
    private static async Task<bool> FindAsync(List<ConnectorFinding> findings, string name, Task<ForeignAnswer> asked)
    {
        var answer = await asked;
        var isDone = TelegramErrors.IsDone(answer);
        findings.Add(new ConnectorFinding(name, isDone ? null : TelegramErrors.ProblemOf(answer)));
        return isDone;
    }

    /// <summary>What the bot may do there. Only an administrator is told of reactions and of who joins.</summary>
    private async Task<IReadOnlyList<ConnectorFinding>> RightsAsync(ConnectorSettings settings, CancellationToken cancellation)
    {
        var asked = ChatOf(settings);
        asked["user_id"] = BotOf(settings);
        var answer = await telegram.CallAsync(settings, "getChatMember", asked, cancellation);
        if (!TelegramErrors.IsDone(answer))
            return [new ConnectorFinding("rights", TelegramErrors.ProblemOf(answer))];
        var member = answer.Root.Get("result");
        var isAdministrator = member.Get("status").Text() == "administrator";
        var lacks = new ConnectorProblem(ProblemReason.Rights);
        return
        [
            // The right to post is said of channels only; in a group, whoever is there has it.
            new ConnectorFinding("rights", isAdministrator && member.Get("can_post_messages").ValueKind != System.Text.Json.JsonValueKind.False ? null : lacks),
            new ConnectorFinding("invitations", isAdministrator && member.Get("can_invite_users").IsTrue() ? null : lacks),
        ];
    }
}
