namespace Murmure.Server.Ingest;

/// <summary>The site's own calendar: which day an instant belongs to where the site's readers are. Not thread-safe: one per worker.</summary>
internal sealed class SiteCalendar(TimeZoneInfo zone)
{
    // Offsets change on quarters of an hour at most, and a log's lines come in order: the last quarter answers nearly always.
    private const long Quarter = 15 * TimeSpan.TicksPerMinute;
    private long lastQuarter = -1;
    private long lastOffset;

    public TimeZoneInfo Zone => zone;

    /// <summary>The day and the hour on the site's clock.</summary>
    public (DateOnly Day, byte Hour) DayOf(DateTime utc)
    {
        var quarter = utc.Ticks / Quarter;
        if (quarter != lastQuarter)
        {
            lastOffset = zone.GetUtcOffset(utc).Ticks;
            lastQuarter = quarter;
        }
        var local = new DateTime(Math.Clamp(utc.Ticks + lastOffset, 0, DateTime.MaxValue.Ticks));
        return (DateOnly.FromDateTime(local), (byte)local.Hour);
    }

    /// <summary>The minute on the site's clock, 0 to 59.</summary>
    public int MinuteOf(DateTime utc) => new DateTime(Math.Clamp(utc.Ticks + zone.GetUtcOffset(utc).Ticks, 0, DateTime.MaxValue.Ticks)).Minute;

    /// <summary>The instant at which a day of the site ends; on the night of a clock change too.</summary>
    public DateTime EndOf(DateOnly day)
    {
        var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        // Where a change of the clock skips midnight itself, the day ends at the change.
        while (zone.IsInvalidTime(midnight))
            midnight = midnight.AddMinutes(15);
        return ToUtc(midnight);
    }

    /// <summary>The instant of a wall-clock time of this zone; a time that the clock change skips or repeats counts as standard time.</summary>
    public DateTime ToUtc(DateTime wallClock)
    {
        var ticks = wallClock.Ticks - zone.GetUtcOffset(DateTime.SpecifyKind(wallClock, DateTimeKind.Unspecified)).Ticks;
        return new DateTime(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc);
    }
}
