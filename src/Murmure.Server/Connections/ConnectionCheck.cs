using System.Collections.Concurrent;
using Murmure.Connectors;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Connections;

/// <summary>Connects as far as that can be done from here, and remembers whether all is in order.</summary>
internal sealed class ConnectionCheck(ConnectionBook book, ConnectorSet connectors, ConnectionHealth health, TimeProvider clock)
{
    private const string Room = "room ";

    /// <summary>Whoever saves does not wait longer for a service that does not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<long, IReadOnlyList<ConnectorFinding>> last = new();

    /// <summary>What was found when it was looked at last; empty where it was not since the server started.</summary>
    public IReadOnlyList<ConnectorFinding> LastOf(long connection) => last.GetValueOrDefault(connection, []);

    /// <summary>What was looked at; a place where people publish has nothing to look at.</summary>
    public async Task<IReadOnlyList<ConnectorFinding>> RunAsync(Connection connection, CancellationToken cancellation)
    {
        if (connectors.Find(connection.Kind) is not { } connector)
            return [];
        var findings = book.SettingsOf(connection) is { } settings
            ? [.. await connector.ConnectAsync(settings, WebhookDoor.AddressOf(connection), cancellation), .. await RoomsAsync(connector, connection, settings, cancellation)]
            : (IReadOnlyList<ConnectorFinding>)[new ConnectorFinding("token", new ConnectorProblem(ProblemReason.Credentials, "key-lost"))];
        last[connection.Id] = findings;
        health.Asked(connection.Id, findings.Select(finding => finding.Problem).FirstOrDefault(problem => problem is not null));
        await health.WriteAsync(cancellation);
        return findings;
    }

    /// <summary>As <see cref="RunAsync"/>, of settings that were just saved, and not for long.</summary>
    public async Task RunSoonAsync(Connection connection, CancellationToken cancellation)
    {
        last.TryRemove(connection.Id, out _);
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            await RunAsync(connection, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            health.Asked(connection.Id, new ConnectorProblem(ProblemReason.Unreachable));
            await health.WriteAsync(cancellation);
        }
    }

    /// <summary>The room that a finding is about; null where it is about none.</summary>
    public static string? RoomOf(ConnectorFinding finding) => finding.Name.StartsWith(Room, StringComparison.Ordinal) ? finding.Name[Room.Length..] : null;

    /// <summary>Each room that was ticked: one that the bot no longer sees counts nothing, and nobody would notice.</summary>
    private static async Task<IReadOnlyList<ConnectorFinding>> RoomsAsync(IConnector connector, Connection connection, ConnectorSettings settings, CancellationToken cancellation)
    {
        var findings = new List<ConnectorFinding>();
        foreach (var room in connector is IRoomWatcher ? connection.Watched : [])
            findings.Add(new ConnectorFinding(Room + room, await ((IRoomWatcher)connector).CheckRoomAsync(room, settings, cancellation)));
        return findings;
    }
}
