using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Notices;

/// <summary>
/// A letter as each outlet takes it. Titles of pages are whatever somebody wrote: encoded here, so that none of them can ping a room, set a link or break
/// out of its line.
/// </summary>
internal static class OutletMessage
{
    // Below each service's own limits, which count what encoding adds.
    private const int TitleLength = 140;
    private const int BodyLength = 2800;
    private const int MarkdownLength = 3600;

    /// <summary>The body of a request.</summary>
    /// <param name="id">The message's name.</param>
    /// <param name="kind">What is told.</param>
    public static string Write(NoticeOutlet outlet, OutletSecret secret, Letter letter, string site, string kind, string id, DateTime made)
    {
        var (title, body, link) = (LetterText.Cut(letter.Title, TitleLength), LetterText.Cut(LetterText.Body(letter), BodyLength), letter.Link(outlet.Root));
        JsonNode message = outlet.Kind switch
        {
            OutletKind.Slack => Slack(site, title, body, letter.LinkText, link),
            OutletKind.Discord => Discord(site, title, body, letter.LinkText, link),
            OutletKind.Telegram => Telegram(secret.Chat, site, title, body, letter.LinkText, link),
            _ => Program(letter, site, kind, id, made, link),
        };
        return message.ToJsonString(NoticeJson.Readable);
    }

    // https://api.slack.com/reference/block-kit: plain_text takes no mark-up and no mention; mrkdwn and text want & < > encoded.
    private static JsonObject Slack(string site, string title, string body, string linkText, string link) => new()
    {
        ["text"] = Encoded($"{site}: {title}"),
        ["unfurl_links"] = false,
        ["unfurl_media"] = false,
        ["blocks"] = new JsonArray(
            new JsonObject { ["type"] = "header", ["text"] = Plain(title) },
            new JsonObject { ["type"] = "section", ["text"] = Plain(body) },
            new JsonObject { ["type"] = "context", ["elements"] = new JsonArray(Plain(site), new JsonObject { ["type"] = "mrkdwn", ["text"] = $"<{Encoded(link)}|{Encoded(linkText)}>" }) }),
    };

    private static JsonObject Plain(string text) => new() { ["type"] = "plain_text", ["text"] = text, ["emoji"] = false };

    // https://discord.com/developers/docs/resources/webhook: without anything in allowed_mentions nobody is pinged, whatever the text says.
    private static JsonObject Discord(string site, string title, string body, string linkText, string link) => new()
    {
        ["embeds"] = new JsonArray(new JsonObject
        {
            ["title"] = LetterText.Cut(Markdown(title), 250), ["description"] = $"{LetterText.Cut(Markdown(body), MarkdownLength)}\n\n[{Markdown(linkText)}]({link})", ["url"] = link, ["color"] = 0x0d6b5e,
            ["footer"] = new JsonObject { ["text"] = site },
        }),
        ["allowed_mentions"] = new JsonObject { ["parse"] = new JsonArray() },
    };

    // https://core.telegram.org/bots/api#html-style: & < > are encoded, and nothing else is mark-up.
    private static JsonObject Telegram(string chat, string site, string title, string body, string linkText, string link) => new()
    {
        ["chat_id"] = chat,
        ["parse_mode"] = "HTML",
        ["text"] = $"<b>{Encoded(title)}</b>\n{Encoded(site)}\n\n{Encoded(body)}\n\n<a href=\"{Encoded(link)}\">{Encoded(linkText)}</a>",
        // Or Telegram would fetch our page for a preview.
        ["link_preview_options"] = new JsonObject { ["is_disabled"] = true },
    };

    private static JsonObject Program(Letter letter, string site, string kind, string id, DateTime made, string link) => new()
    {
        ["id"] = id,
        ["type"] = "notice." + kind,
        ["timestamp"] = made,
        ["data"] = new JsonObject
        {
            ["site"] = site, ["title"] = letter.Title, ["text"] = LetterText.Body(letter), ["url"] = link,
            ["charts"] = new JsonArray([.. letter.Parts.OfType<LetterBars>().Select(bars => new JsonObject
            {
                ["title"] = bars.Heading, ["bars"] = new JsonArray([.. bars.Bars.Select(bar => new JsonObject { ["name"] = bar.Name, ["value"] = bar.Value })]),
            })]),
        },
    };

    private static string Encoded(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Markdown(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
            escaped.Append("\\`*_~|<>[]()#@:-+.!".Contains(c, StringComparison.Ordinal) ? "\\" : "").Append(c);
        return escaped.ToString();
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WaitingMail))]
[JsonSerializable(typeof(OutletSecret))]
internal sealed partial class NoticeJson : JsonSerializerContext
{
    /// <summary>French as it is written: what is sent is JSON, never part of a page.</summary>
    public static JsonSerializerOptions Readable { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
