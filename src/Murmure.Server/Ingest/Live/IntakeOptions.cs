using Murmure.Storage;

namespace Murmure.Server.Ingest;

/// <summary>How events are taken in.</summary>
public sealed record IntakeOptions
{
    /// <summary>What an answer of 202 promises.</summary>
    public Durability Durability { get; init; } = Durability.Process;

    /// <summary>The journal never takes more of the disk than this.</summary>
    public long JournalBytes { get; init; } = 1L << 30;

    /// <summary>Events that one network (/24, /64) may send in ten seconds; 0 for no limit.</summary>
    public int NetworkLimit { get; init; } = 1_000;

    /// <summary>Events that one site may send in ten seconds; 0 for no limit.</summary>
    public int SiteLimit { get; init; }

    /// <summary>How long the first event of a batch waits for others on its way into the store: reports are that much behind.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The operator's database of regions and cities; null for countries only.</summary>
    public string? Places { get; init; }

    /// <summary>Everything that is wrong, each in one line that names the setting, its value and what is accepted.</summary>
    internal IEnumerable<string> Problems()
    {
        if (JournalBytes < 64 << 20)
            yield return $"--journal-megabytes {JournalBytes >> 20}: a journal takes at least 64.";
        if (NetworkLimit < 0)
            yield return $"--network-limit {NetworkLimit}: a number of events in ten seconds, or 0 for no limit.";
        if (SiteLimit < 0)
            yield return $"--site-limit {SiteLimit}: a number of events in ten seconds, or 0 for no limit.";
        if (Places is not null && PlaceFile.ProblemOf(Places) is { Length: > 0 } problem)
            yield return $"--places {Places}: {problem}";
    }
}
