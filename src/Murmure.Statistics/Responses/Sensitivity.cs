namespace Murmure.Statistics.Responses;

/// <summary>What a share of answers can mean when nothing is known about who answered. Closed forms; ends of an interval, fractions of 1.</summary>
public static class Sensitivity
{
    /// <summary>
    /// The true share when those for whom it holds have up to <paramref name="factor"/> times the odds to answer of the others, or as many times fewer:
    /// <c>[p / (p + (1-p)Γ), pΓ / (pΓ + 1 - p)]</c>.
    /// </summary>
    /// <param name="share">Share of yes among the answers.</param>
    /// <param name="factor">Γ ≥ 1; 1 gives the share itself.</param>
    public static (double Lower, double Upper) ResponseOdds(double share, double factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        return (share / (share + (1 - share) * factor), share * factor / (share * factor + 1 - share));
    }

    /// <summary>The true share when those who did not answer may be anything (Manski 1989): <c>[ρp, ρp + 1 - ρ]</c>.</summary>
    /// <param name="share">Share of yes among the answers.</param>
    /// <param name="answered">ρ, the share that answered.</param>
    public static (double Lower, double Upper) NoAssumption(double share, double answered) => (answered * share, answered * share + 1 - answered);
}
