using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Explore;

/// <summary>Earlier days beside those shown, moved by whole weeks so that each weekday meets its like.</summary>
/// <param name="Days">Which.</param>
/// <param name="Recorded">The first day that the site has a record of; null without any.</param>
/// <param name="Unfinished">Whether the period that is compared with it still goes on.</param>
public sealed record EarlierDays(DayRange Days, DateOnly? Recorded, bool Unfinished, SiteFigures Figures)
{
    private const int WeeksOfYear = 52;

    /// <summary>Whether there is a record of any of them.</summary>
    public bool HasRecord => Recorded is { } first && first <= Days.To;

    /// <summary>The earlier days; null where the calendar has none.</summary>
    public static DayRange? Of(DayRange days, Earlier which)
    {
        var back = which == Earlier.Year ? WeeksOfYear * 7 : (days.Length + 6) / 7 * 7;
        return days.From.DayNumber < back ? null : new DayRange(days.From.AddDays(-back), days.To.AddDays(-back));
    }
}
