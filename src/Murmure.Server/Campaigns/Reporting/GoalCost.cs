using Murmure.Statistics.Intervals;

namespace Murmure.Server.Campaigns;

/// <summary>
/// What a goal cost, in ten-thousandths of the campaign's currency. The cost is known and the goals came by chance: the interval is Garwood's of the goals, turned
/// round. Without a goal there is no figure, and still a lower end: one would have cost so much at least.
/// </summary>
/// <param name="Value">Null without goals.</param>
/// <param name="Upper">Null without goals.</param>
public sealed record GoalCost(double? Value, double Lower, double? Upper)
{
    /// <summary>Null where no cost is stated, or goals are unknown.</summary>
    public static GoalCost? Of(long? cost, long? goals)
    {
        if (cost is not > 0 || goals is not { } reached)
            return null;
        var chance = Rate.Garwood(reached, 1, CampaignRow.Level);
        return reached == 0 ? new GoalCost(null, cost.Value / chance.Upper, null) : new GoalCost((double)cost.Value / reached, cost.Value / chance.Upper, cost.Value / chance.Lower);
    }
}
