using Murmure.Statistics.Intervals;

namespace Murmure.Statistics.Calibration;

/// <summary>
/// The model's shares after they were moved to the site's better known total, and intervals for parts of the site: pages, days, campaigns. Each part's interval
/// holds the site's error, the model's own error there (<see cref="PageError"/>, which pages have apart from each other), and chance. Coverage is
/// an average over the parts, not a promise for each.
/// </summary>
internal sealed class Calibrated
{
    /// <summary>A page with fewer direct visits is not shown.</summary>
    public const int FewestDirect = 50;

    /// <summary>The least that the model is taken to err by on a page (standard deviation), whatever answers say.</summary>
    public const double LeastPageError = .05;

    /// <summary>Errors of pages have heavier ends than normal ones: a few pages are quite unlike the rest.</summary>
    private const double Kurtosis = 5;

    private readonly List<DirectShare> rows;
    private readonly Interval site;

    /// <param name="rows">Direct visits with the model's shares.</param>
    /// <param name="site">The site's share, by the highest rung there is.</param>
    /// <param name="pageError">Standard deviation of the model's error on a page; the least is taken where it is smaller.</param>
    public Calibrated(IEnumerable<DirectShare> rows, Interval site, double pageError)
    {
        List<DirectShare> given = [.. rows];
        var shift = LogitShift.To(given, site.Value);
        this.rows = [.. given.Select(row => row with { DarkShare = LogitShift.Apply(row.DarkShare, shift) })];
        this.site = site;
        PageError = Math.Max(pageError, LeastPageError);
    }

    public double PageError { get; }

    /// <summary>Pages with at least <see cref="FewestDirect"/> direct visits.</summary>
    public IReadOnlyDictionary<int, Interval> ByPage() => Parts(row => row.Page, FewestDirect);

    /// <summary>Days with at least <see cref="FewestDirect"/> direct visits.</summary>
    public IReadOnlyDictionary<int, Interval> ByDay() => Parts(row => row.Day, FewestDirect);

    /// <summary>A campaign: any part of the direct visits, told by page and hour. Null with too few of them.</summary>
    public Interval? Of(Func<int, int, bool> belongs)
    {
        var parts = Parts(row => belongs(row.Page, row.Hour), FewestDirect);
        return parts.TryGetValue(true, out var interval) ? interval : null;
    }

    private SortedDictionary<TKey, Interval> Parts<TKey>(Func<DirectShare, TKey> key, int fewest)
        where TKey : notnull
    {
        var parts = new SortedDictionary<TKey, Interval>();
        foreach (var part in rows.GroupBy(key))
        {
            var visits = part.Sum(row => row.Count);
            if (visits >= fewest)
                parts[part.Key] = Interval([.. part], visits);
        }
        return parts;
    }

    private Interval Interval(List<DirectShare> part, double visits)
    {
        var share = Math.Clamp(part.Sum(row => row.Count * row.DarkShare) / visits, 0, 1);
        // Errors of pages are independent, so a part of many pages averages them out; one page keeps its own.
        var concentration = part.GroupBy(row => row.Page).Sum(page => Math.Pow(page.Sum(row => row.Count) / visits, 2));
        var siteError = site.Width / (2 * Proportion.Critical(site.Level));
        var variance = siteError * siteError + Math.Max(share * (1 - share), 1 / visits) / (2 * visits);
        var half = RobustCritical.Value(PageError * PageError * concentration / variance, Kurtosis, site.Level) * Math.Sqrt(variance);
        return new(share, Math.Max(0, share - half), Math.Min(1, share + half), site.Level);
    }
}
