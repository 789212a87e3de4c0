using Murmure.Connectors.Tests.Discord;
using Murmure.Connectors.Tests.Telegram;

namespace Murmure.Server.Tests.BadInput;

public sealed partial class BadInputTests
{
    private static Row Update(string what, string body, string secret = TelegramServer.Secret) => new(what, asker => asker.TelegramAsync(body, secret));

    private static Row Interacted(string what, string body, string? signature = null, TimeSpan ago = default) => new(what, asker => asker.DiscordAsync(body, signature, ago));

    private static string Counted(string content) => """{"update_id":1,"message_reaction_count":@}""".Replace("@", content, StringComparison.Ordinal);

    /// <summary>After those of other services: a test of theirs looks for the only connection.</summary>
    private static readonly (string Door, string About, Row[] Rows)[] ChatDoors =
    [
        ("`/webhooks/telegram/{address}`", "What Telegram tells of a connection. What comes with the secret and can be read is answered with 200, whatever nobody here wants of it: Telegram repeats all else.",
        [
            new("A connection that is not there", asker => asker.KeylessAsync("POST", "/webhooks/telegram/none", "{}")),
            Update("No secret", "{}", ""),
            Update("Another secret", "{}", "guess"),
            Update("A secret that is cut", "{}", TelegramServer.Secret[..^1]),
            Update("Nothing", ""),
            Update("Text that is no JSON", "update=1"),
            Update("A list", "[]"),
            Update("A text that never ends", "{\"update_id\":\""),
            Update("A thousand lists in one another", new string('[', 1000)),
            Update("A name that comes twice", "{\"update_id\":1,\"update_id\":2}"),
            Update("No number", "{\"message\":{}}"),
            Update("A number that is a text", "{\"update_id\":\"1\"}"),
            Update("A number beyond all numbers", "{\"update_id\":1e400}"),
            Update("An update that nobody knows", "{\"update_id\":1,\"pigeons\":{}}"),
            Update("Reactions of another chat", Counted("{\"chat\":{\"id\":7},\"message_id\":1,\"date\":1764061200,\"reactions\":[]}")),
            Update("Reactions that are a number", Counted("7")),
            Update("Reactions of a time that is none", Counted("{\"chat\":{\"username\":\"murmure_news\",\"id\":7},\"message_id\":1,\"date\":\"yesterday\",\"reactions\":[]}")),
            Update("Reactions of long ago", Counted("{\"chat\":{\"username\":\"murmure_news\",\"id\":7},\"message_id\":1,\"date\":1500000000,\"reactions\":[]}")),
            Update("More than three megabytes", new string(' ', (3 * 1024 * 1024) + 1)),
            new("To be asked", asker => asker.TelegramAsync("", method: "GET")),
            new("Another method", asker => asker.TelegramAsync("{}", method: "PUT")),
        ]),
        ("`/webhooks/discord/{address}`", "What Discord tells of a connection. It makes sure now and then that what is not signed is refused.",
        [
            new("A connection that is not there", asker => asker.KeylessAsync("POST", "/webhooks/discord/none", "{}")),
            Interacted("No signature", Interaction.Ping, ""),
            Interacted("A signature that is cut", Interaction.Ping, "00"),
            Interacted("A signature of nothing", Interaction.Ping, new string('0', 128)),
            Interacted("A signature of six minutes ago", Interaction.Ping, ago: TimeSpan.FromMinutes(6)),
            Interacted("A signature of a time to come", Interaction.Ping, ago: TimeSpan.FromMinutes(-6)),
            Interacted("Nothing", ""),
            Interacted("Text that is no JSON", "type=1"),
            Interacted("A list", "[]"),
            Interacted("No type", "{}"),
            Interacted("A type that is a text", "{\"type\":\"1\"}"),
            Interacted("A name that comes twice", "{\"type\":1,\"type\":2}"),
            Interacted("A thousand lists in one another", new string('[', 1000)),
            Interacted("A type that nobody knows", "{\"type\":99}"),
            Interacted("A ping", Interaction.Ping),
            Interacted("More than three megabytes", new string(' ', (3 * 1024 * 1024) + 1)),
            new("To be asked", asker => asker.DiscordAsync("", method: "GET")),
        ]),
    ];
}
