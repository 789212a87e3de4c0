using System.Runtime.InteropServices;

namespace Murmure.Statistics.Cascades;

/// <summary>One page on one day: what a cascade's chance varies by. Clicks of one share come in bundles, so page-days are resampled, not clicks.</summary>
/// <param name="Page">The page's name; draws of chance are keyed by it.</param>
/// <param name="Day">Day of the period.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PageDay(string Page, int Day);

/// <summary>Visits of one generation of sharing on one page and day.</summary>
/// <param name="Cluster">Where and when.</param>
/// <param name="Generation">0: came by no tag, and saw the page with one to pass on. From 1: came by a tag of that generation; <see cref="Last"/> holds all
/// later ones.</param>
/// <param name="Visits">How many.</param>
/// <param name="Age">Hours from the visits to the end of what is counted: young visits have not brought all their clicks. Infinite where it does not
/// matter.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct GenerationCounts(PageDay Cluster, int Generation, int Visits, double Age = double.PositiveInfinity)
{
    /// <summary>The generation that holds all later ones, so that nothing can be divided by it or into it.</summary>
    public const int Last = 6;
}

/// <summary>Acts of sharing, and the clicks on what was shared, on one page and day.</summary>
/// <param name="Cluster">Where and when.</param>
/// <param name="Visits">Visits that could have shared.</param>
/// <param name="Shares">Acts of sharing.</param>
/// <param name="Clicks">Visits by those shares.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ShareActs(PageDay Cluster, int Visits, int Shares, int Clicks);

/// <summary>Previews on one page and day: they show the address as it was pasted.</summary>
/// <param name="Cluster">Where and when.</param>
/// <param name="Tagged">Previews of an address that still had its tag.</param>
/// <param name="All">All previews.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TagPreviews(PageDay Cluster, int Tagged, int All);
