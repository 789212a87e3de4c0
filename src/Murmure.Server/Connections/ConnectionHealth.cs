using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Murmure.Connectors;
using Murmure.Storage.Metadata;
using Murmure.Server.Hosting;

namespace Murmure.Server.Connections;

/// <summary>How connections fare: kept in memory at each event, written down once a minute.</summary>
internal sealed class ConnectionHealth(IDbContextFactory<MurmureDb> metadata, TimeProvider clock)
{
    private readonly ConcurrentDictionary<long, State> news = new();

    private sealed record State(DateTime? Heard, bool Judged, string Problem, DateTime? RestsUntil);

    /// <summary>Something came to the webhook.</summary>
    public void Heard(long connection, WebhookResult result)
    {
        if (result is WebhookResult.Refused)
            return; // anybody can knock: it says nothing about the connection
        Put(connection, state => state with { Heard = clock.GetUtcNow().UtcDateTime });
    }

    /// <summary>The service was asked, and answered this.</summary>
    /// <param name="problem">Null where all went well.</param>
    /// <param name="after">How long it wants to be left alone; null where it did not say.</param>
    public void Asked(long connection, ConnectorProblem? problem, TimeSpan? after = null) => Put(connection, state => state with
    {
        Judged = true, Problem = NameOf(problem), RestsUntil = after is { } wait ? clock.GetUtcNow().UtcDateTime + wait : null,
    });

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
}
