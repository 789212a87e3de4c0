using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Notices;

/// <summary>The days that a digest is of, and when it is due.</summary>
/// <param name="Day">The day on which it is sent: a Monday, or the first of a month.</param>
/// <param name="Days">The days before.</param>
/// <param name="Due">Eight o'clock on the site's clock, UTC.</param>
internal sealed record DigestPeriod(DateOnly Day, DayRange Days, DateTime Due)
{
    private const int Hour = 8;

    /// <summary>Later than this it is yesterday's news: what a server that was off for longer did not send is not sent.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromDays(2);

    /// <summary>The last digest that was due; null where that is too long ago.</summary>
    public static DigestPeriod? Of(string kind, SiteRules site, DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, site.Zone).DateTime;
        var today = DateOnly.FromDateTime(local);
        // Before eight the last one due is the one before.
        var at = local.Hour < Hour && IsFirst(kind, today) ? today.AddDays(-1) : today;
        var day = kind == NoticeKind.Monthly ? new DateOnly(at.Year, at.Month, 1) : at.AddDays(-(((int)at.DayOfWeek + 6) % 7));
        var due = new SiteCalendar(site.Zone).ToUtc(day.ToDateTime(new TimeOnly(Hour, 0)));
        return now.UtcDateTime - due < Late ? new DigestPeriod(day, DaysBefore(kind, day), due) : null;
    }

    /// <summary>What a digest made on a day is of: the seven days before, or the month before.</summary>
    public static DayRange DaysBefore(string kind, DateOnly day)
    {
        var month = new DateOnly(day.Year, day.Month, 1);
        return kind == NoticeKind.Monthly ? new DayRange(month.AddMonths(-1), month.AddDays(-1)) : new DayRange(day.AddDays(-7), day.AddDays(-1));
    }

    private static bool IsFirst(string kind, DateOnly day) => kind == NoticeKind.Monthly ? day.Day == 1 : day.DayOfWeek == DayOfWeek.Monday;
}
