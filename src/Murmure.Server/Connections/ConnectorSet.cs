using Murmure.Connectors;
using Murmure.Connectors.Email;

namespace Murmure.Server.Connections;

/// <summary>The connectors that this server has, by name.</summary>
internal sealed class ConnectorSet(IEnumerable<IConnector> connectors)
{
    /// <summary>The name of a connection where people publish by hand.</summary>
    public const string Manual = "manual";

    /// <summary>The channel of newsletters.</summary>
    public const string Email = "email";

    public IReadOnlyList<IConnector> All { get; } = [.. connectors];

    public IEnumerable<string> Kinds => All.Select(one => one.Kind).Append(Manual);

    /// <summary>The slug of the channel that a connection's messages travel by; null for a kind that there is not.</summary>
    /// <param name="chosen">What somebody chose where they publish by hand.</param>
    public string? ChannelOf(string kind, string chosen) => kind == Manual ? chosen : Find(kind) switch
    {
        null => null,
        EmailConnector => Email,
        _ => kind,
    };

    /// <summary>What counts in rooms that somebody chose; null where none are chosen: Telegram tells of its one channel or group.</summary>
    public IRoomWatcher? WatcherOf(string kind) => Find(kind) as IRoomWatcher;

    /// <summary>What a connection of that kind may say of itself.</summary>
    public IReadOnlyList<ConnectorField> FieldsOf(string kind) => kind == Manual ? ManualPlace.Fields : Find(kind)?.Fields ?? [];

    public IConnector? Find(string kind) => All.FirstOrDefault(one => one.Kind == kind);

    /// <summary>What publishes for connections of that kind; null where nothing does.</summary>
    public IMessagePublisher? PublisherOf(string kind) => Find(kind) as IMessagePublisher;

    /// <summary>What asks for what connections of that kind count; null where nothing has to.</summary>
    public IObservationPoller? PollerOf(string kind) => Find(kind) as IObservationPoller;
}
