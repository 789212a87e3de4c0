using System.Collections.Concurrent;
using System.Globalization;
using Murmure.Attribution;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Ingest;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Statistics.Anomalies;
using Murmure.Storage.Events;

namespace Murmure.Server.Notices;

/// <summary>A page that is being passed on.</summary>
/// <param name="Usual">What an hour usually has of it, at least one.</param>
/// <param name="ByPlatform">Previews of the last hour by private platform, most first.</param>
/// <param name="ByHour">Those of the platform that stands out, of each of the last hours, the latest last.</param>
public sealed record PageSurge(string Page, string Platform, long Previews, double Usual, IReadOnlyList<(string Platform, long Previews)> ByPlatform, IReadOnlyList<long> ByHour)
{
    /// <summary>How many times what is usual, as a whole number.</summary>
    public string Times(Texts texts) => Math.Round(Previews / Usual, MidpointRounding.ToZero).ToString("0", texts.Culture);

    /// <summary>Whether each share is fetched anew; else a cache makes the count a lower bound.</summary>
    public bool CountsEach => FetchesEach(Platform);

    internal static bool FetchesEach(string platform) => Dimension.FetchedOnDevices.Contains(platform, StringComparer.Ordinal);
}

/// <summary>
/// Finds pages whose previews of the last hour are far more than usual. PRIVACY: counts of fetchers' requests by page and hour, of at least a dozen;
/// nothing of who shared.
/// </summary>
internal sealed class SurgeReader(IEventStore store, LinkTargets links, Catalogue catalogue, TimeProvider clock)
{
    /// <summary>How many of the last hours a chart shows; those before the last say what the page has of late.</summary>
    public const int Hours = 6;

    private const int DaysBack = 28;

    /// <summary>With a shorter record nobody knows what is usual.</summary>
    private const int FewestDays = 7;

    /// <summary>By site: what its hour of the day usually has, with the hour that it is of.</summary>
    private readonly ConcurrentDictionary<string, Habit> habits = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<PageSurge>> FindAsync(SiteRules site, CancellationToken cancellation)
    {
        var recent = (await store.RecentPreviewsAsync(site.Host, clock.GetUtcNow().UtcDateTime, Hours, cancellation)).Where(one => IsPrivate(one.Platform)).ToList();
        var counted = PagePreviews.Of(recent.Select(one => (one.Page, one.Link, one.Platform, one.HoursAgo, one.Previews)), await links.FindAsync(site, recent.Select(one => one.Link), cancellation));
        var pages = counted.GroupBy(one => one.Page, StringComparer.Ordinal).Where(page => page.Any(one => one is { Hour: 0, Previews: >= Surge.Least })).ToList();
        if (pages.Count == 0 || await HabitAsync(site, cancellation) is not { } habit)
            return [];
        return [.. pages.Select(page => Strongest(page.Key, [.. page], habit)).OfType<PageSurge>()];
    }

    /// <summary>Whether previews by these fetchers stand for private messages: one that public posts cause too is no sign of them.</summary>
    private bool IsPrivate(string platform) => catalogue.BySlug.GetValueOrDefault(platform) is { Private: true } channel
        && !channel.Fetchers.Any(fetcher => fetcher.Platform == platform && fetcher.PublicToo);

    private static PageSurge? Strongest(string page, List<PagePreviews> recent, Habit habit)
    {
        var now = recent.Where(one => one.Hour == 0).OrderByDescending(one => one.Previews).ThenBy(one => one.Platform, StringComparer.Ordinal).ToList();
        return now.Select(one =>
        {
            var lately = recent.Where(other => other.Platform == one.Platform && other.Hour > 0).Sum(other => other.Previews) / (double)(Hours - 1);
            var usual = Surge.Usual(lately, habit.OfPage(page, one.Platform), habit.OfSite(one.Platform));
            return new PageSurge(page, one.Platform, one.Previews, usual, [.. now.Select(other => (other.Platform, other.Previews))],
                [.. Enumerable.Range(0, Hours).Reverse().Select(ago => recent.Where(other => other.Platform == one.Platform && other.Hour == ago).Sum(other => other.Previews))]);
        }).Where(one => Surge.Is(one.Previews, one.Usual)).MaxBy(one => one.Previews / one.Usual);
    }

    private async Task<Habit?> HabitAsync(SiteRules site, CancellationToken cancellation)
    {
        var (today, hour) = new SiteCalendar(site.Zone).DayOf(clock.GetUtcNow().UtcDateTime);
        if (habits.TryGetValue(site.Host, out var known) && known.Day == today && known.Hour == hour)
            return known;
        var first = (await store.SitesAsync(cancellation)).FirstOrDefault(one => one.Site.Host == site.Host)?.First;
        if (first is not { } begun || begun > today.AddDays(-FewestDays))
            return null;
        var from = begun > today.AddDays(-DaysBack) ? begun : today.AddDays(-DaysBack);
        string[] around = [.. new[] { (hour + 23) % 24, hour, (hour + 1) % 24 }.Select(one => one.ToString(CultureInfo.InvariantCulture))];
        var query = new ReportQuery(site.Host, new DayRange(from, today.AddDays(-1)), [Metric.Previews])
        {
            Dimensions = [Dimension.Page, Dimension.Link, Dimension.Platform, Dimension.Day, Dimension.Hour], Caller = "Notices.Habit",
            Filters = [Filter.Is(Dimension.Kind, "preview"), new Filter(Dimension.Hour, FilterOperator.AnyOf, around)],
        };
        if ((await store.ProblemsAsync(query, cancellation)).Count > 0)
            return null; // events of those days are deleted: nobody knows what is usual
        var rows = (await store.QueryAsync(query, cancellation)).Rows.Select(row => (Page: row.Text(Dimension.Page), Link: LinkOf(row), Platform: row.Text(Dimension.Platform), (24 * row.Day.DayNumber) + row.Hour, row[Metric.Previews])).ToList();
        var habit = new Habit(today, hour, 3 * (today.DayNumber - from.DayNumber), PagePreviews.Of(rows, await links.FindAsync(site, rows.Select(row => row.Link), cancellation)));
        habits[site.Host] = habit;
        return habit;
    }

    private static long LinkOf(ReportRow row) => row.Text(Dimension.Link) is { Length: > 0 } link ? long.Parse(link, CultureInfo.InvariantCulture) : 0;

    /// <summary>What this hour of the day and its neighbours had in the weeks before.</summary>
    private sealed class Habit(DateOnly day, int hour, int hours, IReadOnlyList<PagePreviews> rows)
    {
        private readonly Dictionary<(string Page, string Platform), long> pages = rows.GroupBy(row => (row.Page, row.Platform))
            .ToDictionary(page => page.Key, page => page.Sum(row => row.Previews));

        // Over the pages that had any at all in an hour: most have none, and a mean over all of them would make each a surge.
        private readonly Dictionary<string, double> site = rows.GroupBy(row => row.Platform, StringComparer.Ordinal)
            .ToDictionary(platform => platform.Key, platform => platform.Average(row => row.Previews), StringComparer.Ordinal);

        public DateOnly Day => day;

        public int Hour => hour;

        public double OfPage(string page, string platform) => pages.GetValueOrDefault((page, platform)) / (double)hours;

        public double OfSite(string platform) => site.GetValueOrDefault(platform);
    }
}
