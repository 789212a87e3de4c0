using Murmure.Storage.Events;

namespace Murmure.Server.Estimates;

/// <summary>Which periods have an estimate.</summary>
internal static class EstimatePeriods
{
    /// <summary>The four weeks up to the last closed day, or what there is of them.</summary>
    public const string Rolling = "rolling";

    /// <summary>Monday to Sunday.</summary>
    public const string Week = "week";

    /// <summary>A calendar month.</summary>
    public const string Month = "month";

    /// <summary>The two weeks that end today: provisional, since today is not over.</summary>
    public const string Today = "today";

    private const int RollingDays = 28;
    private const int TodayDays = 14;

    /// <summary>The finished periods: all of their days are over and closed, and the events of each are kept.</summary>
    /// <param name="closed">The closed days, oldest first.</param>
    /// <param name="open">The open days.</param>
    public static IEnumerable<(string Period, DayRange Range)> Finished(IReadOnlyList<ClosedDay> closed, IReadOnlyList<DateOnly> open, DateOnly today)
    {
        var since = closed.LastOrDefault(day => day.Purged)?.Day ?? DateOnly.MinValue;
        var kept = closed.Where(day => day.Day > since && day.Day < today).Select(day => day.Day).ToList();
        if (kept.Count == 0)
            yield break;
        var last = kept[^1];
        yield return (Rolling, new DayRange(Later(kept[0], last.AddDays(1 - RollingDays)), last));
        bool Whole(DayRange range) => range.From >= kept[0] && range.To < today && !open.Any(range.Contains);
        foreach (var range in kept.Select(WeekOf).Distinct().Where(Whole))
            yield return (Week, range);
        foreach (var range in kept.Select(MonthOf).Distinct().Where(Whole))
            yield return (Month, range);
    }

    /// <summary>The provisional one; null where there is nothing yet.</summary>
    public static DayRange? UpTo(IReadOnlyList<ClosedDay> closed, IReadOnlyList<DateOnly> open, DateOnly today)
    {
        var since = closed.LastOrDefault(day => day.Purged)?.Day ?? DateOnly.MinValue;
        var days = closed.Select(day => day.Day).Concat(open).Where(day => day > since && day <= today && day > today.AddDays(-TodayDays)).ToList();
        return days.Count == 0 ? null : new DayRange(days.Min(), today);
    }

    private static DayRange WeekOf(DateOnly day)
    {
        var monday = day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
        return new DayRange(monday, monday.AddDays(6));
    }

    private static DayRange MonthOf(DateOnly day)
    {
        var first = new DateOnly(day.Year, day.Month, 1);
        return new DayRange(first, first.AddMonths(1).AddDays(-1));
    }

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
