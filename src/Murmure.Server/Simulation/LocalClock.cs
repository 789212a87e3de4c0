namespace Murmure.Server.Simulation;

/// <summary>
/// Turns the simulator's hours of local wall-clock time into instants. A time that the clocks skip in spring is an hour later; of the
/// hour that they repeat in autumn the second is used, so that one hour of that night is empty.
/// </summary>
internal sealed class LocalClock(DateOnly startDay, TimeZoneInfo zone)
{
    private readonly DateTime midnight = startDay.ToDateTime(TimeOnly.MinValue);

    public DateTimeOffset At(double hours)
    {
        var wall = midnight.AddTicks((long)(hours * TimeSpan.TicksPerHour));
        if (zone.IsInvalidTime(wall))
            wall = wall.AddHours(1);
        return new DateTimeOffset(wall, zone.GetUtcOffset(wall));
    }

    public DateOnly Day(int day) => startDay.AddDays(day);
}
