using Murmure.Server.Estimates;
using Murmure.Server.Reports;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Overview;

/// <summary>What a site's first screen is made of, all of it of the same days.</summary>
public sealed record SiteOverview(TrafficReport Report, DirectGrades Direct)
{
    /// <summary>The finished estimate of exactly these days; null where there is none with an interval.</summary>
    public EstimateOfPeriod? Estimate { get; init; }

    /// <summary>Where these days have none, the latest finished estimate with an interval.</summary>
    public EstimateOfPeriod? Elsewhere { get; init; }

    /// <summary>What may not be told here, because too few readers stand behind it; members are told everything.</summary>
    public IReadOnlySet<OverviewCell> Kept { get; init; } = new HashSet<OverviewCell>();

    /// <summary>What the pages of the estimate are called, by path.</summary>
    public IReadOnlyDictionary<string, PageCard> Cards { get; init; } = new Dictionary<string, PageCard>();
}

/// <summary>A figure of the first screen that can be kept back.</summary>
public enum OverviewCell
{
    /// <summary>How much private sharing there is.</summary>
    Answer,

    /// <summary>How much a referrer-only tool would call Direct, and with it all of its parts.</summary>
    Direct,
    Proven,
    Recognised,

    /// <summary>Where unexplained visits landed.</summary>
    Landed,
}

/// <summary>Visits that a referrer-only tool would call Direct, by how well their origin is known. They add up to <see cref="DirectParts.AsReportedByReferrerOnly"/>.</summary>
/// <param name="Proven">Our own mark came back.</param>
/// <param name="Recognised">The application showed itself.</param>
/// <param name="Unexplained">Nothing shows the origin.</param>
public sealed record DirectGrades(long Proven, long Recognised, long Unexplained);
