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

    /// <summary>What the pages of the estimate are called, by path.</summary>
    public IReadOnlyDictionary<string, PageCard> Cards { get; init; } = new Dictionary<string, PageCard>();

    /// <summary>The period before, where the address asks for it.</summary>
    public EarlierPeriod? Before { get; init; }
}

/// <summary>Visits that a referrer-only tool would call Direct, by how well their origin is known. They add up to <see cref="DirectParts.AsReportedByReferrerOnly"/>.</summary>
/// <param name="Proven">Our own mark came back.</param>
/// <param name="Recognised">The application showed itself.</param>
/// <param name="Unexplained">Nothing shows the origin.</param>
public sealed record DirectGrades(long Proven, long Recognised, long Unexplained);

/// <summary>As many days before, moved by whole weeks so that each weekday meets its like.</summary>
/// <param name="Days">Which.</param>
/// <param name="Recorded">The first day that the site has a record of; null without any.</param>
/// <param name="Unfinished">Whether the period that is compared with it still goes on.</param>
public sealed record EarlierPeriod(DayRange Days, DateOnly? Recorded, bool Unfinished, long Visits, long Visitors, long PageViews, long Previews)
{
    /// <summary>Whether any of these days has a record to compare with.</summary>
    public bool IsRecorded => Recorded is { } recorded && recorded <= Days.To;

    /// <summary>The days before; null where the calendar has none.</summary>
    public static DayRange? Of(DayRange days)
    {
        var length = days.To.DayNumber - days.From.DayNumber + 1;
        var back = (length + 6) / 7 * 7;
        return days.From.DayNumber < back ? null : new DayRange(days.From.AddDays(-back), days.To.AddDays(-back));
    }
}
