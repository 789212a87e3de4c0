namespace Murmure.Statistics.Simulation;

/// <summary>When people read: hour of the day times day of the week. Both have mean 1, so a rate times the rhythm keeps its mean over a week.</summary>
public sealed class Rhythm
{
    private readonly double[] hours;
    private readonly double[] days;

    /// <summary>A rhythm from weights of any scale.</summary>
    /// <param name="hours">24 weights, midnight first.</param>
    /// <param name="days">7 weights, Sunday first as in <see cref="DayOfWeek"/>.</param>
    public Rhythm(IReadOnlyList<double> hours, IReadOnlyList<double> days)
    {
        ArgumentNullException.ThrowIfNull(hours);
        ArgumentNullException.ThrowIfNull(days);
        if (hours.Count != 24)
            throw new ArgumentException("A day has 24 hours.", nameof(hours));
        if (days.Count != 7)
            throw new ArgumentException("A week has 7 days.", nameof(days));
        this.hours = [.. hours.Select(h => h / hours.Average())];
        this.days = [.. days.Select(d => d / days.Average())];
    }

    /// <summary>
    /// A regional newspaper's day: a climb before work, a shoulder at lunch, a second peak after dinner; Saturday is quiet, Sunday
    /// less so. The shape is this project's own assumption, within what publishers report; nothing is calibrated on it.
    /// </summary>
    public static Rhythm Newspaper { get; } = new(
        [.30, .18, .12, .11, .18, .45, .95, 1.45, 1.50, 1.30, 1.20, 1.25, 1.55, 1.45, 1.15, 1.05, 1.10, 1.30, 1.45, 1.45, 1.60, 1.55, 1.10, .65],
        [.93, 1.06, 1.05, 1.04, 1.05, 1.02, .85]);

    /// <summary>When a newsroom publishes: mostly from six to nine and in the afternoon, hardly at night.</summary>
    internal static double[] PublishingHours { get; } =
        [.05, .02, .02, .02, .1, .6, 1.6, 1.7, 1.4, 1.1, 1, 1, .8, .8, .9, 1.1, 1.3, 1.5, 1.4, 1, .7, .5, .3, .1];

    /// <summary>The factor of an hour of the run, the first day being <paramref name="firstDay"/>.</summary>
    public double At(int hour, DayOfWeek firstDay) => hours[hour % 24] * days[((int)firstDay + hour / 24) % 7];
}
