namespace Murmure.Connectors;

/// <summary>What happened, as counts have it.</summary>
public enum ObservationKind
{
    /// <summary>The service took a message to one recipient.</summary>
    Sent,

    /// <summary>It reached a device.</summary>
    Delivered,

    /// <summary>It was opened, where recipients let that be known.</summary>
    Read,

    /// <summary>It will not arrive.</summary>
    Failed,

    /// <summary>A reaction to a message.</summary>
    Reaction,

    /// <summary>A reaction was taken back.</summary>
    ReactionRemoved,

    /// <summary>Somebody wrote back.</summary>
    Reply,

    /// <summary>Somebody began to write by a link or code of a campaign's; its number is the detail.</summary>
    Conversation,

    /// <summary>Somebody pressed a button of the message.</summary>
    Button,

    /// <summary>The service itself counted a click on the link.</summary>
    Click,

    /// <summary>Somebody wrote to us out of an advertisement.</summary>
    Referral,

    /// <summary>A message was passed on to a place that we may see.</summary>
    Forward,

    /// <summary>Somebody joined a community.</summary>
    Joined,

    /// <summary>Somebody left it.</summary>
    Left,

    /// <summary>How many belong to it.</summary>
    Members,

    /// <summary>How many of them are there now.</summary>
    Online,

    /// <summary>Somebody wants no more messages.</summary>
    Refusal,

    /// <summary>Somebody who wanted no more messages wants them again.</summary>
    Consent,

    /// <summary>The service judged a template.</summary>
    Template,
}

/// <summary>
/// The one thing that a foreign payload can become. PRIVACY: what tells one message or one person from another is here for as long as the request lasts:
/// <see cref="Message"/> and <see cref="Once"/> are kept as keyed hashes whose key is destroyed after eight days, <see cref="Person"/> as a hash of refusals.
/// </summary>
/// <param name="Kind">What happened.</param>
/// <param name="At">When, as the service says.</param>
public sealed record Observation(ObservationKind Kind, DateTimeOffset At)
{
    /// <summary>The message that it is about, as the service names it; empty where it is about none.</summary>
    public string Message { get; init; } = "";

    /// <summary>What makes it the same when it is told again; empty for a state, which may be told as often as one likes.</summary>
    public string Once { get; init; } = "";

    /// <summary>
    /// What it is the latest word on, where a later word takes the place of an earlier one; empty where each counts. It is hashed as <see cref="Once"/> is.
    /// </summary>
    public string Latest { get; init; } = "";

    /// <summary>Which reaction, which reason, which invitation; never anything that a person wrote.</summary>
    public string Detail { get; init; } = "";

    /// <summary>How often.</summary>
    public long Amount { get; init; } = 1;

    /// <summary>Whether <see cref="Amount"/> is the whole until now, instead of more of it.</summary>
    public bool IsTotal { get; init; }

    /// <summary>
    /// Whether it counts nothing, but says that totals of its kind and message which are not told after it are none: a list of what there is says nothing of
    /// what there no longer is.
    /// </summary>
    public bool Clears { get; init; }

    /// <summary>Whether its service says no time, so that <see cref="At"/> is when it came: a copy of it looks new at any time.</summary>
    public bool IsUndated { get; init; }

    /// <summary>Who it was: of a refusal and of its end alone.</summary>
    public Person? Person { get; init; }

    // PRIVACY: a record writes out what it has.
    public override string ToString() => Kind.ToString();
}

/// <summary>A person as a service names them: a number, an address. It can be hashed and forgotten, and written out nowhere.</summary>
/// <param name="address">As the service has it.</param>
public sealed class Person(string address)
{
    /// <summary>For hashing, or for the service itself.</summary>
    public string Reveal() => address;

    public override string ToString() => nameof(Person);
}
