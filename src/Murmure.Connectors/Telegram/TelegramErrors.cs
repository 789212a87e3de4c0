using System.Globalization;
using System.Net;

namespace Murmure.Connectors.Telegram;

/// <summary>
/// What the Bot API means by an error: a number as HTTP has it and a sentence that may change (https://core.telegram.org/bots/api#making-requests).
/// PRIVACY: the sentence is looked at and let go; it can quote what was sent.
/// </summary>
internal static class TelegramErrors
{
    /// <summary>Parts of sentences as tdlib's server writes them, in small letters (https://github.com/tdlib/telegram-bot-api).</summary>
    private static readonly (string Part, ProblemReason Reason)[] Sentences =
    [
        ("chat not found", ProblemReason.Missing),
        ("message to edit not found", ProblemReason.Missing),
        ("message to delete not found", ProblemReason.Missing),
        ("group chat was upgraded", ProblemReason.Missing),
        ("not enough rights", ProblemReason.Rights),
        ("administrator rights", ProblemReason.Rights),
        ("can't be deleted", ProblemReason.Rights),
        ("can't be edited", ProblemReason.Rights),
        ("chat_write_forbidden", ProblemReason.Rights),
        ("chat_admin_required", ProblemReason.Rights),
    ];

    /// <summary>Whether the method did what it was asked.</summary>
    public static bool IsDone(ForeignAnswer answer) => answer.IsGood && answer.Root.Get("ok").IsTrue();

    /// <summary>What is wrong.</summary>
    public static ConnectorProblem ProblemOf(ForeignAnswer answer)
    {
        var code = answer.Root.Get("error_code").Number() is { } number and > 0 and < 1000 ? number.ToString(CultureInfo.InvariantCulture) : CodeOf(answer.Status);
        var reason = answer.Status switch
        {
            // A token that nobody has is a path that is not there.
            HttpStatusCode.NotFound => ProblemReason.Credentials,
            // Somebody else asks for the same bot's updates, or they go to a webhook.
            HttpStatusCode.Conflict => ProblemReason.Off,
            HttpStatusCode.BadRequest => Sentences.Where(one => Says(answer, one.Part)).Select(one => (ProblemReason?)one.Reason).FirstOrDefault() ?? ProblemReason.Refused,
            _ => answer.Problem.Reason,
        };
        return new ConnectorProblem(reason, code);
    }

    /// <summary>How long Telegram wants to be left alone; null where it did not say.</summary>
    public static TimeSpan? AfterOf(ForeignAnswer answer) =>
        answer.Root.Get("parameters").Get("retry_after").Number() is { } seconds and >= 0 and <= 86_400 ? TimeSpan.FromSeconds(seconds) : answer.After;

    /// <summary>Whether the message says that already.</summary>
    public static bool IsUnchanged(ForeignAnswer answer) => answer.Status == HttpStatusCode.BadRequest && Says(answer, "message is not modified");

    /// <summary>Whether there is no such message, any more.</summary>
    public static bool IsGone(ForeignAnswer answer) => answer.Status == HttpStatusCode.BadRequest && Says(answer, "message to delete not found");

    private static bool Says(ForeignAnswer answer, string part) => answer.Root.Get("description").Text().Contains(part, StringComparison.OrdinalIgnoreCase);

    private static string CodeOf(HttpStatusCode? status) => status is { } known ? ((int)known).ToString(CultureInfo.InvariantCulture) : "";
}
