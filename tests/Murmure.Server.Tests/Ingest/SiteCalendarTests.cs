using System.Globalization;
using CsCheck;
using Murmure.Server.Ingest;

namespace Murmure.Server.Tests.Ingest;

/// <summary>The site's day and hour. In 2026 Paris goes to summer time on 29 March at 01:00 UTC and back on 25 October at 01:00 UTC.</summary>
public sealed class SiteCalendarTests
{
    private static readonly TimeZoneInfo Paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
    private static readonly TimeZoneInfo Kolkata = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata");

    [Theory]
    [InlineData("2026-03-28T22:59:59", "2026-03-28", 23)]
    [InlineData("2026-03-28T23:00:00", "2026-03-29", 0)]
    [InlineData("2026-03-29T00:59:59", "2026-03-29", 1)]
    [InlineData("2026-03-29T01:00:00", "2026-03-29", 3)]
    [InlineData("2026-03-29T21:59:59", "2026-03-29", 23)]
    [InlineData("2026-03-29T22:00:00", "2026-03-30", 0)]
    public void The_day_of_the_spring_change_has_23_hours(string utc, string day, int hour) => ShouldFall(Paris, utc, day, hour);

    [Theory]
    [InlineData("2026-10-24T21:59:59", "2026-10-24", 23)]
    [InlineData("2026-10-24T22:00:00", "2026-10-25", 0)]
    [InlineData("2026-10-25T00:30:00", "2026-10-25", 2)]
    [InlineData("2026-10-25T01:30:00", "2026-10-25", 2)]
    [InlineData("2026-10-25T22:59:59", "2026-10-25", 23)]
    [InlineData("2026-10-25T23:00:00", "2026-10-26", 0)]
    public void The_day_of_the_autumn_change_has_25_hours(string utc, string day, int hour) => ShouldFall(Paris, utc, day, hour);

    [Theory]
    [InlineData("2026-11-09T18:29:59", "2026-11-09", 23)]
    [InlineData("2026-11-09T18:30:00", "2026-11-10", 0)]
    [InlineData("2026-11-09T19:29:59", "2026-11-10", 0)]
    [InlineData("2026-11-09T19:30:00", "2026-11-10", 1)]
    public void A_zone_of_half_hours_changes_its_day_at_half_past(string utc, string day, int hour) => ShouldFall(Kolkata, utc, day, hour);

    [Theory]
    [InlineData("2026-07-01T12:00:00", "2026-07-01T10:00:00")]
    [InlineData("2026-12-01T12:00:00", "2026-12-01T11:00:00")]
    [InlineData("2026-03-29T02:30:00", "2026-03-29T01:30:00")] // skipped by the clock: standard time
    [InlineData("2026-10-25T02:30:00", "2026-10-25T01:30:00")] // passed twice: standard time, the later one
    public void A_wall_clock_time_without_zone_is_the_sites(string wallClock, string utc) =>
        new SiteCalendar(Paris).ToUtc(Time(wallClock)).ShouldBe(DateTime.SpecifyKind(Time(utc), DateTimeKind.Utc));

    [Fact]
    public void Wall_clock_times_come_back_as_they_were_but_for_the_skipped_hour()
    {
        Gen.Int[0, 365 * 24 * 60 - 1].Sample(minutes =>
        {
            var calendar = new SiteCalendar(Paris);
            var wall = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddMinutes(minutes);
            if (Paris.IsInvalidTime(wall))
                return;
            var (day, hour) = calendar.DayOf(calendar.ToUtc(wall));
            (day, (int)hour).ShouldBe((DateOnly.FromDateTime(wall), wall.Hour));
        });
    }

    /// <summary>The calendar remembers the last quarter of an hour; whatever came before must not show.</summary>
    [Fact]
    public void The_order_of_the_questions_does_not_matter()
    {
        Gen.Long[0, DateTime.MaxValue.Ticks].Array[1, 20].Sample(ticks =>
        {
            var calendar = new SiteCalendar(Paris); // one for each sample: samples run side by side, and a calendar belongs to one worker
            foreach (var utc in ticks.Select(tick => new DateTime(tick, DateTimeKind.Utc)))
                calendar.DayOf(utc).ShouldBe(new SiteCalendar(Paris).DayOf(utc));
        });
    }

    private static void ShouldFall(TimeZoneInfo zone, string utc, string day, int hour)
    {
        var (foundDay, foundHour) = new SiteCalendar(zone).DayOf(DateTime.SpecifyKind(Time(utc), DateTimeKind.Utc));
        foundDay.ShouldBe(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture));
        ((int)foundHour).ShouldBe(hour);
    }

    private static DateTime Time(string text) => DateTime.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}
