namespace Murmure.Connectors.Discord;

/// <summary>Asks for what no webhook tells.</summary>
public sealed partial class DiscordConnector
{
    /// <summary>What is counted by day need not be known by the minute.</summary>
    public TimeSpan Pause => TimeSpan.FromMinutes(5);

    public Task<PollResult> PollAsync(PollRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new DiscordRound(discord, request, clock).RunAsync(request.Settings[Guild], request.Settings[Invite], request.Settings[Channel], cancellation);
    }
}
