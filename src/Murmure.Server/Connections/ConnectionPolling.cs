using Microsoft.EntityFrameworkCore;
using Murmure.Connectors;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Connections;

/// <summary>Asks each connection that has to be asked, when its pause is over and the service does not want to be left alone.</summary>
internal sealed class ConnectionPolling(
    IDbContextFactory<MurmureDb> metadata, ConnectionDirectory directory, ConnectorSet connectors, ObservationIntake intake, ConnectionHealth health, TimeProvider clock)
{
    private const int AtOnce = 4;

    /// <summary>What waits at a service after a day without us is some thousands of events; the next round goes on.</summary>
    private const int MostAsks = 50;

    /// <summary>A post gathers next to nothing later.</summary>
    private static readonly TimeSpan Followed = TimeSpan.FromDays(30);

    private readonly Dictionary<long, DateTimeOffset> asked = [];

    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var due = directory.All.Where(one => connectors.PollerOf(one.Kind) is { } poller && asked.GetValueOrDefault(one.Id) + poller.Pause <= now).ToList();
        foreach (var one in due)
            asked[one.Id] = now;
        // One that does not answer holds up nobody else.
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (one, stop) => await GuardAsync(one, stop));
    }

    private async Task GuardAsync(OpenConnection connection, CancellationToken cancellation)
    {
        try
        {
            await AskAsync(connection, cancellation);
        }
        // Whatever fails for one connection, removed while it was asked, must not break off the others.
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            health.Asked(connection.Id, health.LogFault(connection.Id, fault));
        }
    }

    /// <summary>Asks one connection now.</summary>
    public async Task AskAsync(OpenConnection connection, CancellationToken cancellation)
    {
        if (connectors.PollerOf(connection.Kind) is not { } poller || connection.Settings is not { } settings)
            return;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow().UtcDateTime;
        if (await db.Connections.TagWith("ConnectionPolling.Ask").SingleOrDefaultAsync(one => one.Id == connection.Id, cancellation) is not { } kept || kept.RestsUntil > now)
            return;
        var since = now - Followed;
        var messages = await db.Posts.TagWith("ConnectionPolling.Ask").Where(post => post.ConnectionId == connection.Id && post.Remote != "" && post.PublishedAt > since)
            .OrderByDescending(post => post.PublishedAt).Select(post => post.Remote).ToListAsync(cancellation);
        for (var asks = 0; asks < MostAsks; asks++)
        {
            var result = await poller.PollAsync(new PollRequest(settings, kept.Cursor, messages) { Watched = connection.Watched, Webhook = WebhookDoor.AddressOf(kept) }, cancellation);
            health.Asked(connection.Id, result.Problem, result.After);
            // What was read is counted before the place to go on is kept: asked again, it is recognised.
            if (await intake.TakeAsync(connection, result.Observations, cancellation) is null || result.Cursor == kept.Cursor)
                return;
            kept.Cursor = result.Cursor;
            await db.SaveChangesAsync(cancellation);
            if (!result.More)
                return;
        }
    }
}
