using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Murmure.Connectors.WhatsApp;

/// <summary>A number of the WhatsApp Business platform, by Meta's Cloud API (https://developers.facebook.com/documentation/business-messaging/whatsapp).</summary>
public sealed partial class WhatsAppConnector(ForeignClient client, ConnectorOptions options) : IConnector, IMessagePublisher, IAccountTeller
{
    private const string AppSecret = "app-secret";
    private const string VerifyToken = "verify-token";

    /// <summary>The number in international form, for addresses that open a conversation.</summary>
    public const string PhoneNumber = "phone-number";

    /// <summary>The detail <c>button</c> of a message whose template has none that could carry the link.</summary>
    public const string NoButton = "none";

    /// <summary>Messages a second that the number may send.</summary>
    public const string Rate = "rate";

    /// <summary>People that the portfolio may write to first within a day; <c>unlimited</c> for any.</summary>
    public const string Tier = "tier";

    public const int DefaultRate = 80;

    /// <summary>Where every account begins.</summary>
    public const int DefaultTier = 250;

    private readonly WhatsAppClient api = new(client, options);

    public string Kind => "whatsapp";

    public IReadOnlyList<ConnectorField> Fields { get; } =
    [
        new(WhatsAppClient.NumberId, Id(), Secret: false), new(WhatsAppClient.AccountId, Id(), Secret: false), new(WhatsAppClient.Token, TokenShape()), new(AppSecret, SecretShape()),
        new(VerifyToken, VerifyShape()), new(PhoneNumber, NumberShape(), Secret: false, Required: false), new(Rate, RateShape(), Secret: false, Required: false),
        new(Tier, TierShape(), Secret: false, Required: false),
    ];

