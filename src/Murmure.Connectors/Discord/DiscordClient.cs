using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Murmure.Connectors.Discord;

/// <summary>
/// Asks Discord's API as a bot, or as a webhook, whose address is its key. It waits for a moment where a limit is about to end; where it would have to wait longer
/// it answers itself, as Discord would, without asking.
/// </summary>
internal sealed partial class DiscordClient(ForeignClient client, Uri root, TimeProvider clock)
{
    public const string Token = "token";
    public const string Webhook = "webhook";

    /// <summary>Most buckets fill again within five seconds.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(6);

    /// <summary>By the settings themselves, so that they go with them.</summary>
    private readonly ConditionalWeakTable<ConnectorSettings, DiscordBuckets> buckets = [];
    private readonly DiscordCaution caution = new();

    /// <summary>Asks once as the bot; as nobody where there is none, which is enough for what everybody may see.</summary>
    public Task<ForeignAnswer> AskAsync(ConnectorSettings settings, HttpMethod method, string path, CancellationToken cancellation, JsonObject? body = null) =>
        SendAsync(settings, method, path, settings[Token].Length > 0 ? "Bot " + settings[Token] : null, body, cancellation);

    /// <summary>Asks once as the webhook.</summary>
    /// <param name="rest">What follows its address.</param>
    public Task<ForeignAnswer> AskWebhookAsync(ConnectorSettings settings, HttpMethod method, string rest, CancellationToken cancellation, JsonObject? body = null) =>
        SendAsync(settings, method, PathOf(settings) + rest, null, body, cancellation);

    /// <summary>A webhook's address, under any of Discord's names. Only what it ends with is used: an address is not asked because somebody typed it in.</summary>
    [GeneratedRegex(@"^https://(?:ptb\.|canary\.)?discord(?:app)?\.com/api/(?:v[0-9]{1,2}/)?(?<path>webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,100})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    public static partial Regex WebhookPattern();

    private static string PathOf(ConnectorSettings settings) => WebhookPattern().Match(settings[Webhook]).Groups["path"].Value;

    private async Task<ForeignAnswer> SendAsync(ConnectorSettings settings, HttpMethod method, string path, string? authorization, JsonObject? body, CancellationToken cancellation)
    {
        var mine = buckets.GetOrCreateValue(settings);
        var route = DiscordRoute.Of(method, path);
        var wait = mine.WaitOf(route, clock.GetUtcNow());
        if ((wait > LongestWait ? wait : caution.WaitOf(clock.GetUtcNow())) is { } longer)
            return new ForeignAnswer(HttpStatusCode.TooManyRequests, default, longer, Left: false);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, clock, cancellation);
        using var request = Request(method, path, authorization, body);
        var answer = await client.SendAsync(request, cancellation);
        mine.Learn(route, answer, clock.GetUtcNow());
        caution.Learn(answer, clock.GetUtcNow());
        return answer;
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string? authorization, JsonObject? body)
    {
        var request = new HttpRequestMessage(method, root.AbsoluteUri.TrimEnd('/') + "/" + path);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        // The form that Discord asks for (https://discord.com/developers/docs/reference#user-agent).
        request.Headers.TryAddWithoutValidation("User-Agent", "DiscordBot (Murmure, 1)");
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return request;
    }
}
