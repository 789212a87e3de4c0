using System.Net;
using System.Text.Json.Nodes;

namespace Murmure.Connectors.Telegram;

/// <summary>Publishes, changes, takes back, invites.</summary>
public sealed partial class TelegramConnector
{
    /// <summary>A detail of a message: <c>yes</c> for the card below it.</summary>
    public const string Preview = "preview";

    /// <summary>A detail of a message: <c>yes</c> for no sound.</summary>
    public const string Silent = "silent";

    /// <summary>Characters of a message, without its markup (https://core.telegram.org/bots/api#sendmessage).</summary>
    public const int LongestText = 4096;

    public IReadOnlyList<MessageFinding> Check(OutgoingMessage message, ConnectorSettings settings)
    {
        ArgumentNullException.ThrowIfNull(message);
        return [.. MessageFinding.OfText(Joined(message.Text, message.Link?.AbsoluteUri ?? ""), LongestText)];
    }

    public async Task<PublishResult> PublishAsync(OutgoingMessage message, ConnectorSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(settings);
        // What is meant for one person must not stand in a channel.
        if (message.Recipient is not null)
            return new PublishResult.Refused(new ConnectorProblem(ProblemReason.Refused));
        var parameters = Written(message, ChatOf(settings));
        parameters["disable_notification"] = message.Detail(Silent) == "yes";
        var answer = await telegram.CallAsync(settings, "sendMessage", parameters, cancellation);
        var sent = answer.Root.Get("result");
        if (TelegramErrors.IsDone(answer) && sent.Get("chat").Get("id").Number() is { } chat && sent.Get("message_id").Number() is { } number and > 0)
            return new PublishResult.Published(TelegramPayload.NameOf(chat, number));
        return ForeignClient.Failure(answer, TelegramErrors.ProblemOf(answer), TelegramErrors.AfterOf(answer));
    }

    public async Task<ConnectorProblem?> EditAsync(string message, OutgoingMessage edited, ConnectorSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(edited);
        ArgumentNullException.ThrowIfNull(settings);
        if (Named(message) is not { } parameters)
            return new ConnectorProblem(ProblemReason.Missing);
        var answer = await telegram.CallAsync(settings, "editMessageText", Written(edited, parameters), cancellation);
        return TelegramErrors.IsDone(answer) || TelegramErrors.IsUnchanged(answer) ? null : TelegramErrors.ProblemOf(answer);
    }

    /// <summary>Telegram lets a bot take back what is less than two days old (https://core.telegram.org/bots/api#deletemessage).</summary>
    public async Task<ConnectorProblem?> RemoveAsync(string message, ConnectorSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(settings);
        if (Named(message) is not { } parameters)
            return new ConnectorProblem(ProblemReason.Missing);
        var answer = await telegram.CallAsync(settings, "deleteMessage", parameters, cancellation);
        return TelegramErrors.IsDone(answer) || TelegramErrors.IsGone(answer) ? null : TelegramErrors.ProblemOf(answer);
    }

    public async Task<InviteResult> InviteAsync(string name, ConnectorSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(settings);
        if (!TelegramPayload.IsOurName(name))
            return new InviteResult.Refused(new ConnectorProblem(ProblemReason.Refused));
        var parameters = ChatOf(settings);
        parameters["name"] = name;
        var answer = await telegram.CallAsync(settings, "createChatInviteLink", parameters, cancellation);
        return TelegramErrors.IsDone(answer) && Uri.TryCreate(answer.Root.Get("result").Get("invite_link").Text(), UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
            ? new InviteResult.Made(name, address) : new InviteResult.Refused(TelegramErrors.ProblemOf(answer));
    }

    /// <summary>
    /// What a message says, as HTML, so that the link is one whatever its name ends with. No card is made of it unless somebody wants one: Telegram would fetch the
    /// tagged address for it, with the name that it fetches shared links by, and that would count as a share (docs/adr/0072).
    /// </summary>
    private static JsonObject Written(OutgoingMessage message, JsonObject parameters)
    {
        var link = message.Link is { } address ? $"<a href=\"{WebUtility.HtmlEncode(address.AbsoluteUri)}\">{WebUtility.HtmlEncode(address.AbsoluteUri)}</a>" : "";
        parameters["text"] = Joined(Encoded(message.Text), link);
        parameters["parse_mode"] = "HTML";
        parameters["link_preview_options"] = new JsonObject { ["is_disabled"] = message.Detail(Preview) != "yes" };
        return parameters;
    }

    private static string Joined(string text, string link) => string.Join("\n\n", ((string[])[text, link]).Where(part => part.Length > 0));

    /// <summary>As Telegram wants it: these three and nothing else (https://core.telegram.org/bots/api#html-style).</summary>
    private static string Encoded(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static JsonObject? Named(string message) => TelegramPayload.PartsOf(message) is var (chat, number) ? new JsonObject { ["chat_id"] = chat, ["message_id"] = number } : null;
}
