using System.Text;
using System.Text.Json.Nodes;

namespace Murmure.Connectors.Tests.Telegram;

/// <summary>Updates in Telegram's form, full of what must not be kept.</summary>
internal static class Update
{
    public const string Name = "Canary Person";
    public const long User = 7700112233;
    public static readonly DateTimeOffset Now = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Names, numbers and texts that stand in the updates here.</summary>
    public static readonly string[] Canaries = ["Canary", "canary", "7700112233", "+33612345678", "CanaryTitle"];

    private static long Date => Now.ToUnixTimeSeconds() - 60;

    private static string Person => $$$"""{"id":{{{User}}},"is_bot":false,"first_name":"{{{Name}}}","last_name":"Canary-Last","username":"canary_user","language_code":"fr"}""";

    private static string Ours => $$$"""{"id":{{{TelegramServer.Channel}}},"title":"CanaryTitle","username":"murmure_news","type":"channel"}""";

    private const string Group = """{"id":-1009876543210,"title":"Canary group","username":"canary_group","type":"supergroup"}""";

    private static string Creator => $$$"""{"id":{{{TelegramServer.Bot}}},"is_bot":true,"first_name":"Murmure"}""";

    public static string Reactions(long id = 1, string list = """{"type":{"type":"emoji","emoji":"👍"},"total_count":7},{"type":{"type":"emoji","emoji":"❤"},"total_count":2}""", string? chat = null) =>
        $$$"""{"update_id":{{{id}}},"message_reaction_count":{"chat":{{{chat ?? Ours}}},"message_id":41,"date":{{{Date}}},"reactions":[{{{list}}}]} }""";

    public static string Member(long id = 1, string before = "left", string after = "member", string? link = null, string? chat = null) =>
        $$$"""
        {"update_id":{{{id}}},"chat_member":{"chat":{{{chat ?? Ours}}},"from":{{{Person}}},"date":{{{Date}}},"old_chat_member":{"user":{{{Person}}},"status":"{{{before}}}"},
         "new_chat_member":{"user":{{{Person}}},"status":"{{{after}}}"}{{{(link is null ? "" : ",\"invite_link\":" + link)}}}}}
        """;

    public static string Invitation(string name = "spring-sale", string? creator = null) =>
        $$$"""{"invite_link":"https://t.me/+canary...","creator":{{{creator ?? Creator}}},"name":"{{{name}}}","creates_join_request":false,"is_primary":false,"is_revoked":false}""";

    public static string PersonsInvitation => Invitation(creator: Person);

    public static string Forward(long id = 1, string? chat = null, string? origin = null, string more = "", string kind = "message") =>
        $$$"""
        {"update_id":{{{id}}},"{{{kind}}}":{"message_id":900,"from":{{{Person}}},"chat":{{{chat ?? Group}}},"date":{{{Date}}},"text":"canary text, call +33612345678"{{{more}}},
         "forward_origin":{"type":"channel","date":{{{Date}}},"chat":{{{origin ?? Ours}}},"message_id":41,"author_signature":"Canary Editor"} } }
        """;

    public static string Answer(long id = 1, bool below = true) =>
        below
            ? $$$"""
              {"update_id":{{{id}}},"message":{"message_id":901,"from":{{{Person}}},"chat":{{{Group}}},"date":{{{Date}}},"text":"canary answer","reply_to_message":
               {"message_id":900,"chat":{{{Group}}},"date":{{{Date}}},"is_automatic_forward":true,"sender_chat":{{{Ours}}},"forward_origin":{"type":"channel","date":{{{Date}}},"chat":{{{Ours}}},"message_id":41},"text":"ours"} } }
              """
            : $$$"""
              {"update_id":{{{id}}},"message":{"message_id":901,"from":{{{Person}}},"chat":{{{Ours}}},"date":{{{Date}}},"text":"canary answer","reply_to_message":
               {"message_id":41,"from":{{{Creator}}},"chat":{{{Ours}}},"date":{{{Date}}},"text":"ours"} } }
              """;

    public static string OneReaction(long id = 1) =>
        $$$"""{"update_id":{{{id}}},"message_reaction":{"chat":{{{Ours}}},"message_id":41,"user":{{{Person}}},"date":{{{Date}}},"old_reaction":[],"new_reaction":[{"type":"emoji","emoji":"👍"}]}}""";

    public static string JoinRequest(long id = 1) =>
        $$$"""{"update_id":{{{id}}},"chat_join_request":{"chat":{{{Ours}}},"from":{{{Person}}},"user_chat_id":{{{User}}},"date":{{{Date}}},"bio":"canary bio"}}""";

    public static IEnumerable<string> All =>
    [
        Reactions(1), Member(2, link: Invitation()), Member(3, "member", "left"), Forward(4), Answer(5), Answer(6, below: false), OneReaction(7), JoinRequest(8), Member(9, link: PersonsInvitation),
        Forward(10, kind: "channel_post"),
    ];

    public static ForeignRequest Request(string body, string? secret = TelegramServer.Secret, string method = "POST") => Request(Encoding.UTF8.GetBytes(body), secret, method);

    public static ForeignRequest Request(byte[] body, string? secret = TelegramServer.Secret, string method = "POST") =>
        new(method, new Uri("https://m.example.org/webhooks/telegram/abc"), name => name == "X-Telegram-Bot-Api-Secret-Token" ? secret ?? "" : "", body);

    public static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
