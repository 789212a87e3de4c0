using Murmure.Server.Hosting;
using Murmure.Statistics;

namespace Murmure.Server.Campaigns;

/// <summary>A figure with the ends between which the true one lies nine times in ten.</summary>
/// <param name="Value">Null where there is none: the cost of a goal while none was reached.</param>
/// <param name="Upper">Null where nobody can tell.</param>
public sealed record CampaignIntervalAnswer(double? Value, double Lower, double? Upper)
{
    internal static CampaignIntervalAnswer? Of(Interval? interval) => interval is { } known ? new(known.Value, known.Lower, known.Upper) : null;

    /// <summary>In the currency's own unit.</summary>
    internal static CampaignIntervalAnswer? Of(GoalCost? cost) => cost is null ? null : new(cost.Value / 10_000, cost.Lower / 10_000, cost.Upper / 10_000);
}

/// <summary>Figures of a row, or of all rows. One that nobody knows is null, and never 0.</summary>
/// <param name="Posts">How many are out.</param>
/// <param name="Told">What the channel itself told, by kind; a kind that it never tells of is absent.</param>
/// <param name="MachineClicks">Clicks by machines that say what they are, mail gateways above all; they are not among the clicks.</param>
/// <param name="EngagedMs">Milliseconds.</param>
/// <param name="Revenue">By currency (ISO 4217), in its own unit: all that the visits brought.</param>
/// <param name="Cost">As stated at the posts, in the campaign's currency.</param>
/// <param name="CostPerGoal">Of what is stated at posts; of the whole campaign, where no post states any, of its budget.</param>
/// <param name="ClickRate">Share of delivered messages that were clicked.</param>
/// <param name="GoalsPerVisit">A visit may reach several.</param>
public sealed record CampaignFiguresAnswer(
    int Posts, IReadOnlyDictionary<string, long> Told, long? DeclaredAudience, long? DeclaredReactions,
    long? Previews, long? Clicks, long? Clickers, long? MachineClicks, long? Visits, long? EngagedMs, long? Goals, IReadOnlyDictionary<string, decimal> Revenue,
    decimal? Cost, CampaignIntervalAnswer? CostPerGoal, CampaignIntervalAnswer? ClickRate, CampaignIntervalAnswer? GoalsPerVisit)
{
    internal static CampaignFiguresAnswer Of(CampaignRow row, GoalCost? goal, Interval? clickRate) => new(
        row.Published, row.Told, row.DeclaredAudience, row.DeclaredReactions, row.Previews, row.Clicks, row.Clickers, row.MachineClicks, row.Visits, row.Engaged, row.Goals,
        row.Revenue.ToDictionary(pair => pair.Key, pair => pair.Value / 10_000m), row.Cost / 10_000m, CampaignIntervalAnswer.Of(goal), CampaignIntervalAnswer.Of(clickRate), CampaignIntervalAnswer.Of(row.GoalRate));
}

/// <param name="Variant">The address, as events name it.</param>
/// <param name="UsualClicksPerPost">Clicks for each post of earlier campaigns on the channel, in as many days; one value each, in order.</param>
/// <param name="UsualVisitsPerPost">Their visits.</param>
/// <param name="UsualGoalsPerPost">Their goals, of the kind that this campaign is for.</param>
public sealed record CampaignRowAnswer(
    string Channel, string Variant, CampaignFiguresAnswer Figures, IReadOnlyList<double> UsualClicksPerPost, IReadOnlyList<double> UsualVisitsPerPost, IReadOnlyList<double> UsualGoalsPerPost)
{
    internal static CampaignRowAnswer Of(CampaignRow row, UsualFigures usual) =>
        new(row.Channel, row.Variant, CampaignFiguresAnswer.Of(row, row.GoalCost, row.ClickRate), usual.Clicks, usual.Visits, usual.Goals);
}

/// <param name="From">The first day counted; null while nothing is out.</param>
/// <param name="MissingDays">Of how many of the days nothing is on record: figures are those of the others.</param>
/// <param name="Gaps">Why figures are null: <c>profile</c>, <c>consent</c>, <c>outside</c>, <c>events</c>, <c>goals</c>.</param>
/// <param name="Budget">Of the whole campaign; null where none is set.</param>
/// <param name="Currency">Of budget and costs (ISO 4217); empty where none is named.</param>
/// <param name="UsualClicksPerPost">Clicks for each post of earlier campaigns, in as many days; one value each, in order.</param>
/// <param name="UsualVisitsPerPost">Their visits.</param>
/// <param name="UsualGoalsPerPost">Their goals, of the kind that this campaign is for.</param>
/// <param name="Shared">Other campaigns whose posts carry the same addresses: what the site counted there stands in both reports.</param>
public sealed record CampaignReportAnswer(
    long Id, string Name, DateOnly? From, DateOnly? To, int MissingDays, IReadOnlyList<string> Gaps, decimal? Budget, string Currency, CampaignFiguresAnswer Total, IReadOnlyList<CampaignRowAnswer> Rows,
    double? ClicksPerPost, double? VisitsPerPost, double? GoalsPerPost, IReadOnlyList<double> UsualClicksPerPost, IReadOnlyList<double> UsualVisitsPerPost, IReadOnlyList<double> UsualGoalsPerPost,
    IReadOnlyList<SharedAddress> Shared)
{
    internal static CampaignReportAnswer Of(CampaignReport report) => new(
        report.Campaign.Id, report.Campaign.Name, report.Days?.From, report.Days?.To, report.MissingDays, [.. report.Gaps.Select(gap => Slugs.Of(gap))], report.Budget / 10_000m, report.Campaign.Currency,
        CampaignFiguresAnswer.Of(report.Total, report.GoalCost, report.ClickRate),
        [.. report.Rows.Select(row => CampaignRowAnswer.Of(row, report.Usual.Of(row.Channel)))],
        report.Total.ClicksPerPost, report.Total.VisitsPerPost, report.Total.GoalsPerPost, report.Usual.All.Clicks, report.Usual.All.Visits, report.Usual.All.Goals, report.Shared);
}
