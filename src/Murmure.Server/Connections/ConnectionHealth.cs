using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Murmure.Connectors;
using Murmure.Server.Hosting;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Connections;

/// <summary>How connections fare: kept in memory at each event, written down once a minute.</summary>
internal sealed partial class ConnectionHealth(IDbContextFactory<MurmureDb> metadata, TimeProvider clock, ILogger<ConnectionHealth> logger)
{
    private readonly ConcurrentDictionary<long, State> news = new();

    /// <summary>Calls with a wrong signature since the last right one; in memory alone.</summary>
    private readonly ConcurrentDictionary<long, (long Calls, DateTime Since)> strangers = new();

    private sealed record State(DateTime? Heard, bool Judged, string Problem, DateTime? RestsUntil);

    /// <summary>Something came to the webhook.</summary>
    public void Heard(long connection, WebhookResult result)
    {
        // Anybody can knock: it says nothing about the connection, unless nobody else does.
        if (result is WebhookResult.Refused refused)
        {
            if (refused.Reason == RefusalReason.Signature)
                strangers.AddOrUpdate(connection, _ => (1, clock.GetUtcNow().UtcDateTime), (_, before) => (before.Calls + 1, before.Since));
            return;
        }
        strangers.TryRemove(connection, out _);
        Put(connection, state => state with { Heard = clock.GetUtcNow().UtcDateTime });
    }

    /// <summary>How many calls were not signed by the service since the last one that was, and since when; null for none.</summary>
    public (long Calls, DateTime Since)? StrangersOf(long connection) => strangers.TryGetValue(connection, out var seen) ? seen : null;

    /// <summary>The service was asked, and answered this.</summary>
    /// <param name="problem">Null where all went well.</param>
    /// <param name="after">How long it wants to be left alone; null where it did not say.</param>
    public void Asked(long connection, ConnectorProblem? problem, TimeSpan? after = null) => Put(connection, state => state with
    {
        Judged = true, Problem = NameOf(problem), RestsUntil = after is { } wait ? clock.GetUtcNow().UtcDateTime + wait : null,
    });

    /// <summary>Something went wrong here, not there. PRIVACY: which fault it was is said, and nothing of what it says: a message or a number may be in it.</summary>
    /// <returns>What members are told of it.</returns>
    public ConnectorProblem LogFault(long connection, Exception fault)
    {
        Log.Faulted(logger, connection, fault.GetType().Name);
        return new ConnectorProblem(ProblemReason.Internal);
    }

    /// <summary>Writes down what is new.</summary>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        foreach (var id in news.Keys)
        {
            if (!news.TryRemove(id, out var state))
                continue;
            await using var db = await metadata.CreateDbContextAsync(cancellation);
            if (await db.Connections.TagWith("ConnectionHealth.Write").SingleOrDefaultAsync(one => one.Id == id, cancellation) is not { } found)
                continue;
            found.LastEvent = state.Heard ?? found.LastEvent;
            if (state.Judged)
                (found.Problem, found.ProblemAt, found.RestsUntil) = (state.Problem, state.Problem.Length > 0 ? clock.GetUtcNow().UtcDateTime : null, state.RestsUntil);
            await db.SaveChangesAsync(cancellation);
        }
    }

    /// <summary>A problem as it is kept: <c>limit 130429</c>; empty for none.</summary>
    internal static string NameOf(ConnectorProblem? problem) =>
        problem is null ? "" : $"{Slugs.Of(problem.Reason)} {problem.Code}".TrimEnd();

    private void Put(long connection, Func<State, State> change) =>
        news.AddOrUpdate(connection, _ => change(new State(null, false, "", null)), (_, state) => change(state));

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {Connection}: {Fault}.")]
        public static partial void Faulted(ILogger logger, long connection, string fault);
    }
}
