namespace Murmure.Server.Shares;

/// <summary>What is told of a campaign's tokens: sums alone, and these where they are of a crowd.</summary>
/// <param name="Tokens">Shares that went out with one.</param>
/// <param name="Visits">Visits that came back.</param>
/// <param name="Squares">The sum of the squares of each token's visits.</param>
public readonly record struct CampaignSums(long Tokens, long Visits, long Squares)
{
    /// <summary>With fewer, a member who shared could tell who read.</summary>
    public const int LeastTokens = 20;

    public const int LeastVisits = 50;

    public bool IsShown => Tokens >= LeastTokens && Visits >= LeastVisits;

    /// <summary>
    /// Variance over mean of the visits of a token: 1 where all shares are alike, more where few of them make most visits. Null without tokens or visits.
    /// </summary>
    public double? Dispersion => Tokens < 2 || Visits == 0 ? null : (Squares - ((double)Visits * Visits / Tokens)) / (Tokens - 1) / ((double)Visits / Tokens);
}
