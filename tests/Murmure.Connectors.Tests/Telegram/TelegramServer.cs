using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Murmure.Connectors.Tests.Telegram;

/// <summary>Speaks the Bot API as documented (https://core.telegram.org/bots/api): one bot, one channel.</summary>
internal sealed class TelegramServer : StandIn
{
    public const string Token = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc";
    public const string Secret = "Vb8_-secret-of-the-webhook";
    public const long Channel = -1001234567890;
    public const long Bot = 123456789;
    private readonly List<JsonObject> waiting = [];
    private long messages = 40;

    public string WebhookUrl { get; private set; } = "";

    public long LastError { get; set; }

    public long Members { get; set; } = 4321;

    public JsonObject Rights { get; set; } = new() { ["status"] = "administrator", ["can_post_messages"] = true, ["can_invite_users"] = true };

    public static ConnectorSettings Settings(string chat = "@murmure_news", string mode = "webhook", string secret = Secret, string token = Token) =>
        new(new Dictionary<string, string> { ["token"] = token, ["chat"] = chat, ["mode"] = mode, ["secret"] = secret }.Where(pair => pair.Value.Length > 0).ToDictionary());

    public static async Task<TelegramServer> OpenAsync()
    {
        var server = new TelegramServer();
        await server.StartAsync();
        return server;
    }

    /// <summary>The calls of a method, with what they said.</summary>
    public List<JsonObject> Calls(string method) =>
        [.. Log.Where(asked => asked.Path.EndsWith("/" + method, StringComparison.Ordinal)).Select(asked => JsonNode.Parse(asked.Body)!.AsObject())];

    public void Wait(JsonObject update) => waiting.Add(update);

    protected override Task AnswerAsync(HttpContext http, Asked asked)
    {
        if (asked.Path.Split('/') is not ["", var bot, var method] || bot != "bot" + Token)
            return Error(http, 404, "Not Found");
        var said = JsonNode.Parse(asked.Body)!.AsObject();
        if (said["chat_id"] is { } chat && chat.ToString() is not ("@murmure_news" or "-1001234567890"))
            return Error(http, 400, "Bad Request: chat not found");
        return method switch
        {
            "getMe" => Done(http, new JsonObject { ["id"] = Bot, ["is_bot"] = true, ["first_name"] = "Murmure", ["username"] = "murmure_bot" }),
            "getChat" => Done(http, new JsonObject { ["id"] = Channel, ["type"] = "channel", ["title"] = "News", ["username"] = "murmure_news" }),
            "getChatMember" => said["user_id"]!.GetValue<long>() == Bot ? Done(http, Rights.DeepClone()) : Error(http, 400, "Bad Request: user not found"),
            "getChatMemberCount" => Done(http, JsonValue.Create(Members)),
            "setWebhook" => SetWebhook(http, said),
            "deleteWebhook" => SetWebhook(http, new JsonObject { ["url"] = "" }),
            "getWebhookInfo" => Done(http, LastError == 0 ? new JsonObject { ["url"] = WebhookUrl } : new JsonObject { ["url"] = WebhookUrl, ["last_error_date"] = LastError, ["last_error_message"] = "Connection refused" }),
            "getUpdates" => Updates(http, said),
            "sendMessage" => Sent(http, said, ++messages),
            "editMessageText" => said["message_id"]!.GetValue<long>() > messages ? Error(http, 400, "Bad Request: message to edit not found") : Sent(http, said, said["message_id"]!.GetValue<long>()),
            "deleteMessage" => said["message_id"]!.GetValue<long>() > messages ? Error(http, 400, "Bad Request: message to delete not found") : Done(http, JsonValue.Create(true)),
            "createChatInviteLink" => Done(http, new JsonObject { ["invite_link"] = "https://t.me/+AbCdEf", ["name"] = said["name"]!.DeepClone(), ["creator"] = new JsonObject { ["id"] = Bot, ["is_bot"] = true } }),
            _ => Error(http, 404, "Not Found: method not found"),
        };
    }

    private Task SetWebhook(HttpContext http, JsonObject said)
    {
        if (said["secret_token"] is { } secret && !(secret.ToString() is { Length: > 0 and <= 256 } text && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')))
            return Error(http, 400, "Bad Request: secret token contains unallowed characters");
        WebhookUrl = said["url"]?.ToString() ?? "";
        return Done(http, JsonValue.Create(true));
    }

    private Task Updates(HttpContext http, JsonObject said)
    {
        if (WebhookUrl.Length > 0)
            return Error(http, 409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
        var offset = said["offset"]?.GetValue<long>() ?? 0;
        waiting.RemoveAll(update => update["update_id"]!.GetValue<long>() < offset);
        return Done(http, new JsonArray([.. waiting.Take(said["limit"]!.GetValue<int>()).Select(update => update.DeepClone())]));
    }

    private static Task Sent(HttpContext http, JsonObject said, long number) => said["text"]!.ToString() switch
    {
        "" => Error(http, 400, "Bad Request: message text is empty"),
        { Length: > 4096 } => Error(http, 400, "Bad Request: message is too long"),
        "same" => Error(http, 400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"),
        var text => Done(http, new JsonObject { ["message_id"] = number, ["date"] = 1764000000, ["chat"] = new JsonObject { ["id"] = Channel, ["type"] = "channel" }, ["text"] = text }),
    };

    private static Task Done(HttpContext http, JsonNode result) => Status(200, new JsonObject { ["ok"] = true, ["result"] = result }.ToJsonString())(http);

    private static Task Error(HttpContext http, int code, string description) =>
        Status(code, new JsonObject { ["ok"] = false, ["error_code"] = code, ["description"] = description }.ToJsonString())(http);
}
