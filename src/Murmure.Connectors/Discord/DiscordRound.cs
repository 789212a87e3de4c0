using System.Globalization;
using System.Text.Json;

namespace Murmure.Connectors.Discord;

/// <summary>
/// One round of questions for one connection: how many there are, what our posts gathered, who came by our invitations, and what happens in the channels that an
/// administrator ticked. It ends at the first answer that says to stop.
/// </summary>
internal sealed class DiscordRound(DiscordClient discord, PollRequest request, TimeProvider clock)
{
    /// <summary>A round asks about so many posts; the next goes on with others.</summary>
    private const int MostPosts = 30;

    /// <summary>Of each ticked channel, in hundreds of messages of the last day.</summary>
    private const int MostPages = 5;
    private const int PageLength = 100;

    public const int MostWatched = 20;

    /// <summary>A round that waits for limits gives way to other connections.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>A token that is wrong stays so until a person changes it.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    private readonly DateTimeOffset start = clock.GetUtcNow();
    private readonly List<Observation> observations = [];
    private readonly HashSet<string> closed = new(StringComparer.Ordinal);
    private readonly bool isBot = request.Settings[DiscordClient.Token].Length > 0;
    private ConnectorProblem? problem;
    private TimeSpan? after;
    private bool isOver;

    private bool IsOver => isOver || clock.GetUtcNow() - start > Longest;

    public async Task<PollResult> RunAsync(string guild, string invite, string channel, CancellationToken cancellation)
    {
        await CountAsync(guild, invite, cancellation);
        var cursor = await PostsAsync(cancellation);
        if (isBot && channel.Length > 0 && await AskAsync($"channels/{channel}/invites", cancellation) is { } invitations)
            observations.AddRange(DiscordPayload.JoinsOf(invitations, DiscordPayload.BotOf(request.Settings[DiscordClient.Token]), start));
        if (isBot)
            await WatchedAsync(cancellation);
        return new PollResult(observations, cursor, problem, after);
    }

    private async Task CountAsync(string guild, string invite, CancellationToken cancellation)
    {
        var path = isBot && guild.Length > 0 ? $"guilds/{guild}?with_counts=true" : invite.Length > 0 ? $"invites/{invite}?with_counts=true" : "";
        if (path.Length > 0 && await AskAsync(path, cancellation) is { } counted)
            observations.AddRange(DiscordPayload.CountsOf(counted, start));
    }

    /// <returns>With which post the next round begins.</returns>
    private async Task<string> PostsAsync(CancellationToken cancellation)
    {
        var posts = request.Messages;
        var first = int.TryParse(request.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < posts.Count ? place : 0;
        var asked = 0;
        for (; asked < Math.Min(MostPosts, posts.Count) && !IsOver; asked++)
            await PostAsync(posts[(first + asked) % posts.Count], cancellation);
        return posts.Count <= MostPosts ? "" : ((first + asked) % posts.Count).ToString(CultureInfo.InvariantCulture);
    }

    private async Task PostAsync(string name, CancellationToken cancellation)
    {
        if (DiscordPayload.PartsOf(name) is not var (channel, message) || closed.Contains(channel))
            return;
        if (await AskAsync(isBot ? $"channels/{channel}/messages/{message}" : $"/messages/{message}", cancellation, channel) is not { } found)
            return;
        observations.AddRange(Reactions.Totals(start, name, "", DiscordPayload.ReactionsOf(found)));
        // It may have been read as anybody's before it was known as ours: that is taken back.
        if (request.Watched.Contains(channel) && DiscordPayload.MadeAt(message) is { } at)
            observations.Add(Watched(message, at, 0));
    }

    private static Observation Watched(string number, DateTimeOffset at, long amount) => new(ObservationKind.Reaction, at) { Latest = $"watched {number}", Amount = amount };

    /// <summary>
    /// How many reactions each message of the last day has in the ticked channels, and which of them were passed on from elsewhere. PRIVACY: whose they are and what
    /// they say is not read; without the Message Content intent Discord does not even send the texts.
    /// </summary>
    private async Task WatchedAsync(CancellationToken cancellation)
    {
        foreach (var channel in request.Watched.Where(DiscordPayload.IsNumber).Take(MostWatched))
            await ReadAsync(channel, cancellation);
    }

    private async Task ReadAsync(string channel, CancellationToken cancellation)
    {
        var before = "";
        for (var page = 0; page < MostPages && !IsOver; page++)
        {
            if (await AskAsync($"channels/{channel}/messages?limit={PageLength}{before}", cancellation, channel) is not { } answer)
                return;
            var messages = answer.Items(PageLength).ToList();
            var recent = messages.TakeWhile(message => DiscordPayload.MadeAt(message.Get("id").Text()) > start - Day).ToList();
            foreach (var message in recent)
                Take(channel, message);
            if (recent.Count < PageLength)
                return;
            before = "&before=" + recent[^1].Get("id").Text();
        }
    }

    private void Take(string channel, JsonElement message)
    {
        var number = message.Get("id").Text();
        if (DiscordPayload.MadeAt(number) is not { } at)
            return;
        // Our own posts have counts of their own. Of others the last word on each is what counts, on the day on which it was written: so days add up.
        if (!request.Messages.Contains($"{channel}/{number}"))
            observations.Add(Watched(number, at, DiscordPayload.ReactionsOf(message).Sum(one => one.Amount)));
        if (DiscordPayload.CopyOf(message) is { } copied)
            observations.Add(new Observation(ObservationKind.Forward, at) { Once = $"forward {number}", Message = request.Messages.Contains(copied) ? copied : "" });
    }

    /// <param name="path">What to ask the bot's API for, or the rest of the webhook's address.</param>
    /// <param name="channel">The channel that is closed to us if we may not; empty where it is none.</param>
    /// <returns>The answer; null where it was none, or nobody is to be asked any more.</returns>
    private async Task<JsonElement?> AskAsync(string path, CancellationToken cancellation, string channel = "")
    {
        if (IsOver)
            return null;
        var answer = path.StartsWith('/') ? await discord.AskWebhookAsync(request.Settings, HttpMethod.Get, path, cancellation) : await discord.AskAsync(request.Settings, HttpMethod.Get, path, cancellation);
        if (answer.IsGood && answer.Root.ValueKind != JsonValueKind.Undefined)
            return answer.Root;
        Judge(answer, channel);
        return null;
    }

    private void Judge(ForeignAnswer answer, string channel)
    {
        var found = DiscordErrors.ProblemOf(answer);
        if (found.Code == DiscordErrors.NoMessage)
            return; // somebody deleted it
        problem ??= found;
        if (found.Reason is ProblemReason.Rights or ProblemReason.Missing)
            closed.Add(channel);
        // What Discord refuses once it refuses again, and whoever goes on is shut out.
        isOver = found.Reason is ProblemReason.Credentials or ProblemReason.Limit or ProblemReason.Unreachable or ProblemReason.Fault || found.Code == DiscordErrors.NoWebhook;
        if (isOver)
            (problem, after) = (found, found.Reason == ProblemReason.Credentials || found.Code == DiscordErrors.NoWebhook ? Rest : DiscordErrors.AfterOf(answer));
    }
}
