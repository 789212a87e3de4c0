using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace Murmure.Connectors.Sms;

/// <summary>
/// Text messages that an organisation sends by a provider of its own: what became of them is counted, and a STOP is kept. Nothing is sent from here. Twilio
/// signs in its own way; whoever relays another provider signs in the generic one.
/// </summary>
public sealed partial class SmsConnector(ForeignClient client, ConnectorOptions options) : IConnector
{
    /// <summary>A receipt is some hundred bytes, a batch of them some kilobytes.</summary>
    private const int MostBytes = 256 * 1024;

    private const string Twilio = "twilio";

    public string Kind => "sms";

    public IReadOnlyList<ConnectorField> Fields { get; } =
    [
        new("provider", Provider(), Secret: false),
        new("secret", Secret()),
        new("account", Account(), Secret: false, Required: false),
    ];

    public async Task<IReadOnlyList<ConnectorFinding>> ConnectAsync(ConnectorSettings settings, Uri webhook, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(webhook);
        // A receipt names a number: no provider should send it in the clear, and Twilio's inbound ones come by https alone.
        var findings = new List<ConnectorFinding> { new("webhook", webhook.Scheme == Uri.UriSchemeHttps ? null : new ConnectorProblem(ProblemReason.Off)) };
        if (settings["provider"] == Twilio && settings["account"] is { Length: > 0 } account)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.Twilio, $"Accounts/{account}.json"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account}:{settings["secret"]}")));
            var answer = await client.SendAsync(request, cancellation);
            findings.Add(new ConnectorFinding("secret", answer.IsGood ? null : answer.Problem));
        }
        return findings;
    }

    public WebhookResult Receive(ForeignRequest request, ConnectorSettings settings, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(settings);
        if (request.Method != "POST")
            return new WebhookResult.Refused(RefusalReason.Method);
        if (settings["secret"].Length == 0)
            return new WebhookResult.Refused(RefusalReason.Signature);
        if (request.Body.Length > MostBytes)
            return new WebhookResult.Refused(RefusalReason.Malformed);
        return settings["provider"] == Twilio ? TwilioPayload.Read(request, settings["secret"], now) : GenericPayload.Read(request, settings["secret"], now);
    }

    [GeneratedRegex(@"^(?:twilio|generic)\z", RegexOptions.None, 1000)]
    private static partial Regex Provider();

    /// <summary>Twilio's token has 32 characters; of one's own making it should have as many.</summary>
    [GeneratedRegex(@"^[!-~]{16,200}\z", RegexOptions.None, 1000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"^AC[0-9a-f]{32}\z", RegexOptions.None, 1000)]
    private static partial Regex Account();
}