    /// <summary>Messages a second.</summary>
    public static int RateOf(ConnectorSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return int.TryParse(settings[Rate], NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate > 0 ? rate : DefaultRate;
    }

    /// <summary>People a day; null for any number.</summary>
    public static int? TierOf(ConnectorSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings[Tier] == "unlimited" ? null : int.TryParse(settings[Tier], NumberStyles.None, CultureInfo.InvariantCulture, out var tier) && tier > 0 ? tier : DefaultTier;
    }

    public async Task<IReadOnlyList<ConnectorFinding>> ConnectAsync(ConnectorSettings settings, Uri webhook, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(webhook);
        var number = await api.NumberAsync(settings, cancellation);
        var problem = number.IsGood && number.Root.Text("id").Length > 0 ? null : WhatsAppErrors.Of(number);
        // Nothing is known of a number that could not be asked for.
        if (problem is { Reason: not (ProblemReason.Missing or ProblemReason.Refused or ProblemReason.Rights) })
            return [new("token", problem)];
        var account = await api.AppsAsync(settings, cancellation);
        var accountProblem = account.IsGood ? null : WhatsAppErrors.Of(account);
        var quality = WhatsAppTemplate.WordOf(number.Root.Text("quality_rating"));
        List<ConnectorFinding> findings = [new("token"), new("number", problem) { Quality = quality }, new("account", accountProblem)];
        if (accountProblem is null)
            findings.Add(new("webhook", await SubscribeAsync(settings, account, webhook, cancellation)));
        return findings;
    }

    public WebhookResult Receive(ForeignRequest request, ConnectorSettings settings, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(settings);
        if (request.Method == "GET")
            return Challenge(request.Url, settings[VerifyToken]);
        if (request.Method != "POST")
            return new WebhookResult.Refused(RefusalReason.Method);
        if (!IsSigned(request, settings[AppSecret]))
            return new WebhookResult.Refused(RefusalReason.Signature);
        return WhatsAppPayload.Read(request.Body, settings[WhatsAppClient.NumberId], now) is { } observations
            ? new WebhookResult.Accepted(observations) : new WebhookResult.Refused(RefusalReason.Malformed);
    }

    public bool IsSameAccount(ConnectorSettings one, ConnectorSettings other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return one[WhatsAppClient.AccountId] == other[WhatsAppClient.AccountId] && one[WhatsAppClient.NumberId] != other[WhatsAppClient.NumberId];
    }

    public IReadOnlyList<MessageFinding> Check(OutgoingMessage message, ConnectorSettings settings)
    {
        ArgumentNullException.ThrowIfNull(message);
        return [.. WhatsAppOutgoing.Check(message)];
    }

    public async Task<PublishResult> PublishAsync(OutgoingMessage message, ConnectorSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(settings);
        if (WhatsAppOutgoing.Of(message) is not { } body)
            return new PublishResult.Refused(new ConnectorProblem(ProblemReason.Missing));
        var answer = await api.SendAsync(settings, body, cancellation);
        var id = answer.IsGood ? answer.Root.Items("messages").FirstOrDefault().Get("id") : default;
        return id.ValueKind == JsonValueKind.String && id.GetString() is { } name && WhatsAppPayload.IsId(name) ? new PublishResult.Published(name) : WhatsAppErrors.Failure(answer);
    }

    /// <summary>The account's templates, whatever Meta decided of them.</summary>
    public Task<(IReadOnlyList<WhatsAppTemplate>? Templates, ConnectorProblem? Problem)> TemplatesAsync(ConnectorSettings settings, CancellationToken cancellation) =>
        api.TemplatesAsync(settings, cancellation);

    /// <summary>What became of at most ten templates, by day, as Meta counts it.</summary>
    public Task<(IReadOnlyList<TemplateDay>? Days, ConnectorProblem? Problem)> AnalyticsAsync(
        ConnectorSettings settings, IReadOnlyList<string> templates, DateOnly from, DateOnly to, CancellationToken cancellation) => api.AnalyticsAsync(settings, templates, from, to, cancellation);

    /// <summary>By this a status is recognised, whether we count it ourselves or the webhook tells it.</summary>
    public static string OnceOf(string message, string status) => WhatsAppPayload.OnceOf(message, status);

    /// <summary>Whether a refused message would be refused to everybody else as well.</summary>
    public static bool IsOfEverybody(ConnectorProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return problem.Reason != ProblemReason.Refused || WhatsAppErrors.IsOfMessage(problem.Code);
    }

    /// <summary>Whether a refused message says that its recipient wants none: then they are not to be asked again.</summary>
    public static bool IsRefusal(ConnectorProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return problem.Code == WhatsAppErrors.WantsNone;
    }

    /// <summary>
    /// Subscribes where nobody is told yet. TRICKY: an app that is told already may tell another program of the organisation's, and one address replaces the
    /// other: that is left to a person, in Meta's own settings.
    /// </summary>
    private async Task<ConnectorProblem?> SubscribeAsync(ConnectorSettings settings, ForeignAnswer apps, Uri webhook, CancellationToken cancellation)
    {
        var told = apps.Root.Items("data").Select(app => app.Text("override_callback_uri")).ToList();
        if (told.Count == 0)
            return await api.SubscribeAsync(settings, webhook, settings[VerifyToken], cancellation) is { IsGood: false } answer ? WhatsAppErrors.Of(answer) : null;
        // Another number of the account's is connected here already: what comes there is read for this one too. Without an address of the account's own it is the
        // app's, which this token cannot read.
        var here = new Uri(webhook, ".").AbsoluteUri;
        return told.Exists(address => address.Length == 0 || address.StartsWith(here, StringComparison.Ordinal)) ? null : new ConnectorProblem(ProblemReason.Off, "elsewhere");
    }

    private static WebhookResult Challenge(Uri url, string token)
    {
        var asked = url.Query.TrimStart('?').Split('&').Select(part => part.Split('=', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0], pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')), StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
        if (!Signatures.AreSame(asked.GetValueOrDefault("hub.verify_token", ""), token) || token.Length == 0)
            return new WebhookResult.Refused(RefusalReason.Signature);
        var challenge = asked.GetValueOrDefault("hub.challenge", "");
        // What is sent back word for word must not be a page.
        return asked.GetValueOrDefault("hub.mode") == "subscribe" && challenge.Length is > 0 and <= 256 && challenge.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? new WebhookResult.Challenge(challenge, "text/plain") : new WebhookResult.Refused(RefusalReason.Malformed);
    }

    private static bool IsSigned(ForeignRequest request, string secret)
    {
        const string Prefix = "sha256=";
        var header = request.Header("X-Hub-Signature-256");
        return secret.Length > 0 && header.StartsWith(Prefix, StringComparison.Ordinal)
            && Signatures.IsHexOf(header.AsSpan(Prefix.Length), HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), request.Body.Span));
    }

    [GeneratedRegex(@"^[0-9]{5,24}\z", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"^[A-Za-z0-9_|.-]{20,600}\z", RegexOptions.None, 1000)]
    private static partial Regex TokenShape();

    [GeneratedRegex(@"^[A-Za-z0-9]{16,128}\z", RegexOptions.None, 1000)]
    private static partial Regex SecretShape();

    [GeneratedRegex(@"^[A-Za-z0-9._~-]{8,128}\z", RegexOptions.None, 1000)]
    private static partial Regex VerifyShape();

    [GeneratedRegex(@"^\+?[1-9][0-9]{6,14}\z", RegexOptions.None, 1000)]
    private static partial Regex NumberShape();

    [GeneratedRegex(@"^[1-9][0-9]{0,3}\z", RegexOptions.None, 1000)]
    private static partial Regex RateShape();

    [GeneratedRegex(@"^([1-9][0-9]{0,6}|unlimited)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TierShape();
}
