using Murmure.Attribution;

namespace Murmure.Server.Dashboard.Details.Google;

/// <summary>The visits of some days by Google Analytics' group and by our family. They add up to all visits of these days.</summary>
/// <param name="Evidence">Of these, those that carry evidence of a private share by a reader.</param>
public sealed record Ga4Cell(Ga4Group Group, Family Family, long Visits, long Evidence);

/// <summary>Both ways to file the same visits, side by side.</summary>
public sealed record Ga4Comparison(IReadOnlyList<Ga4Cell> Cells)
{
    public long Visits => Cells.Sum(cell => cell.Visits);

    /// <summary>Groups that have visits, most first.</summary>
    public IReadOnlyList<Ga4Group> Groups => [.. Cells.Where(cell => cell.Visits > 0).GroupBy(cell => cell.Group).OrderByDescending(group => group.Sum(cell => cell.Visits)).Select(group => group.Key)];

    /// <summary>Families that have visits, in their own order.</summary>
    public IReadOnlyList<Family> Families => [.. Cells.Where(cell => cell.Visits > 0).Select(cell => cell.Family).Distinct().Order()];

    /// <summary>Private messages by evidence that Google Analytics would call Direct.</summary>
    public long DirectByEvidence => Cells.Where(cell => cell.Group == Ga4Group.Direct).Sum(cell => cell.Evidence);

    /// <summary>Where the two do not say the same, most visits first.</summary>
    public IReadOnlyList<Ga4Cell> Differences => [.. Cells.Where(cell => cell.Visits > 0 && !Agree(cell.Group, cell.Family)).OrderByDescending(cell => cell.Visits).ThenBy(cell => cell.Group).ThenBy(cell => cell.Family)];

    public long Of(Ga4Group group) => Cells.Where(cell => cell.Group == group).Sum(cell => cell.Visits);

    public long Of(Family family) => Cells.Where(cell => cell.Family == family).Sum(cell => cell.Visits);

    public long Of(Ga4Group group, Family family) => Cells.Where(cell => cell.Group == group && cell.Family == family).Sum(cell => cell.Visits);

    // A messenger has no group of its own there, so it agrees with none; our own campaigns may stand in any.
    private static bool Agree(Ga4Group group, Family family) => family switch
    {
        Family.Direct or Family.Internal => group == Ga4Group.Direct,
        Family.Search => group is Ga4Group.OrganicSearch or Ga4Group.PaidSearch or Ga4Group.CrossNetwork,
        Family.Social => group is Ga4Group.OrganicSocial or Ga4Group.PaidSocial,
        Family.Video => group is Ga4Group.OrganicVideo or Ga4Group.PaidVideo,
        Family.Email => group == Ga4Group.Email,
        Family.Sms => group == Ga4Group.Sms,
        Family.Ai => group == Ga4Group.AiAssistant,
        Family.Referral => group is Ga4Group.Referral or Ga4Group.OrganicShopping,
        Family.Campaign => group is not (Ga4Group.Direct or Ga4Group.Unassigned),
        _ => false,
    };
}
