using Murmure.Server.Dashboard.Text;
using Murmure.Server.Hosting;
using Murmure.Statistics;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>A campaign's figures in words: one way to write each of them, for tables, figures and image.</summary>
internal sealed class CampaignWords(Texts texts, CampaignReport report)
{
    /// <summary>Stands where a figure is not known: it is never nought.</summary>
    public const string Unknown = "–";

    public string Number(long? count) => count is { } known ? texts.Number(known) : Unknown;

    /// <summary>A sum in the campaign's currency.</summary>
    public string Money(double? amount) => amount is { } known ? Amounts.Written(known, report.Campaign.Currency, texts.Culture) : Unknown;

    public string Revenue(CampaignRow row) => Amounts.Written(row.Revenue, texts.Culture);

    /// <summary>What a goal cost; while there is none, what it costs at least.</summary>
    public string Cost(GoalCost? cost) => cost switch
    {
        null => Unknown,
        { Value: { } value } => Money(value),
        { Lower: var lower } => texts.Say("campaign.cost.above", Money(lower)),
    };

    public string Between(GoalCost? cost) => cost is { Upper: { } upper } ? texts.Say("campaign.between", Money(cost.Lower), Money(upper)) : "";

    /// <summary>Both ends of a share, so fine that they are not written alike.</summary>
    public string Between(Interval interval)
    {
        var decimals = interval.Upper < 0.02 ? 2 : 1;
        return texts.Say("campaign.between", texts.Percent(interval.Lower, decimals), texts.Percent(interval.Upper, decimals));
    }

    /// <summary>A figure for each post and what is usual on the channel, where there is something to say.</summary>
    public string PerPost(CampaignRow row, double? each, IReadOnlyList<double> usual) => Together(
        row.Published > 1 && each is { } own ? texts.Say("campaign.per.post", Each(own)) : "",
        UsualFigures.Median(usual) is { } median ? texts.Count("campaign.usual.channel", usual.Count, Each(median)) : "");

    /// <summary>What stands beneath clicks: how many for each post, and those of machines, which are not among them.</summary>
    public string Clicks(CampaignRow row) => Together(
        PerPost(row, row.ClicksPerPost, report.Usual.Of(row.Channel).Clicks), row.MachineClicks is > 0 and var machines ? texts.Count("campaign.machines", machines) : "");

    public string Visits(CampaignRow row) => PerPost(row, row.VisitsPerPost, report.Usual.Of(row.Channel).Visits);

    public string Goals(CampaignRow row) => Together(PerVisit(row.GoalRate), PerPost(row, row.GoalsPerPost, report.Usual.Of(row.Channel).Goals));

    /// <summary>This campaign against the usual, a sentence for each figure of which both are known.</summary>
    public IEnumerable<string> Usual()
    {
        var (own, usual) = (report.Total, report.Usual.All);
        if (own.ClicksPerPost is null)
            yield break;
        if (usual.Clicks.Count == 0)
            yield return texts["campaign.usual.none"];
        foreach (var (key, each, others) in new[] { ("campaign.usual", own.ClicksPerPost, usual.Clicks), ("campaign.usual.visits", own.VisitsPerPost, usual.Visits), ("campaign.usual.goals", own.GoalsPerPost, usual.Goals) })
        {
            if (each is { } known && UsualFigures.Median(others) is { } median)
                yield return texts.Say(key, Each(known), Each(median), others.Count(other => other < known), others.Count);
        }
    }

    public string PerVisit(Interval? rate) => rate is { } goals
        ? texts.Say("campaign.rate.goals", texts.Say("campaign.between", Each(goals.Lower * 100), Each(goals.Upper * 100)))
        : "";

    /// <summary>A number that need not be whole.</summary>
    public string Each(double value) => value.ToString(value % 1 == 0 ? "N0" : "N1", texts.Culture);

    /// <summary>What stands beneath what was spent.</summary>
    public string Budget()
    {
        if (report.Total.Cost is not { } cost)
            return texts["campaign.budget.unstated"];
        // A post without a cost may be free, or nobody typed it in: how many there are is said, and nothing is made up for them.
        var silent = report.Total.Posts.Count(post => post.State == PostState.Published && post.Cost == 0);
        var spent = report.Budget is not { } budget ? ""
            : cost > budget ? texts.Say("campaign.spent.over", Money(cost - budget), Money(budget)) : texts.Say("campaign.spent.of", Money(budget));
        return Together(spent, silent == 0 ? "" : texts.Count("campaign.spent.silent", silent));
    }

    /// <summary>What stands beside each other beneath a figure; what has nothing to say is left out.</summary>
    public static string Together(params IEnumerable<string> said) => string.Join(" · ", said.Where(text => text.Length > 0));

    /// <summary>The report's days; empty while nothing is out.</summary>
    public string Days() => report.Days is not { } days ? ""
        : days.From == days.To ? texts.Day(days.From) : texts.Say("campaign.days", texts.Day(days.From), texts.Day(days.To));

    /// <summary>Why figures are unknown, or leave days out.</summary>
    public static IEnumerable<string> Unknowns(Texts texts, DayRange? days, int missing, IEnumerable<CampaignGap> gaps)
    {
        if (days is not null && missing > 0)
            yield return days.Length == missing ? texts["campaign.missing.all"] : texts.Count("campaign.missing", missing, days.Length);
        foreach (var gap in gaps)
            yield return texts["campaign.gap." + Slugs.Of(gap)];
    }

    /// <summary>What the figures must be read with.</summary>
    public IEnumerable<string> Notes()
    {
        foreach (var unknown in Unknowns(texts, report.Days, report.MissingDays, report.Gaps))
            yield return unknown;
        foreach (var other in report.Shared)
            yield return texts.Say("campaign.shared", Displayed.Foreign(other.Name, 80), string.Join(", ", other.Variants.Select(variant => Displayed.Foreign(variant, 60))));
        if (report.Shared.Count > 0)
            yield return texts["campaign.shared.usual"];
        if (report.HasTotals)
            yield return texts["campaign.totals"];
    }
}
