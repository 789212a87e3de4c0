namespace Murmure.Connectors;

/// <summary>Something to publish.</summary>
/// <param name="Id">Ours, the same in every try: services that know such a thing recognise a message by it.</param>
/// <param name="Text">What it says, without the link.</param>
/// <param name="Link">The tagged short address; null where the post has none.</param>
/// <param name="Details">What the connector asks for besides: a channel, a template, its language.</param>
/// <param name="Recipient">To whom, where it goes to one person; null for a channel.</param>
public sealed record OutgoingMessage(string Id, string Text, Uri? Link, IReadOnlyDictionary<string, string> Details, Person? Recipient = null)
{
    /// <summary>A detail; empty where it was not given.</summary>
    public string Detail(string name) => Details.GetValueOrDefault(name, "");

    public override string ToString() => nameof(OutgoingMessage);
}

/// <summary>What keeps a service from taking a message.</summary>
public enum MessageFlaw
{
    /// <summary>It says nothing.</summary>
    Empty,

    /// <summary>It is longer than the service takes.</summary>
    Length,

    /// <summary>Its form needs a link.</summary>
    Link,

    /// <summary>Its button has no text, or one that is too long.</summary>
    Button,

    /// <summary>It names no template, or none that there can be.</summary>
    Template,

    /// <summary>The connection names no place for it.</summary>
    Place,
}

/// <param name="Length">Of a message that is too long, with its link: in characters.</param>
/// <param name="Most">The most that the service takes.</param>
public sealed record MessageFinding(MessageFlaw Flaw, int Length = 0, int Most = 0)
{
    /// <summary>What is wrong with a text as the service counts it; nothing where it will do.</summary>
    public static IEnumerable<MessageFinding> OfText(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        var length = text.EnumerateRunes().Count();
        if (length == 0)
            yield return new MessageFinding(MessageFlaw.Empty);
        else if (length > most)
            yield return new MessageFinding(MessageFlaw.Length, length, most);
    }
}

/// <summary>What became of publishing once.</summary>
public abstract record PublishResult
{
    private PublishResult()
    {
    }

    /// <summary>It is out.</summary>
    /// <param name="Message">As the service names it.</param>
    public sealed record Published(string Message) : PublishResult;

    /// <summary>It is certainly not out, and may be tried again.</summary>
    /// <param name="After">How long the service wants to be left alone; null where it did not say.</param>
    public sealed record Later(ConnectorProblem Problem, TimeSpan? After = null) : PublishResult;

    /// <summary>It is not out, and trying again would change nothing.</summary>
    public sealed record Refused(ConnectorProblem Problem) : PublishResult;

    /// <summary>Whether it is out, nobody knows: the answer did not come. A person decides, because a second try could be a second message.</summary>
    public sealed record Unsure(ConnectorProblem Problem) : PublishResult;
}

/// <param name="Cursor">What the last answer said to go on from; empty the first time.</param>
/// <param name="Messages">The messages of ours worth asking about, as the service names them.</param>
public sealed record PollRequest(ConnectorSettings Settings, string Cursor, IReadOnlyList<string> Messages)
{
    /// <summary>Rooms of a community in which an administrator ticked that reactions and forwards are counted; none by default.</summary>
    public IReadOnlyCollection<string> Watched { get; init; } = [];

    /// <summary>Where the service should tell us of events.</summary>
    public Uri? Webhook { get; init; }
}

/// <param name="Observations">What was counted.</param>
/// <param name="Cursor">Where to go on.</param>
/// <param name="Problem">Why there is no more; null where all went well.</param>
/// <param name="After">How long the service wants to be left alone; null where it did not say.</param>
public sealed record PollResult(IReadOnlyList<Observation> Observations, string Cursor, ConnectorProblem? Problem = null, TimeSpan? After = null)
{
    /// <summary>Whether more waits at the service, which gives it out only once the place to go on was kept.</summary>
    public bool More { get; init; }
}

/// <summary>What became of asking for an invitation.</summary>
public abstract record InviteResult
{
    private InviteResult()
    {
    }

    /// <summary>It can be given out.</summary>
    /// <param name="Detail">What joins by it say as their detail.</param>
    public sealed record Made(string Detail, Uri Address) : InviteResult;

    /// <summary>There is none. One that is made twice because an answer did not come does no harm: nobody knows its address.</summary>
    public sealed record Refused(ConnectorProblem Problem) : InviteResult;
}
