using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Murmure.Connectors.WhatsApp;

namespace Murmure.Connectors.Tests.WhatsApp;

/// <summary>A connection's settings, and payloads as Meta sends and signs them.</summary>
internal static class Told
{
    public const string Secret = "0123456789abcdef0123456789abcdef";
    public const string Verify = "only-we-know-this";
    public const string Number = "1122334455667";

    public static readonly DateTimeOffset Now = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);

    public static ConnectorSettings Settings { get; } = new(new Dictionary<string, string>
    {
        ["phone-number-id"] = Number, ["business-account-id"] = "5467539754836534", ["access-token"] = GraphServer.Token, ["app-secret"] = Secret, ["verify-token"] = Verify,
    });

    public static long Seconds => Now.AddMinutes(-5).ToUnixTimeSeconds();

    public static string Signature(ReadOnlySpan<byte> body, string secret = Secret) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    public static WebhookResult Receive(byte[] body, string? signature = null, DateTimeOffset? now = null)
    {
        using var client = new ForeignClient(new ConnectorOptions(), TimeProvider.System);
        var header = signature ?? Signature(body);
        return new WhatsAppConnector(client, new ConnectorOptions()).Receive(
            new ForeignRequest("POST", new Uri("https://stats.example/webhooks/whatsapp/x"), name => name == "X-Hub-Signature-256" ? header : "", body), Settings, now ?? Now);
    }

    /// <summary>What a signed payload comes to; it must be accepted.</summary>
    public static IReadOnlyList<Observation> Observations(string json) => Receive(Encoding.UTF8.GetBytes(json)).ShouldBeOfType<WebhookResult.Accepted>().Observations;

    /// <summary>An envelope around the value of a field.</summary>
    public static string Change(string value, string field = "messages") => string.Create(
        CultureInfo.InvariantCulture, $$"""{"object":"whatsapp_business_account","entry":[{"id":"5467539754836534","time":{{Seconds}},"changes":[{"field":"{{field}}","value":{{value}}}]}]}""");

    /// <summary>A message of somebody to our number; a name of theirs comes along.</summary>
    public static string Message(string content, string number = Number) => Change(string.Create(CultureInfo.InvariantCulture, $$"""
        {"messaging_product":"whatsapp","metadata":{"display_phone_number":"33100000000","phone_number_id":"{{number}}"},
         "contacts":[{"profile":{"name":"Chantal Kanarienvogel"},"wa_id":"33612345678","user_id":"FR.13491208655302741918"}],
         "messages":[{"from":"33612345678","id":"wamid.IN1=","timestamp":"{{Seconds}}",{{content}}}]}
        """));

    public static string Status(string status, string more = "", string id = "wamid.OUT1=") => Change(string.Create(CultureInfo.InvariantCulture, $$"""
        {"messaging_product":"whatsapp","metadata":{"phone_number_id":"{{Number}}"},
         "statuses":[{"id":"{{id}}","status":"{{status}}","timestamp":"{{Seconds}}","recipient_id":"33612345678"{{more}}}]}
        """));
}
