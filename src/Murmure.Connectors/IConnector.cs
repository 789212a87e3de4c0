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
    /// <summary>
    /// What would keep the service from taking a message, as far as its documentation says so: nothing is asked. That nothing is found is no promise.
    /// </summary>
    /// <param name="message">Whoever it goes to.</param>
    IReadOnlyList<MessageFinding> Check(OutgoingMessage message, ConnectorSettings settings);

    /// <summary>
    /// Publishes once. It never tries again by itself: whether that is safe, only the caller's record can tell. The one exception is a service that is told
    /// the message's <see cref="OutgoingMessage.Id"/> and answers a second try with the first one's message.
    /// </summary>
    Task<PublishResult> PublishAsync(OutgoingMessage message, ConnectorSettings settings, CancellationToken cancellation);
}

/// <summary>A connector that can change what it published. Doing either again changes nothing, so that an answer that did not come can be asked for again.</summary>
public interface IMessageEditor
{
    /// <summary>Makes a message of ours say something else.</summary>
    /// <param name="message">As the service names it.</param>
    /// <returns>What was wrong; null when it says it now.</returns>
    Task<ConnectorProblem?> EditAsync(string message, OutgoingMessage edited, ConnectorSettings settings, CancellationToken cancellation);

    /// <summary>Takes a message of ours back.</summary>
    /// <returns>What was wrong; null when it is gone, or was before.</returns>
    Task<ConnectorProblem?> RemoveAsync(string message, ConnectorSettings settings, CancellationToken cancellation);
}

/// <summary>A connector that can tell which message of its own channel somebody means who looked there.</summary>
public interface IMessageFinder
{
    /// <param name="told">The message's address as people copy it, or its number.</param>
    /// <returns>The message as the service names it; null with what is wrong.</returns>
    Task<(string? Message, ConnectorProblem? Problem)> FindAsync(string told, ConnectorSettings settings, CancellationToken cancellation);
}

/// <summary>A room of a community.</summary>
/// <param name="Id">As the service names it.</param>
/// <param name="Name">In its makers' words: shown, and kept nowhere.</param>
public sealed record Room(string Id, string Name);

/// <summary>A connector that counts in rooms of a community, where an administrator ticked them.</summary>
public interface IRoomWatcher
{
    /// <summary>The most that are counted in.</summary>
    int MostRooms { get; }

    /// <summary>Whether that can be a room's name at the service.</summary>
    bool IsRoom(string id);

    /// <summary>The rooms in which messages are written, in the community's own order; null with what is wrong.</summary>
    Task<(IReadOnlyList<Room>? Rooms, ConnectorProblem? Problem)> RoomsAsync(ConnectorSettings settings, CancellationToken cancellation);

    /// <summary>Whether messages of a room can be counted; null where they can.</summary>
    Task<ConnectorProblem?> CheckRoomAsync(string room, ConnectorSettings settings, CancellationToken cancellation);
}

/// <summary>A connector that makes invitations to a community, one for each campaign, so that joins tell where they come from.</summary>
public interface IInviter
{
    /// <param name="name">Ours, small letters, digits and hyphens, 32 at most; never a person's.</param>
    Task<InviteResult> InviteAsync(string name, ConnectorSettings settings, CancellationToken cancellation);
}

/// <summary>A connector whose account tells one address of all that belongs to it, connected one by one or not.</summary>
public interface IAccountTeller
{
    /// <summary>Whether two connections are parts of one account, and not the same part of it.</summary>
    bool IsSameAccount(ConnectorSettings one, ConnectorSettings other);
}

/// <summary>A connector that has to be asked for what it counts, because it tells nobody.</summary>
public interface IObservationPoller
{
    /// <summary>How long to wait between two questions.</summary>
    TimeSpan Pause { get; }

    Task<PollResult> PollAsync(PollRequest request, CancellationToken cancellation);
}
