using Murmure.Server.Campaigns;
using Murmure.Server.Dashboard.Explore;
using Murmure.Storage.Events;

namespace Murmure.Server.Links;

/// <summary>What became of a link on some days, as its page and its file show it.</summary>
/// <param name="Whole">On all of its addresses.</param>
/// <param name="Rows">By address, in the order of the page.</param>
public sealed record LinkResult(DayRange Days, LinkFigure Whole, IReadOnlyList<SetRow> Rows)
{
    /// <summary>Of how many of the days nothing is on record.</summary>
    public int MissingDays { get; init; }

    /// <summary>Why figures are unknown.</summary>
    public IReadOnlyList<CampaignGap> Gaps { get; init; } = [];

    public IReadOnlyList<(DateOnly Day, long Clicks, long Visits)> ByDay { get; init; } = [];

    /// <summary>What the site's page has of the visits that came by it, narrowed to them.</summary>
    public IReadOnlyList<CardTable> Visitors { get; init; } = [];
}
