namespace Murmure.Attribution;

/// <summary>Where a visit came from, with the evidence that decided.</summary>
/// <param name="Family">The family of the channel.</param>
/// <param name="Channel">The channel's slug, or the family's name where no channel is known (<c>direct</c>, <c>referral</c>).</param>
/// <param name="Source">What to show: the channel's name, a referring host, a campaign's source; null for direct.</param>
/// <param name="Paid">Whether the click was bought.</param>
/// <param name="Grade">How well this is known.</param>
/// <param name="Sender">Who sent the link.</param>
/// <param name="Evidence">The rule that fired and the clue it fired on.</param>
public sealed record Origin(
    Family Family,
    string Channel,
    string? Source,
    bool Paid,
    Grade Grade,
    Sender Sender,
    Evidence Evidence);

/// <summary>Which rule decided, on which clue. The clue is a token, host or parameter name, never a whole header.</summary>
public readonly record struct Evidence(string Rule, string? Clue);
