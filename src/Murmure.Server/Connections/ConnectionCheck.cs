using Murmure.Connectors;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Connections;

/// <summary>Connects as far as that can be done from here, and remembers whether all is in order.</summary>
internal sealed class ConnectionCheck(ConnectionBook book, ConnectorSet connectors, ConnectionHealth health)
{
    /// <summary>What was looked at; a place where people publish has nothing to look at.</summary>
    public async Task<IReadOnlyList<ConnectorFinding>> RunAsync(Connection connection, CancellationToken cancellation)
    {
        if (connectors.Find(connection.Kind) is not { } connector)
            return [];
        var findings = book.SettingsOf(connection) is { } settings
            ? await connector.ConnectAsync(settings, WebhookDoor.AddressOf(connection), cancellation)
            : [new ConnectorFinding("token", new ConnectorProblem(ProblemReason.Credentials, "key-lost"))];
        health.Asked(connection.Id, findings.Select(finding => finding.Problem).FirstOrDefault(problem => problem is not null));
        await health.WriteAsync(cancellation);
        return findings;
    }
}
