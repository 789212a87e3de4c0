using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Murmure.Connectors.Discord;

/// <summary>What Discord means by an error (https://discord.com/developers/docs/topics/opcodes-and-status-codes#json). PRIVACY: its sentences are not read.</summary>
internal static class DiscordErrors
{
    /// <summary>How long an address is shut out that asked too often for what it may not have; the answer then is not Discord's, and does not say.</summary>
    public static readonly TimeSpan Ban = TimeSpan.FromMinutes(10);

    /// <summary>Unknown webhook: "you should not attempt to use it again" (https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans).</summary>
    public const string NoWebhook = "10015";

    public const string NoMessage = "10008";

    /// <summary>What is wrong.</summary>
    public static ConnectorProblem ProblemOf(ForeignAnswer answer)
    {
        var code = answer.Root.Get("code").Number() is { } number and > 0 and < 10_000_000 ? number.ToString(CultureInfo.InvariantCulture) : "";
        var reason = (answer.Status, code) switch
        {
            (HttpStatusCode.TooManyRequests, _) => ProblemReason.Limit,
            (_, "40001" or "50014") => ProblemReason.Credentials,
            (_, "50001" or "50013") => ProblemReason.Rights,
            // The webhook's token is wrong; or there is none of it any more.
            (_, "50027") => ProblemReason.Credentials,
            _ => answer.Problem.Reason,
        };
        return new ConnectorProblem(reason, code.Length > 0 ? code : answer.Status is { } status ? ((int)status).ToString(CultureInfo.InvariantCulture) : "");
    }

    /// <summary>How long Discord wants to be left alone; null where nothing says so.</summary>
    public static TimeSpan? AfterOf(ForeignAnswer answer) =>
        answer.Root.Get("retry_after") is { ValueKind: JsonValueKind.Number } said && said.TryGetDouble(out var seconds) && seconds is >= 0 and <= 86_400 ? TimeSpan.FromSeconds(seconds)
        : answer.After ?? (answer.Status == HttpStatusCode.TooManyRequests ? Ban : null);
}
