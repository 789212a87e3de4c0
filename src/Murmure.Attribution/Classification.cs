using Murmure.Attribution.Rules;
using Murmure.Attribution.UserAgent;

namespace Murmure.Attribution;

/// <summary>The classifier's answer to one set of clues.</summary>
/// <param name="Agent">What the agent said.</param>
/// <param name="Verdict">The verdict, after method and agent.</param>
/// <param name="Reason">Why a machine is one; null for people and previews.</param>
/// <param name="Origin">Where the request came from. For a preview, the channel that is about to carry the link.</param>
/// <param name="Referrer">What the referrer said.</param>
/// <param name="Query">What the address's parameters said.</param>
/// <param name="Dropped">Why the hit counts nowhere (<c>spam-referrer</c>, <c>forged-referrer</c>), or null.</param>
public readonly record struct Classification(
    AgentReading Agent,
    Verdict Verdict,
    string? Reason,
    Origin Origin,
    ReferrerReading Referrer,
    QueryReading Query,
    string? Dropped);
