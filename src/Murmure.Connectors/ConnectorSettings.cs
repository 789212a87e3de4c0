using System.Text.RegularExpressions;

namespace Murmure.Connectors;

/// <summary>Something that it takes to reach a service.</summary>
/// <param name="Name">In forms and in the store, such as <c>app-secret</c>.</param>
/// <param name="Pattern">What it looks like; anything else would become part of an address or of a header.</param>
/// <param name="Secret">Whether it is never shown again.</param>
/// <param name="Required">Whether nothing works without it.</param>
public sealed record ConnectorField(string Name, Regex Pattern, bool Secret = true, bool Required = true);

/// <summary>What a member gave to reach a service, by the fields' names. It lies encrypted; in memory it is never written out.</summary>
public sealed class ConnectorSettings(IReadOnlyDictionary<string, string> values)
{
    /// <summary>The field's value; empty where none was given.</summary>
    public string this[string field] => values.GetValueOrDefault(field, "");

    /// <summary>The fields that have a value.</summary>
    public IEnumerable<string> Given => values.Keys;

    // PRIVACY: a message that quotes its parameters must not quote a token.
    public override string ToString() => nameof(ConnectorSettings);
}

/// <summary>Whether one thing about a connection is in order.</summary>
/// <param name="Name">What was looked at, such as <c>token</c>.</param>
/// <param name="Problem">What is wrong; null where it is in order.</param>
public sealed record ConnectorFinding(string Name, ConnectorProblem? Problem = null)
{
    /// <summary>How good the service finds it, in a word of its own; empty where it says nothing of the kind.</summary>
    public string Quality { get; init; } = "";
}

/// <summary>What is wrong, as far as the service told.</summary>
/// <param name="Reason">The kind of it, which pages put into words.</param>
/// <param name="Code">The service's own number for it; empty where it has none.</param>
public sealed record ConnectorProblem(ProblemReason Reason, string Code = "");

public enum ProblemReason
{
    /// <summary>A token or password is wrong, or was withdrawn.</summary>
    Credentials,

    /// <summary>The account or bot may not do that there.</summary>
    Rights,

    /// <summary>There is no such number, channel, template or message.</summary>
    Missing,

    /// <summary>Too much in too short a time.</summary>
    Limit,

    /// <summary>Nobody answered, or not in time.</summary>
    Unreachable,

    /// <summary>The service itself has a fault.</summary>
    Fault,

    /// <summary>The answer was not in the documented form.</summary>
    Malformed,

    /// <summary>The service does not take this message.</summary>
    Refused,

    /// <summary>Something has to be switched on at the service first.</summary>
    Off,

    /// <summary>Something went wrong here.</summary>
    Internal,
}
