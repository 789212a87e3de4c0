using System.Net;

namespace Murmure.Connectors.Discord;

/// <summary>
/// Stops asking long before Discord shuts this server's address out: 10,000 answers of 401, 403 or 429 in ten minutes are too many
/// (https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans). It is one for all connections, as the address is.
/// </summary>
internal sealed class DiscordCaution
{
    /// <summary>A tenth: others may share the address.</summary>
    private const int Most = 1_000;

    private readonly Lock turn = new();
    private readonly Queue<DateTimeOffset> invalid = new();

    /// <summary>How long to ask nothing; null when one may.</summary>
    public TimeSpan? WaitOf(DateTimeOffset now)
    {
        lock (turn)
        {
            while (invalid.TryPeek(out var first) && first + DiscordErrors.Ban <= now)
                invalid.Dequeue();
            return invalid.Count < Most ? null : invalid.Peek() + DiscordErrors.Ban - now;
        }
    }

    public void Learn(ForeignAnswer answer, DateTimeOffset now)
    {
        var counts = answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            || (answer.Status == HttpStatusCode.TooManyRequests && answer.Header("X-RateLimit-Scope") != "shared");
        if (!counts)
            return;
        lock (turn)
            invalid.Enqueue(now);
    }
}
