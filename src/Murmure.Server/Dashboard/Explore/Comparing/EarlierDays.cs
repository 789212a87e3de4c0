using Murmure.Server.Reports;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Explore.Comparing;

/// <summary>Earlier days beside those shown, moved by whole weeks so that each weekday meets its like.</summary>
/// <param name="Days">Which.</param>
/// <param name="Weeks">By how many weeks they are earlier.</param>
/// <param name="Recorded">The first day that the site has a record of; null without any.</param>
/// <param name="Unfinished">Whether the period that is compared with it still goes on.</param>
public sealed record EarlierDays(DayRange Days, int Weeks, DateOnly? Recorded, bool Unfinished)
{
    private const int WeeksOfYear = 52;

    public SiteFigures Figures { get; init; } = new(new Dictionary<string, long?>(), false);

    /// <summary>Their days, or hours, each moved to where it stands beside; null where one of them is kept back, or nobody can tell any more.</summary>
    public IReadOnlyList<DayRow>? Trend { get; init; } = [];

    /// <summary>Whether there is a record of any of them.</summary>
    public bool HasRecord => Recorded is { } first && first <= Days.To;

    /// <summary>The first day shown that one with a record stands beside.</summary>
    public DateOnly Begins => Recorded is { } first && first > Days.From ? Moved(first) : Moved(Days.From);

    /// <summary>Whether they end where those shown begin. A month of 31 days has none of its length that do, weekday by weekday.</summary>
    public bool Adjoin => Days.Length == Weeks * 7;

    /// <summary>The earlier days; null where nobody asked for any, and where the calendar has none.</summary>
    /// <param name="recorded">What the store has of the site.</param>
    public static EarlierDays? Of(DayRange days, Earlier which, SiteSummary recorded, DateOnly today)
    {
        // A period that goes on, or whose record ends before it does, is compared as far as it has come.
        var last = new[] { days.To, today, recorded.Last ?? days.To }.Min();
        return which != Earlier.None && Of(last < days.From ? days : new DayRange(days.From, last), which) is { } before
            ? new EarlierDays(before, (days.From.DayNumber - before.From.DayNumber) / 7, recorded.First, days.Contains(today))
            : null;
    }

    /// <summary>The earlier days; null where the calendar has none.</summary>
    public static DayRange? Of(DayRange days, Earlier which)
    {
        var back = which == Earlier.Year ? WeeksOfYear * 7 : (days.Length + 6) / 7 * 7;
        return days.From.DayNumber < back ? null : new DayRange(days.From.AddDays(-back), days.To.AddDays(-back));
    }

    /// <summary>Where a day of them stands beside.</summary>
    public DateOnly Moved(DateOnly earlier) => earlier.AddDays(Weeks * 7);

    /// <summary>The day of them that stands beside one shown.</summary>
    public DateOnly Beside(DateOnly shown) => shown.AddDays(-Weeks * 7);

    /// <summary>As many of them as an answer has days that is counted up to this one alone.</summary>
    public DayRange Through(DateOnly? until) =>
        until is { } last && last >= Moved(Days.From) && last < Moved(Days.To) ? new DayRange(Days.From, Beside(last)) : Days;
}
