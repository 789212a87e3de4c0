using System.Globalization;
using System.Text.Json.Nodes;

namespace Murmure.Connectors.Telegram;

/// <summary>Asks for what no webhook tells: how many belong to the chat, how the webhook fares, and the updates themselves where there is none.</summary>
public sealed partial class TelegramConnector
{
    /// <summary>As many as Telegram gives at once.</summary>
    private const int MostUpdates = 100;

    /// <summary>What is counted by day need not be known by the second: Telegram keeps the question open for a moment, and holds up nobody else's round.</summary>
    private static readonly TimeSpan Open = TimeSpan.FromSeconds(3);

    /// <summary>Members change slowly.</summary>
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    /// <summary>Updates wait for a day at Telegram, and come once a minute where they are asked for.</summary>
    public TimeSpan Pause => TimeSpan.FromMinutes(1);

    public async Task<PollResult> PollAsync(PollRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (offset, quarter) = Place(request.Cursor);
        var observations = new List<Observation>();
        var now = clock.GetUtcNow().Ticks / Quarter.Ticks;
        if (quarter != now && await CountAsync(request.Settings, observations, cancellation) is { } failed)
            return new PollResult([], request.Cursor, TelegramErrors.ProblemOf(failed), TelegramErrors.AfterOf(failed));
        if (IsPolling(request.Settings))
            return await UpdatesAsync(request, offset, now, observations, cancellation);
        return new PollResult(observations, Cursor(offset, now), await DeliveryAsync(request, cancellation));
    }

    private static string Cursor(long offset, long quarter) => string.Create(CultureInfo.InvariantCulture, $"{offset} {quarter}");

    /// <summary>The next update's number, and the quarter of an hour in which members were last counted.</summary>
    private static (long Offset, long Quarter) Place(string cursor) =>
        cursor.Split(' ') is [var offset, var quarter] && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var next)
            && long.TryParse(quarter, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? (next, last) : (0, 0);

    /// <returns>The answer that was none; null when it was one.</returns>
    private async Task<ForeignAnswer?> CountAsync(ConnectorSettings settings, List<Observation> observations, CancellationToken cancellation)
    {
        var answer = await telegram.CallAsync(settings, "getChatMemberCount", ChatOf(settings), cancellation);
        if (!TelegramErrors.IsDone(answer) || answer.Root.Get("result").Amount() is not { } members)
            return answer;
        observations.Add(new Observation(ObservationKind.Members, clock.GetUtcNow()) { Amount = members, IsTotal = true });
        return null;
    }

    /// <summary>
    /// Updates from the next one on. To ask for one is to say that those before it were taken (https://core.telegram.org/bots/api#getupdates): one list at a time,
    /// and the next when the first is counted.
    /// </summary>
    private async Task<PollResult> UpdatesAsync(PollRequest request, long offset, long quarter, List<Observation> observations, CancellationToken cancellation)
    {
        var asked = new JsonObject { ["limit"] = MostUpdates, ["timeout"] = (int)Open.TotalSeconds, ["allowed_updates"] = Wanted() };
        if (offset > 0)
            asked["offset"] = offset;
        var answer = await telegram.CallAsync(request.Settings, "getUpdates", asked, cancellation, options.Patience + Open);
        if (!TelegramErrors.IsDone(answer))
            return new PollResult(observations, Cursor(offset, quarter), TelegramErrors.ProblemOf(answer), TelegramErrors.AfterOf(answer));
        var updates = answer.Root.Get("result").Items(MostUpdates).ToList();
        var payload = PayloadOf(request.Settings);
        // One that cannot be read is passed over: it would come again and again, and hold up all after it.
        observations.AddRange(updates.SelectMany(update => payload.Read(update) ?? []));
        var last = updates.Select(update => update.Get("update_id").Number() ?? 0).DefaultIfEmpty(0).Max();
        return new PollResult(observations, Cursor(last is > 0 and < long.MaxValue ? last + 1 : offset, quarter)) { More = updates.Count == MostUpdates };
    }

    /// <summary>Whether Telegram got through to our webhook lately, and to no other; null where it did.</summary>
    private async Task<ConnectorProblem?> DeliveryAsync(PollRequest request, CancellationToken cancellation)
    {
        var answer = await telegram.CallAsync(request.Settings, "getWebhookInfo", [], cancellation);
        if (!TelegramErrors.IsDone(answer))
            return TelegramErrors.ProblemOf(answer);
        var state = answer.Root.Get("result");
        if (state.Get("url").Text().Length == 0)
            return new ConnectorProblem(ProblemReason.Off, "webhook");
        // A bot has one: whoever registered another after us takes what was ours.
        if (request.Webhook is { } ours && state.Get("url").Text() != ours.AbsoluteUri)
            return new ConnectorProblem(ProblemReason.Off, "elsewhere");
        return state.Get("last_error_date").Time() > clock.GetUtcNow() - Quarter ? new ConnectorProblem(ProblemReason.Unreachable, "webhook") : null;
    }
}
