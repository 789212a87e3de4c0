using Murmure.Connectors;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Connections;

/// <summary>Connects as far as that can be done from here, and remembers whether all is in order.</summary>
internal sealed class ConnectionCheck(ConnectionBook book, ConnectorSet connectors, ConnectionHealth health)
{
    private const string Room = "room ";

    /// <summary>What was looked at; a place where people publish has nothing to look at.</summary>
    public async Task<IReadOnlyList<ConnectorFinding>> RunAsync(Connection connection, CancellationToken cancellation)
    {
        if (connectors.Find(connection.Kind) is not { } connector)
            return [];
        var findings = book.SettingsOf(connection) is { } settings
            ? [.. await connector.ConnectAsync(settings, WebhookDoor.AddressOf(connection), cancellation), .. await RoomsAsync(connector, connection, settings, cancellation)]
            : (IReadOnlyList<ConnectorFinding>)[new ConnectorFinding("token", new ConnectorProblem(ProblemReason.Credentials, "key-lost"))];
        health.Asked(connection.Id, findings.Select(finding => finding.Problem).FirstOrDefault(problem => problem is not null));
        await health.WriteAsync(cancellation);
        return findings;
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
