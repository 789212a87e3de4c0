namespace Murmure.Server.Privacy;

/// <summary>How long events are kept once their day has closed.</summary>
/// <param name="EventDays">Single events and visits, in days before the site's today; daily counts take their place.</param>
/// <param name="CountMonths">Daily counts, in months; more than 25 is refused.</param>
public sealed record RetentionOptions(int EventDays = 90, int CountMonths = 25)
{
    /// <summary>The longest that an audience measurement may keep anything (CNIL, guidelines on trackers, article 5).</summary>
    private const int MostMonths = 25;

    /// <summary>The first day of which counts are kept.</summary>
    /// <param name="today">The site's own.</param>
    public DateOnly CountsFrom(DateOnly today) => today.AddMonths(-CountMonths);

    public IEnumerable<string> Problems()
    {
        if (CountMonths is < 1 or > MostMonths)
            yield return $"--keep-counts {CountMonths}: from 1 to {MostMonths} months.";
        if (EventDays < 7 || EventDays > CountMonths * 30)
            yield return $"--keep-events {EventDays}: from 7 days to as long as daily counts are kept.";
    }
}
