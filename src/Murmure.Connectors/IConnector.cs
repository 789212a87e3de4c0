namespace Murmure.Connectors;

/// <summary>A service outside that an organisation has an account, a bot or a number of. What it can do besides is said by the interfaces beside this one.</summary>
public interface IConnector
{
    /// <summary>Its name in addresses and in the store, such as <c>whatsapp</c>.</summary>
    string Kind { get; }

    /// <summary>What it takes to reach it, in the order in which a member is asked.</summary>
    IReadOnlyList<ConnectorField> Fields { get; }

    /// <summary>
    /// Does what can be done from here to connect (registers the webhook where the service lets itself be told), and says what is in order and what is
    /// not. Doing it again changes nothing.
    /// </summary>
    /// <param name="settings">What a member gave, every field by its pattern.</param>
    /// <param name="webhook">Where the service may tell us of events.</param>
    Task<IReadOnlyList<ConnectorFinding>> ConnectAsync(ConnectorSettings settings, Uri webhook, CancellationToken cancellation);

    /// <summary>Reads what was sent to the webhook. It is verified over its raw bytes, in constant time, before anything of it is parsed.</summary>
    /// <param name="now">By it what is too old is told from what is not.</param>
    WebhookResult Receive(ForeignRequest request, ConnectorSettings settings, DateTimeOffset now);
}

/// <summary>A connector that publishes on its own.</summary>
public interface IMessagePublisher
{
    /// <summary>Publishes once. It never tries again by itself: whether that is safe, only the caller's record can tell.</summary>
    Task<PublishResult> PublishAsync(OutgoingMessage message, ConnectorSettings settings, CancellationToken cancellation);
}

/// <summary>A connector that has to be asked for what it counts, because it tells nobody.</summary>
public interface IObservationPoller
{
    /// <summary>How long to wait between two questions.</summary>
    TimeSpan Pause { get; }

    Task<PollResult> PollAsync(PollRequest request, CancellationToken cancellation);
}
