using System.Text.Json.Serialization;

namespace Murmure.Server.Doctor;

/// <summary>How much a finding matters; the worst decides how the verb ends.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
public enum Severity
{
    /// <summary>Looked at, and as it should be.</summary>
    [JsonStringEnumMemberName("sound")]
    Sound,

    /// <summary>Worth knowing; nothing to do today.</summary>
    [JsonStringEnumMemberName("notice")]
    Notice,

    /// <summary>Wrong, or soon; the server goes on.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Events are lost, figures are wrong, or a promise is not held.</summary>
    [JsonStringEnumMemberName("broken")]
    Broken,
}

/// <summary>Something that an examination found.</summary>
/// <param name="Check">Which check: a slug that stays.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="What">What is the case, in one line.</param>
/// <param name="Why">Why it matters; empty when it does not.</param>
/// <param name="Advice">What to do; empty when nothing is.</param>
/// <param name="Site">The site it is about; null for the server as a whole.</param>
public sealed record Finding(string Check, Severity Severity, string What, string Why = "", string Advice = "", string? Site = null)
{
    /// <summary>What is left of a finding about the server for one organisation of several.</summary>
    internal Finding OfOthers() => this with { What = "A finding about the server as a whole: whoever runs it sees it whole.", Why = "", Advice = "" };

    internal static Finding Sound(string check, string what) => new(check, Severity.Sound, what);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<Finding>))]
public sealed partial class FindingJson : JsonSerializerContext;
