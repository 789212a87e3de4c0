using Murmure.Server.Reports;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Overview;

/// <summary>The days that an address asks for: a preset that moves on with the calendar, two days, or neither.</summary>
/// <param name="Preset">The preset's name in the address; null for days that are named, and where nothing is asked.</param>
/// <param name="Backwards">Whether the days named were the wrong way round; they are left out then.</param>
public sealed record AskedPeriod(string? Preset, DateOnly? From, DateOnly? To, bool Backwards)
{
    private const string Everything = "all";

    /// <summary>Each preset's name in the address and its text, in the order of the links.</summary>
    public static IReadOnlyList<(string Name, string Key)> Presets { get; } =
    [
        ("today", "period.today"), ("yesterday", "period.yesterday"), ("7d", "period.7d"), ("28d", "period.28d"), ("month", "period.month"), ("last-month", "period.last-month"), ("12m", "period.12m"),
        ("year", "period.year"), (Everything, "period.all"),
    ];

    /// <summary>Four weeks with the day that goes on, where what came in today is what people look for.</summary>
    public static AskedPeriod UpToNow(DateOnly today) => new(null, today.AddDays(-27), today, false);

    /// <summary>Whether neither a preset nor a day was asked for: the page then chooses.</summary>
    public bool IsOpen => Preset is null && From is null && To is null && !Backwards;

    /// <summary>The days of this period, where an end that it leaves open is that of the record; null where that leaves none.</summary>
    public DayRange? Within(DateOnly? first, DateOnly? last) => (From ?? first, To ?? last) is ({ } from, { } to) && from <= to ? new DayRange(from, to) : null;

    /// <summary>The same, and one day of it where the record has none.</summary>
    public DayRange Shown(SiteSummary? recorded, DateOnly today) => Within(recorded?.First, recorded?.Last) ?? DayRange.Of(From ?? To ?? recorded?.Last ?? today);

    /// <summary>Reads an address. Days that are named come before a preset; a preset that nobody knows is none.</summary>
    /// <param name="today">The day that it is where the site's readers are.</param>
    public static AskedPeriod Read(string? period, string? from, string? to, DateOnly today)
    {
        var (first, last) = (ReportRequest.DayOf(from), ReportRequest.DayOf(to));
        if (first > last)
            return new(null, null, null, true);
        if (first is not null || last is not null)
            return new(null, first, last, false);
        var month = new DateOnly(today.Year, today.Month, 1);
        return period switch
        {
            "today" => new(period, today, today, false),
            "yesterday" => new(period, today.AddDays(-1), today.AddDays(-1), false),
            // Whole days: one that has just begun would make every week look like a fall.
            "7d" => new(period, today.AddDays(-7), today.AddDays(-1), false),
            "28d" => new(period, today.AddDays(-28), today.AddDays(-1), false),
            "month" => new(period, month, today, false),
            "last-month" => new(period, month.AddMonths(-1), month.AddDays(-1), false),
            "12m" => new(period, today.AddMonths(-12), today.AddDays(-1), false),
            "year" => new(period, new DateOnly(today.Year, 1, 1), today, false),
            Everything => new(period, null, null, false),
            _ => new(null, null, null, false),
        };
    }
}
