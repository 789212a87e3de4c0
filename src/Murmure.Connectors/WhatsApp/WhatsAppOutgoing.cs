using System.Globalization;
using System.Text.Json.Nodes;

namespace Murmure.Connectors.WhatsApp;

/// <summary>
/// A message as the Cloud API takes it. A template is what may be sent at any time; a free text, with the link in it or behind a button, only within a day of
/// the recipient's last message (https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages).
/// </summary>
internal static class WhatsAppOutgoing
{
    private const int LongestText = 4096;
    private const int LongestBody = 1024;
    private const int LongestLabel = 20;
    private const int MostVariables = 20;

    /// <returns>Null where it cannot be sent as it is.</returns>
    public static JsonObject? Of(OutgoingMessage message)
    {
        if (message.Recipient is not { } recipient || WhatsAppAddress.Digits(recipient.Reveal()) is not { } digits || Check(message).Any())
            return null;
        var (type, content) = message.Detail("form") switch
        {
            "text" => ("text", TextOf(message)),
            "cta" => ("interactive", ButtonOf(message)),
            "" or "template" => ("template", TemplateOf(message)),
            _ => ("", (JsonObject?)null),
        };
        return content is null ? null : new JsonObject { ["messaging_product"] = "whatsapp", ["recipient_type"] = "individual", ["to"] = "+" + digits, ["type"] = type, [type] = content };
    }

    /// <summary>What is wrong with a message, whoever it goes to.</summary>
    public static IEnumerable<MessageFinding> Check(OutgoingMessage message) => message.Detail("form") switch
    {
        "text" => MessageFinding.OfText(Joined(message), LongestText),
        "cta" =>
        [
            .. message.Link is null ? (MessageFinding[])[new(MessageFlaw.Link)] : [], .. MessageFinding.OfText(message.Text, LongestBody),
            .. message.Detail("label").Length is 0 or > LongestLabel ? (MessageFinding[])[new(MessageFlaw.Button)] : [],
        ],
        _ => WhatsAppTemplate.IsName(message.Detail("template")) && WhatsAppTemplate.IsLanguage(message.Detail("language")) ? [] : [new(MessageFlaw.Template)],
    };

    private static string Joined(OutgoingMessage message) => message.Link is { } link ? $"{message.Text}\n{link.OriginalString}".TrimStart() : message.Text;

    // WhatsApp's own fetch for a preview has an agent of its own and is never counted as a share; without one there is nothing to tell apart.
    private static JsonObject TextOf(OutgoingMessage message) => new() { ["body"] = Joined(message), ["preview_url"] = message.Detail("preview") == "yes" };

    private static JsonObject ButtonOf(OutgoingMessage message) => new()
    {
        ["type"] = "cta_url", ["body"] = new JsonObject { ["text"] = message.Text },
        ["action"] = new JsonObject { ["name"] = "cta_url", ["parameters"] = new JsonObject { ["display_text"] = message.Detail("label"), ["url"] = message.Link!.OriginalString } },
    };

    private static JsonObject TemplateOf(OutgoingMessage message)
    {
        var components = new JsonArray();
        var texts = VariablesOf(message);
        if (texts.Count > 0)
            components.Add(new JsonObject { ["type"] = "body", ["parameters"] = texts });
        // A template without such a button is refused with one.
        if (message.Link is { } link && message.Detail("button") != WhatsAppConnector.NoButton)
        {
            var button = message.Detail("button");
            components.Add(new JsonObject
            {
                ["type"] = "button", ["sub_type"] = "url", ["index"] = button is [>= '0' and <= '9'] ? button : "0", ["parameters"] = new JsonArray(TextParameter(SuffixOf(link, message.Detail("button-url")))),
            });
        }
        return new JsonObject { ["name"] = message.Detail("template"), ["language"] = new JsonObject { ["code"] = message.Detail("language") }, ["components"] = components };
    }

    /// <summary>What the button's address ends in: what the template leaves open, or the link's path where nobody said what stands before.</summary>
    private static string SuffixOf(Uri link, string address) =>
        new WhatsAppTemplate("", "", "", "", "", 0, 0, address).SuffixOf(link) is { Length: > 0 } suffix ? suffix : link.PathAndQuery.TrimStart('/');

    /// <summary>Details <c>body.1</c>, <c>body.2</c> and so on, until one is absent.</summary>
    private static JsonArray VariablesOf(OutgoingMessage message)
    {
        var texts = new JsonArray();
        for (var i = 1; i <= MostVariables && message.Detail(string.Create(CultureInfo.InvariantCulture, $"body.{i}")) is { Length: > 0 } text; i++)
            texts.Add(TextParameter(text));
        return texts;
    }

    private static JsonObject TextParameter(string text) => new JsonObject { ["type"] = "text", ["text"] = text };
}
