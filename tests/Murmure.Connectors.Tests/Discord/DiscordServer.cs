using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Murmure.Connectors.Tests.Discord;

/// <summary>Speaks Discord's API as documented (https://discord.com/developers/docs): one bot, one guild, two channels, one webhook.</summary>
internal sealed class DiscordServer : StandIn
{
    public const string Token = "MTE5ODc2NTQzMjEwOTg3NjU0Mw.Gabcde.Abcdefghijklmnopqrstuvwxyz0123456789AB";
    public const string Bot = "1198765432109876543";
    public const string Guild = "1100000000000000001";
    public const string Channel = "1100000000000000002";
    public const string Talk = "1100000000000000003";
    public const string Talkers = "1100000000000000005";
    public const string WebhookId = "1100000000000000004";
    public const string WebhookToken = "aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789aBcDeFgHiJkLmNoPqRsTuVwXyZ0123_-";
    public const string Webhook = $"https://discord.com/api/webhooks/{WebhookId}/{WebhookToken}";
    public static readonly DateTimeOffset Now = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);
    private readonly Dictionary<string, string> nonces = [];
    private ulong next = Snowflake(Now - TimeSpan.FromMinutes(1));

    /// <summary>By channel and number, the newest last.</summary>
    public Dictionary<(string Channel, string Id), JsonObject> Messages { get; } = [];

    public JsonArray Invites { get; set; } = [];

    /// <summary>The guild's roles by their numbers: everybody sees channels and writes there. <see cref="Talkers"/> is the bot's own.</summary>
    public Dictionary<string, ulong> Roles { get; } = new() { [Guild] = 0xC00, [Talkers] = 0 };

    /// <summary>What the channel changes of that, for roles and members.</summary>
    public JsonArray Overwrites { get; set; } = [];

    public string VerifyKey { get; set; } = "";

    public string InteractionsUrl { get; set; } = "";

    /// <summary>Channels that the bot may not see.</summary>
    public HashSet<string> Closed { get; } = [];

    /// <summary>What the guild is answered to have, as Discord gives it out.</summary>
    public JsonArray Channels { get; set; } = JsonNode.Parse(
        $$"""
        [{"id":"{{Talk}}","type":0,"position":2,"name":"canary-talk"},{"id":"{{Channel}}","type":5,"position":1,"name":"news"},{"id":"1100000000000000008","type":2,"position":3,"name":"voice"},
         {"id":"1100000000000000009","type":4,"position":0,"name":"category"},{"id":"x","type":0,"position":9,"name":"odd"}]
        """)!.AsArray();

    /// <summary>How often a channel's messages may be asked for until the bucket fills again; null without a limit.</summary>
    public int? Bucket { get; set; }

    public double ResetAfter { get; set; } = 0.05;

    public int InBucket { get; set; }

    public static ConnectorSettings Settings(string token = Token, string webhook = "", string channel = Channel, string guild = Guild, string invite = "", string key = "") =>
        new(new Dictionary<string, string> { ["token"] = token, ["webhook"] = webhook, ["channel"] = channel, ["guild"] = guild, ["invite"] = invite, ["public-key"] = key }
            .Where(pair => pair.Value.Length > 0).ToDictionary());

    public static ConnectorSettings ByWebhook => Settings(token: "", webhook: Webhook, channel: "", guild: "");

    public static async Task<DiscordServer> OpenAsync()
    {
        var server = new DiscordServer();
        await server.StartAsync();
        return server;
    }

    public static ulong Snowflake(DateTimeOffset time) => (ulong)(time.ToUnixTimeMilliseconds() - 1_420_070_400_000) << 22;

    /// <summary>Puts a message of somebody's there, as Discord gives it out without the intent: without its text.</summary>
    public string Say(string channel, DateTimeOffset? at = null, string reactions = "", string more = "")
    {
        var id = at is { } time ? $"{Snowflake(time) + next++ % 1000}" : $"{++next}";
        Messages[(channel, id)] = JsonNode.Parse(
            $$"""
            {"id":"{{id}}","channel_id":"{{channel}}","type":0,"content":"","author":{"id":"7700112233445566778","username":"canary_user","global_name":"Canary Person"},
             "timestamp":"2026-11-25T08:00:00.000000+00:00","mentions":[],"reactions":[{{reactions}}]{{more}} }
            """)!.AsObject();
        return id;
    }

    public static string Reaction(string emoji, long count, string? id = null) =>
        $$"""{"count":{{count}},"count_details":{"burst":0,"normal":{{count}}},"me":false,"emoji":{"id":{{(id is null ? "null" : $"\"{id}\"")}},"name":"{{emoji}}"} }""";

    public static string Forward(string channel, string message) => $$""","message_reference":{"type":1,"channel_id":"{{channel}}","message_id":"{{message}}"},"message_snapshots":[{"message":{"content":"canary text"} }]""";

    public List<Asked> Calls(string method, string part) => [.. Log.Where(asked => asked.Method == method && asked.Path.Contains(part, StringComparison.Ordinal))];

    protected override Task AnswerAsync(HttpContext http, Asked asked)
    {
        var parts = asked.Path["/api/v10/".Length..].Split('/');
        if (parts[0] == "webhooks")
            return OfWebhookAsync(http, asked, parts);
        if (parts[0] == "invites")
            return Json(http, new JsonObject { ["code"] = parts[1], ["approximate_member_count"] = 77, ["approximate_presence_count"] = 7 });
        if (asked.Authorization != "Bot " + Token)
            return Error(http, 401, 0, "401: Unauthorized");
        return (asked.Method, parts) switch
        {
            ("GET", ["applications", "@me"]) => Json(http, new JsonObject { ["id"] = Bot, ["verify_key"] = VerifyKey, ["interactions_endpoint_url"] = InteractionsUrl }),
            ("GET", ["guilds", Guild]) => Json(http, new JsonObject { ["id"] = Guild, ["name"] = "Canary guild", ["approximate_member_count"] = 1500, ["approximate_presence_count"] = 120 }),
            ("GET", ["guilds", Guild, "roles"]) => Json(http, new JsonArray([.. Roles.Select(role => new JsonObject { ["id"] = role.Key, ["name"] = "canary-role", ["permissions"] = $"{role.Value}" })])),
            ("GET", ["guilds", Guild, "members", Bot]) => Json(http, new JsonObject { ["user"] = new JsonObject { ["id"] = Bot }, ["roles"] = new JsonArray(Talkers) }),
            ("GET", ["guilds", Guild, "channels"]) => Json(http, Channels.DeepClone()),
            (_, ["channels", var channel, ..]) when Closed.Contains(channel) => Error(http, 403, 50001, "Missing Access"),
            (_, ["channels", Channel or Talk, ..]) => OfChannelAsync(http, asked, parts),
            ("GET", ["channels", ..]) => Error(http, 404, 10003, "Unknown Channel"),
            _ => Error(http, 404, 0, "404: Not Found"),
        };
    }

    private Task OfChannelAsync(HttpContext http, Asked asked, string[] parts)
    {
        http.Response.Headers["X-RateLimit-Bucket"] = parts.Length > 2 ? $"{asked.Method}-{parts[2]}" : "channel";
        if (asked.Method == "GET" && parts is [_, _, "messages", ..] && IsEmpty(http))
            return Error(http, 429, 0, "You are being rate limited.", ResetAfter);
        return (asked.Method, parts) switch
        {
            ("GET", [_, var channel]) => Json(http, new JsonObject { ["id"] = channel, ["guild_id"] = Guild, ["name"] = "canary-channel", ["permission_overwrites"] = Overwrites.DeepClone() }),
            ("GET", [_, _, "invites"]) => Json(http, Invites.DeepClone()),
            ("POST", [_, _, "invites"]) => Json(http, new JsonObject { ["code"] = "aBcD3f9", ["uses"] = 0 }),
            ("GET", [_, var channel, "messages"]) => Json(http, Newest(channel, asked.Query)),
            ("POST", [_, var channel, "messages"]) => Post(http, channel, JsonNode.Parse(asked.Body)!.AsObject()),
            (_, [_, var channel, "messages", var id]) => OfMessage(http, asked, channel, id),
            _ => Error(http, 404, 0, "404: Not Found"),
        };
    }

    private Task OfWebhookAsync(HttpContext http, Asked asked, string[] parts) => (asked.Method, parts) switch
    {
        (_, [_, not WebhookId, ..]) or (_, [_, _, not WebhookToken, ..]) => Error(http, 404, 10015, "Unknown Webhook"),
        ("GET", [_, _, _]) => Json(http, new JsonObject { ["id"] = WebhookId, ["type"] = 1, ["channel_id"] = Channel }),
        ("POST", [_, _, _]) when asked.Query == "?wait=true" => Post(http, Channel, JsonNode.Parse(asked.Body)!.AsObject()),
        (_, [_, _, _, "messages", var id]) => OfMessage(http, asked, Channel, id),
        _ => Error(http, 404, 0, "404: Not Found"),
    };

    private Task OfMessage(HttpContext http, Asked asked, string channel, string id)
    {
        if (!Messages.TryGetValue((channel, id), out var message))
            return Error(http, 404, 10008, "Unknown Message");
        if (asked.Method == "DELETE")
        {
            Messages.Remove((channel, id));
            return Status(204)(http);
        }
        if (asked.Method == "PATCH")
            message["content"] = JsonNode.Parse(asked.Body)!["content"]!.DeepClone();
        return Json(http, message.DeepClone());
    }

    private Task Post(HttpContext http, string channel, JsonObject said)
    {
        if (said["content"]!.ToString() is { Length: 0 } or { Length: > 2000 })
            return Error(http, 400, 50035, "Invalid Form Body");
        var nonce = said["enforce_nonce"]?.GetValue<bool>() == true ? said["nonce"]!.ToString() : $"none {nonces.Count}";
        if (!nonces.TryGetValue(nonce, out var id))
            Messages[(channel, id = nonces[nonce] = $"{++next}")] = new JsonObject { ["id"] = id, ["channel_id"] = channel, ["content"] = said["content"]!.DeepClone() };
        return Json(http, Messages[(channel, id)].DeepClone());
    }

    private JsonArray Newest(string channel, string query)
    {
        var asked = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query);
        var before = asked.TryGetValue("before", out var given) ? NumberOf(given!) : ulong.MaxValue;
        return new JsonArray(
        [
            .. Messages.Where(pair => pair.Key.Channel == channel && NumberOf(pair.Key.Id) < before).OrderByDescending(pair => NumberOf(pair.Key.Id))
                .Take((int)NumberOf(asked["limit"]!)).Select(pair => pair.Value.DeepClone()),
        ]);
    }

    private static ulong NumberOf(string text) => ulong.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private bool IsEmpty(HttpContext http)
    {
        if (Bucket is not { } limit)
            return false;
        InBucket++;
        http.Response.Headers["X-RateLimit-Limit"] = $"{limit}";
        http.Response.Headers["X-RateLimit-Remaining"] = $"{Math.Max(0, limit - InBucket)}";
        http.Response.Headers["X-RateLimit-Reset-After"] = ResetAfter.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return InBucket > limit;
    }

    private static Task Json(HttpContext http, JsonNode body) => Status(200, body.ToJsonString())(http);

    private static Task Error(HttpContext http, int status, int code, string message, double? after = null)
    {
        var body = new JsonObject { ["message"] = message, ["code"] = code };
        if (after is { } seconds)
            (body["retry_after"], body["global"]) = (seconds, false);
        return Status(status, body.ToJsonString())(http);
    }
}
