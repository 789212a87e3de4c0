using System.Globalization;
using System.Text.RegularExpressions;

namespace Murmure.Connectors.Telegram;

/// <summary>Which message of its chat somebody means who looked there.</summary>
public sealed partial class TelegramConnector
{
    /// <summary>What the numbers of channels and large groups begin with, whose addresses leave it out (https://core.telegram.org/api/bots/ids).</summary>
    private const string Marked = "-100";

    /// <summary>
    /// Of an address as Telegram copies it, or of a number in the connection's own chat. The Bot API gives out no message that was not just told: that the chat is ours
    /// is looked up, that the message is there is not.
    /// </summary>
    public async Task<(string? Message, ConnectorProblem? Problem)> FindAsync(string told, ConnectorSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(told);
        ArgumentNullException.ThrowIfNull(settings);
        var text = told.Trim();
        var address = MessageAddress().Match(text);
        if (!long.TryParse(address.Success ? address.Groups["message"].Value : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is <= 0 or > int.MaxValue)
            return (null, new ConnectorProblem(ProblemReason.Missing));
        var answer = await telegram.CallAsync(settings, "getChat", ChatOf(settings), cancellation);
        var chat = answer.Root.Get("result");
        if (!TelegramErrors.IsDone(answer) || chat.Get("id").Number() is not { } id)
            return (null, TelegramErrors.ProblemOf(answer));
        var isOurs = !address.Success
            || (address.Groups["number"] is { Success: true } inner && Marked + inner.Value == id.ToString(CultureInfo.InvariantCulture))
            || (address.Groups["name"] is { Success: true } name && string.Equals(name.Value, chat.Get("username").Text(), StringComparison.OrdinalIgnoreCase));
        return isOurs ? (TelegramPayload.NameOf(id, number), null) : (null, new ConnectorProblem(ProblemReason.Missing));
    }

    /// <summary><c>t.me/name/123</c> of a public chat, <c>t.me/c/1234567890/123</c> of any other; with a topic in between where the group has topics.</summary>
    [GeneratedRegex(@"^(?:https?://)?(?:t|telegram)\.me/(?:c/(?<number>[1-9][0-9]{4,13})|(?:s/)?(?<name>[A-Za-z][A-Za-z0-9_]{3,31}))/(?:[0-9]{1,10}/)?(?<message>[1-9][0-9]{0,9})/?(?:\?single)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex MessageAddress();
}
