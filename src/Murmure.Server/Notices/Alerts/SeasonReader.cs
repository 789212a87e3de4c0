using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Statistics.Anomalies;
using Murmure.Storage.Events;

namespace Murmure.Server.Notices;

/// <summary>A count that departs from its season.</summary>
/// <param name="Day">Of which day.</param>
/// <param name="Hour">Of which hour on the site's clock; null for a whole day.</param>
/// <param name="Before">The weeks before, the latest first.</param>
internal sealed record Unusual(Metric Metric, DateOnly Day, int? Hour, Departure Departure, IReadOnlyList<(DateOnly Day, long Count)> Before);

/// <summary>Compares the last hour and the last day of a site with the same ones of the weeks before.</summary>
internal sealed class SeasonReader(IEventStore store)
{
    private const int WeekHours = 7 * 24;
    private const int WeekDays = 7;

    public static IReadOnlyList<Metric> Metrics { get; } = [Metric.Visits, Metric.Previews];

    /// <summary>What is unusual in that hour of that day, and, where the day is the last one over, in the day.</summary>
    /// <param name="hour">Null to look at the day alone.</param>
    public async Task<IReadOnlyList<Unusual>> FindAsync(SiteRules site, DateOnly day, int? hour, CancellationToken cancellation)
    {
        var known = (await store.SitesAsync(cancellation)).FirstOrDefault(one => one.Site.Host == site.Host);
        if (known is not { First: { } begun } || begun > day.AddDays(-Season.Fewest * WeekDays))
            return [];
        var from = begun > day.AddDays(-Season.Most * WeekDays) ? begun : day.AddDays(-Season.Most * WeekDays);
        var found = new List<Unusual>();
        foreach (var metric in Metrics)
        {
            if (await HoursAsync(site, metric, new DayRange(from, day), cancellation) is not { } hours)
                continue;
            if (hour is { } one && !IsDoubtful(site, day, one) && Judge(metric, hours, day, one) is { } unusual)
                found.Add(unusual);
            else if (hour is null && Judge(metric, hours, day, null) is { } whole)
                found.Add(whole);
        }
        return found;
    }

    private static Unusual? Judge(Metric metric, SortedDictionary<DateOnly, long[]> hours, DateOnly day, int? hour)
    {
        var series = new List<long?>();
        for (var at = hours.First().Key; at <= day; at = at.AddDays(1))
        {
            // A day without any count at all is one on which nothing was recorded.
            var counts = hours.GetValueOrDefault(at);
            var recorded = counts is not null && (at == day || counts.Sum() > 0);
            if (hour is null)
                series.Add(recorded ? counts!.Sum() : null);
            else
                series.AddRange(Enumerable.Range(0, at == day ? hour.Value + 1 : 24).Select(one => recorded ? counts![one] : (long?)null));
        }
        if (Season.Judge(series, hour is null ? WeekDays : WeekHours) is not { } departure)
            return null;
        var before = Enumerable.Range(1, Season.Most).Select(week => day.AddDays(-WeekDays * week)).Where(hours.ContainsKey).Where(at => hours[at].Sum() > 0);
        return new Unusual(metric, day, hour, departure, [.. before.Select(at => (at, hour is { } one ? hours[at][one] : hours[at].Sum()))]);
    }

    /// <summary>Counts by hour of every day of the range; null where events of it are deleted.</summary>
    private async Task<SortedDictionary<DateOnly, long[]>?> HoursAsync(SiteRules site, Metric metric, DayRange range, CancellationToken cancellation)
    {
        var query = new ReportQuery(site.Host, range, [metric])
        {
            Dimensions = [Dimension.Day, Dimension.Hour], Caller = "Notices.Season", Filters = metric == Metric.Previews ? [Filter.Is(Dimension.Kind, "preview")] : [],
        };
        if ((await store.ProblemsAsync(query, cancellation)) is [var problem, ..])
        {
            return problem.Since is { } since && since <= range.To.AddDays(-Season.Fewest * WeekDays) && since > range.From
                ? await HoursAsync(site, metric, new DayRange(since, range.To), cancellation)
                : null;
        }
        var hours = new SortedDictionary<DateOnly, long[]>();
        for (var day = range.From; day <= range.To; day = day.AddDays(1))
            hours[day] = new long[24];
        foreach (var row in (await store.QueryAsync(query, cancellation)).Rows)
            hours[row.Day][row.Hour] = row[metric];
        return hours;
    }

    /// <summary>An hour that the clock's change repeats or skips has no like.</summary>
    private static bool IsDoubtful(SiteRules site, DateOnly day, int hour)
    {
        var time = day.ToDateTime(new TimeOnly(hour, 30));
        return site.Zone.IsAmbiguousTime(time) || site.Zone.IsInvalidTime(time);
    }
}
