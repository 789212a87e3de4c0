using System.Globalization;
using System.Net;

namespace Murmure.Connectors.Discord;

/// <summary>
/// How often one connection may still ask, as Discord's headers say (https://discord.com/developers/docs/topics/rate-limits#header-format): several routes share
/// a bucket, each channel, guild or webhook has its own, and one limit is on everything.
/// </summary>
internal sealed class DiscordBuckets
{
    private readonly Lock turn = new();
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (bool IsEmpty, DateTimeOffset Until)> buckets = new(StringComparer.Ordinal);
    private DateTimeOffset everything;

    /// <summary>How long to wait before asking; nothing or less when one need not.</summary>
    public TimeSpan WaitOf(DiscordRoute route, DateTimeOffset now)
    {
        lock (turn)
        {
            var bucket = buckets.GetValueOrDefault(names.GetValueOrDefault(route.Name, route.Name));
            var until = bucket.IsEmpty && bucket.Until > everything ? bucket.Until : everything;
            return until - now;
        }
    }

    public void Learn(DiscordRoute route, ForeignAnswer answer, DateTimeOffset now)
    {
        lock (turn)
        {
            var isOver = answer.Status == HttpStatusCode.TooManyRequests;
            if (isOver && (answer.Header("X-RateLimit-Global").Length > 0 || answer.Root.Get("global").IsTrue() || answer.Header("X-RateLimit-Bucket").Length == 0))
                everything = now + (DiscordErrors.AfterOf(answer) ?? DiscordErrors.Ban);
            if (answer.Header("X-RateLimit-Bucket") is not { Length: > 0 and <= 100 } bucket)
                return;
            var name = $"{bucket} {route.Major}";
            names[route.Name] = name;
            if (isOver)
                buckets[name] = (true, now + (DiscordErrors.AfterOf(answer) ?? DiscordErrors.Ban));
            else if (Seconds(answer.Header("X-RateLimit-Reset-After")) is { } seconds)
                buckets[name] = (answer.Header("X-RateLimit-Remaining") == "0", now + seconds);
        }
    }

    private static TimeSpan? Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= 86_400 ? TimeSpan.FromSeconds(seconds) : null;
}

/// <summary>What limits are counted by.</summary>
/// <param name="Name">Method and path, with the numbers of single things left out.</param>
/// <param name="Major">The channel, guild or webhook, of which each has limits of its own.</param>
internal readonly record struct DiscordRoute(string Name, string Major)
{
    public static DiscordRoute Of(HttpMethod method, string path)
    {
        var parts = path.Split('?')[0].Split('/');
        var kept = parts[0] == "webhooks" ? 3 : 2;
        return new DiscordRoute(
            $"{method} {string.Join('/', parts.Select((part, place) => place >= kept && part.All(char.IsAsciiDigit) ? "*" : part))}", string.Join('/', parts.Take(kept)));
    }
}
