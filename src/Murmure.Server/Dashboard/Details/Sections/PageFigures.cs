using Murmure.Statistics;
using Murmure.Statistics.Intervals;
using Murmure.Storage.Events;
using PageCard = Murmure.Storage.Events.PageCard;

namespace Murmure.Server.Dashboard.Details.Sections;

/// <summary>A page's counts over some days.</summary>
/// <param name="Views">Times that people opened it.</param>
/// <param name="PrivateShares">Shares by a button to private channels.</param>
/// <param name="PrivatePreviews">Previews that fetchers of private channels asked for.</param>
/// <param name="Shares">All shares by a button.</param>
public sealed record PageFigures(
    string Page, PageCard? Card, long Visits, long Views, long Evidence, long Shares, long PrivateShares, long PrivatePreviews, long ScrollReports, long ScrollTotal)
{
    /// <summary>
    /// Signs of private sharing: shares by a button and previews. Who shares by the button often causes a preview besides, and is then counted twice; nothing joins
    /// the two, so neither can be taken off.
    /// </summary>
    public long Signs => PrivateShares + PrivatePreviews;

    /// <summary>The first part of its path, as the dimension <c>section</c> has it; empty for the home page.</summary>
    public string Section => Page.Split('?', 2)[0].Split('/') is [_, var first, ..] ? first : "";
}

/// <summary>Pages that are told of together: a section's, or an author's.</summary>
public sealed record PageGroup(string Name, IReadOnlyList<PageFigures> Pages)
{
    /// <summary>The level of every interval here.</summary>
    public const double Level = 0.90;

    public long Visits => Pages.Sum(page => page.Visits);

    public long Views => Pages.Sum(page => page.Views);

    public long Evidence => Pages.Sum(page => page.Evidence);

    public long Signs => Pages.Sum(page => page.Signs);

    /// <summary>Articles that say they were published in these days.</summary>
    public int Published { get; init; }

    /// <summary>Signs of private sharing for each 1,000 readings, as if each came by itself; null without a reading.</summary>
    public Interval? PerThousand => PerThousandOf(Signs, Views);

    /// <summary>How far down its pages were read on average, a fraction of 1; null where no script told.</summary>
    public double? Depth => Pages.Sum(page => page.ScrollReports) is > 0 and var reports ? Pages.Sum(page => page.ScrollTotal) / 100.0 / reports : null;

    /// <summary>The pages with most signs of private sharing first.</summary>
    public static IEnumerable<PageFigures> Best(IEnumerable<PageFigures> pages) =>
        pages.OrderByDescending(page => page.Signs).ThenByDescending(page => page.Evidence).ThenByDescending(page => page.Views);

    public static Interval? PerThousandOf(long signs, long views) => views == 0 ? null : Rate.Garwood(signs, views / 1000.0, Level);
}
