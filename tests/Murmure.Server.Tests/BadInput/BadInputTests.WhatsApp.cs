using System.Text;

namespace Murmure.Server.Tests.BadInput;

public sealed partial class BadInputTests
{
    private const string Challenge = "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=";

    private static Row Told(string what, string body, string? signature = null) => new(what, asker => asker.WhatsAppAsync("POST", "", Encoding.UTF8.GetBytes(body), signature));

    private static string Messages(string content) => """{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":@}]}]}""".Replace("@", content, StringComparison.Ordinal);

    private static readonly (string Door, string About, Row[] Rows)[] WhatsAppDoors =
    [
        ("`/webhooks/whatsapp/{address}`", "What Meta tells of a connection. What is signed and can be read is answered with 200, whatever nobody here wants of it: Meta repeats all else for a week.",
        [
            new("A connection that is not there", asker => asker.KeylessAsync("POST", "/webhooks/whatsapp/none", "{}")),
            new("A challenge with another token", asker => asker.WhatsAppAsync("GET", Challenge + "guess")),
            new("A challenge without a token", asker => asker.WhatsAppAsync("GET", "?hub.mode=subscribe&hub.challenge=1")),
            new("A challenge that is a page", asker => asker.WhatsAppAsync("GET", Challenge.Replace("=1&", "=%3Cp%3E&", StringComparison.Ordinal) + "only-we-know-this")),
            Told("No signature", "{}", ""),
            Told("A signature of another body", "{}", "sha256=" + new string('0', 64)),
            Told("A signature that is cut", "{}", "sha256=00"),
            Told("A signature by SHA-1", "{}", "sha1=" + new string('0', 40)),
            Told("Nothing", ""),
            Told("Text that is no JSON", "hub=1"),
            Told("A list", "[]"),
            Told("A text that never ends", "{\"entry\":\""),
            Told("A thousand lists in one another", new string('[', 1000)),
            Told("No entries", "{}"),
            Told("Entries that are a number", "{\"entry\":7}"),
            Told("A field that nobody knows", """{"entry":[{"changes":[{"field":"pigeons","value":{}}]}]}"""),
            Told("A message without an id", Messages("""{"messages":[{"from":"1","timestamp":"1","type":"text","text":{"body":"a"}}]}""")),
            Told("A message of a time that is none", Messages("""{"messages":[{"id":"a","from":"1","timestamp":"yesterday","type":"text","text":{"body":"a"}}]}""")),
            Told("A message of long ago", Messages("""{"messages":[{"id":"a","from":"1","timestamp":"1500000000","type":"text","text":{"body":"a"}}]}""")),
            Told("A status that nobody knows", Messages("""{"statuses":[{"id":"a","status":"eaten","timestamp":"1500000000"}]}""")),
            new("More than three megabytes", asker => asker.WhatsAppAsync("POST", "", new byte[(3 * 1024 * 1024) + 1])),
            new("Another method", asker => asker.WhatsAppAsync("PUT", "", Encoding.UTF8.GetBytes("{}"))),
        ]),
        ("`/app/sites/{host}/campaigns/{id}/posts/{post}/send`", "The list of a send, by a form. What is wrong is said on the page; nothing of the list is repeated.",
        [
            new("A post that is not there", asker => asker.PageAsync("/app/sites/live.example/campaigns/9/posts/9/send")),
            new("A list for it", asker => asker.ForgedAsync("/app/sites/live.example/campaigns/9/posts/9/recipients")),
            new("A form without the page's token", asker => asker.ForgedAsync("/app/sites/live.example/campaigns/1/posts/1/recipients", ("file", "+33612345678"))),
            new("Templates of a connection that is not there", asker => asker.PageAsync("/app/sites/live.example/connections/9/templates")),
            new("A link for a connection that is not there", asker => asker.PageAsync("/app/sites/live.example/connections/9/conversation")),
            new("A link with a text of three thousand letters", asker => asker.PageAsync("/app/sites/live.example/connections/1/conversation?text=" + new string('x', 3000))),
            new("A link for a campaign that is none, with a code in a colour that is none", asker => asker.PageAsync("/app/sites/live.example/connections/1/conversation?campaign=zero&dark=red")),
            new("A code for a connection that is not there", asker => asker.PageAsync("/app/sites/live.example/connections/9/conversation.svg")),
            new("A code in a colour that is none", asker => asker.PageAsync("/app/sites/live.example/connections/1/conversation.svg?dark=red")),
            new("A code of three thousand letters", asker => asker.PageAsync("/app/sites/live.example/connections/1/conversation.png?text=" + new string('x', 3000))),
        ]),
    ];
}
