
namespace Murmure.Attribution.UserAgent;

/// <summary>
/// All that an agent says, read once and shared by every hit that carries it. Names only: the agent's text is not in here.
/// </summary>
public sealed record AgentReading
{
    public required Verdict Verdict { get; init; }

    /// <summary>Why a machine is one (<c>crawler</c>, <c>link-scanner</c>, <c>library</c> …); null for people and previews.</summary>
    public string? Reason { get; init; }

    /// <summary>The fetcher that asked, for previews and for automated fetchers of a known operator.</summary>
    public Fetcher? Fetcher { get; init; }

    /// <summary>The operator's slug whenever it is known.</summary>
    public string? Platform { get; init; }

    /// <summary>The in-app browser a person reads in, or null.</summary>
    public string? App { get; init; }

    /// <summary>The channel behind <see cref="App"/> or <see cref="Fetcher"/>; null when the app is no channel.</summary>
    public Channel? Channel { get; init; }

    /// <summary>The rule that gave the verdict.</summary>
    public required Evidence Evidence { get; init; }

    public string Browser { get; init; } = "";
    public short BrowserMajor { get; init; }
    public string Os { get; init; } = "";

    /// <summary><c>desktop</c>, <c>mobile</c>, <c>tablet</c>, <c>tv</c> or empty.</summary>
    public string Device { get; init; } = "";

    /// <summary>What is impossible about a person's agent (<see cref="Suspicions.VersionRules"/>), or null.</summary>
    public string? Impossible { get; init; }

    /// <summary>The first day on which a browser of that version can have been out.</summary>
    public DateOnly NotBefore { get; init; }

    /// <summary>What the rules make of <see cref="App"/> when nothing else shows the origin; made once, so that no hit allocates.</summary>
    internal Origin? AppOrigin { get; init; }
}
