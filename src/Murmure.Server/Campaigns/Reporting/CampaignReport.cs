using Murmure.Connectors;
using Murmure.Statistics;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>Why figures of a report are unknown.</summary>
public enum CampaignGap
{
    /// <summary>The site's profile keeps no channels: clicks cannot be told by address, nor followed.</summary>
    Profile,

    /// <summary>Nobody can be asked for consent before a redirect: clicks are counted, and not followed to a visit.</summary>
    Consent,

    /// <summary>The link leads to another site, where nothing is seen.</summary>
    Outside,

    /// <summary>The events that goals by name and revenue are counted from are deleted.</summary>
    Events,

    /// <summary>The site has no goal.</summary>
    Goals,
}

/// <summary>Another campaign whose posts carry the same addresses on the same days: what the site counted stands in both reports.</summary>
/// <param name="Variants">The addresses, as events name them.</param>
public sealed record SharedAddress(long Id, string Name, IReadOnlyList<string> Variants);

/// <summary>What a campaign brought, and what campaigns usually bring.</summary>
/// <param name="Days">The days counted; null while nothing is out.</param>
/// <param name="Rows">By channel and place, most clicks first.</param>
public sealed record CampaignReport(Campaign Campaign, DayRange? Days, IReadOnlyList<CampaignRow> Rows)
{
    /// <summary>Of how many of the days nothing is on record. The site's figures are those of the others; unknown where there are none.</summary>
    public int MissingDays { get; init; }

    /// <summary>Clicks and visits under its addresses, along the days.</summary>
    public IReadOnlyList<(DateOnly Day, long Clicks, long Visits)> ByDay { get; init; } = [];

    public IReadOnlyList<CampaignGap> Gaps { get; init; } = [];

    public IReadOnlyList<SharedAddress> Shared { get; init; } = [];

    public CampaignUsual Usual { get; init; } = CampaignUsual.None;

    /// <summary>The invitations that were made for it, in their order, each with how many joined by it.</summary>
    public IReadOnlyList<(Invitation Invitation, long Count)> Joins { get; init; } = [];

    /// <summary>Whether totals of a newsletter are in it, of which the last word counts.</summary>
    public bool HasTotals { get; init; }

    public CampaignRow Total { get; } = CampaignRow.Sum(Rows);

    /// <summary>Whether there is anything to show.</summary>
    public bool HasAny => Days is not null || Rows.Count > 0;

    /// <summary>Share of delivered messages that were clicked, over the channels that tell how many were; null where none does.</summary>
    public Interval? ClickRate => CampaignRow.Sum([.. Rows.Where(row => row.Of(ObservationKind.Delivered) is > 0)]).ClickRate;

    /// <summary>The budget, in ten-thousandths of the currency; null where none is set.</summary>
    public long? Budget => Campaign.Budget > 0 ? Campaign.Budget : null;

    /// <summary>Of what is stated at posts; where nothing is, of the whole budget.</summary>
    public GoalCost? GoalCost => GoalCost.Of(Total.Cost ?? Budget, Total.Goals);

    /// <summary>The other campaigns at an address.</summary>
    public IEnumerable<SharedAddress> SharedAt(string variant) => Shared.Where(other => other.Variants.Contains(variant));
}
