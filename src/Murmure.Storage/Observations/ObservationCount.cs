namespace Murmure.Storage.Observations;

/// <summary>
/// Something to be counted. PRIVACY: nothing of it names a message or a person. What recognises a message is a keyed hash, whose key is destroyed after eight days.
/// </summary>
/// <param name="Connection">The connection's number.</param>
/// <param name="Post">The post that it is about; 0 where that is not known, or there is none.</param>
/// <param name="Kind">What happened, as <c>delivered</c>.</param>
/// <param name="Detail">Which reaction or reason; empty for none.</param>
/// <param name="Day">On the site's calendar.</param>
/// <param name="Amount">How often.</param>
/// <param name="IsTotal">Whether the amount is the whole until now: then it replaces what the day has.</param>
public sealed record ObservationCount(long Connection, long Post, string Kind, string Detail, DateOnly Day, long Amount, bool IsTotal = false)
{
    /// <summary>Hashes of what makes it the same when it is told again, one for each key that is still there, the newest first; empty for what may be told again.</summary>
    public IReadOnlyList<long> Once { get; init; } = [];

    /// <summary>Hashes of the message that it is about, as <see cref="Once"/>; empty where <see cref="Post"/> is known.</summary>
    public IReadOnlyList<long> Message { get; init; } = [];

    /// <summary>
    /// Hashes of what it is the latest word on, as <see cref="Once"/>: what was counted for an earlier word is taken back. Empty where every word counts.
    /// </summary>
    public IReadOnlyList<long> Latest { get; init; } = [];

    /// <summary>Whether it takes back the latest word and puts none in its place; it counts by itself only where that word is not known any more.</summary>
    public bool TakesBack { get; init; }

    /// <summary>Whether it counts nothing, but says that totals of its kind and post which are not told after it are none.</summary>
    public bool Clears { get; init; }
}
