using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Murmure.Server.Links;

/// <param name="Clicks">Those that came since the message before.</param>
public sealed record WebhookClicks(IReadOnlyList<LinkClicks> Clicks);

/// <summary>What a webhook is sent. Delivered at least once: the same <paramref name="Id"/> is the same message.</summary>
/// <param name="Type"><c>link.clicked</c>, or <c>ping</c> for a trial.</param>
/// <param name="Timestamp">When the message was made, UTC.</param>
public sealed record WebhookMessage(string Id, string Type, DateTime Timestamp, WebhookClicks Data)
{
    public const string Clicked = "link.clicked";
    public const string Ping = "ping";

    internal static string NewId() => "msg_" + RandomNumberGenerator.GetHexString(32, lowercase: true);

    internal string Text() => JsonSerializer.Serialize(this, WebhookJson.Default.WebhookMessage);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WebhookMessage))]
[JsonSerializable(typeof(WebhookAnswer))]
[JsonSerializable(typeof(WebhookListAnswer))]
[JsonSerializable(typeof(WebhookDeliveriesAnswer))]
[JsonSerializable(typeof(WebhookRequest))]
internal sealed partial class WebhookJson : JsonSerializerContext;

/// <summary>Signatures as Standard Webhooks has them (https://www.standardwebhooks.com, version 1): receivers find a library in every language.</summary>
internal static class WebhookSignature
{
    private const string SecretMark = "whsec_";
    private const int SecretBytes = 32;

    public static string NewSecret() => SecretMark + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The headers of a message: its id, the time of this try in seconds since 1970, and HMAC-SHA256 over <c>id.time.body</c>.</summary>
    public static IEnumerable<(string Name, string Value)> Headers(string secret, string id, DateTimeOffset now, string body)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Convert.FromBase64String(secret[SecretMark.Length..]), Encoding.UTF8.GetBytes($"{id}.{time}.{body}"));
        return [("webhook-id", id), ("webhook-timestamp", time), ("webhook-signature", "v1," + Convert.ToBase64String(signature))];
    }
}
