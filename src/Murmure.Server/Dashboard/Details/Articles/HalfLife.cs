using Murmure.Server.Dashboard.Details.Sections;
using Murmure.Statistics.Intervals;

namespace Murmure.Server.Dashboard.Details.Articles;

/// <summary>
/// How fast what followed the largest wave of private shares of a page came: the median time from the hour with most signs (previews, shares and copies of the page) to the visits of the
/// three days from then on that such a share can have brought, which are those that carry evidence of one and direct visits that landed on the page, if it is one that nobody types.
/// </summary>
/// <remarks>
/// Three days, because a page that is passed on all the while would otherwise tell how long its days were, and not how long a share lasts: read evenly for four weeks, half of its visits have come
/// after two of them. Where the last of the three days brings as much as the first, nothing fades, and a median says nothing. Whole days are compared, so that nights weigh on both alike.
/// Whole hours on the site's clock, because no more is left of a time once its day has closed: two hours may be nearly three, and the nights on which the clock changes are an hour off. Left out:
/// signs and visits outside the days asked for, mails of unknown senders, our own posts. In it are direct visits that were typed or bookmarked after all, and what a later, smaller wave of the same three
/// days brought. There is no interval: readers of one message do not come independently of each other.
/// </remarks>
/// <param name="From">The hour with most signs, of several the first.</param>
/// <param name="Signs">How many there were in it.</param>
/// <param name="Visits">Visits of the three days from then on.</param>
/// <param name="Hours">The median; null below <see cref="LeastVisits"/>, where visits do not fade, and while the three days last.</param>
/// <param name="Over">Whether the three days are over.</param>
public sealed record HalfLife(DateTime From, long Signs, long Visits, int? Hours, bool Over = true)
{
    public const int LeastVisits = 30;

    private const int Day = 24;

    /// <summary>How long visits are followed, in hours.</summary>
    public const int Followed = 3 * Day;

    /// <summary>Null without a sign.</summary>
    /// <param name="hours">Each hour with its signs and its visits, in any order.</param>
    /// <param name="end">What has not happened yet, or was not asked for, on the site's clock: a wave that can be followed to its end comes before one that cannot.</param>
    public static HalfLife? Of(IEnumerable<(DateOnly Day, int Hour, long Signs, long Visits)> hours, DateTime end)
    {
        var ordered = hours.Select(one => (At: one.Day.ToDateTime(new TimeOnly(one.Hour, 0)), one.Signs, one.Visits)).OrderBy(one => one.At).ToList();
        if (ordered.Where(one => one.Signs > 0).ToList() is not { Count: > 0 } signs)
            return null;
        var wave = signs.OrderByDescending(one => one.At.AddHours(Followed) <= end).ThenByDescending(one => one.Signs).ThenBy(one => one.At).First();
        var after = ordered.Where(one => one.At >= wave.At && one.At < wave.At.AddHours(Followed)).Select(one => (Hours: (int)(one.At - wave.At).TotalHours, one.Visits)).ToList();
        var (over, visits) = (wave.At.AddHours(Followed) <= end, after.Sum(one => one.Visits));
        var seen = 0L;
        return new HalfLife(wave.At, wave.Signs, visits, over && visits >= LeastVisits && Fades(after) ? after.First(one => 2 * (seen += one.Visits) >= visits).Hours : null, over);
    }

    /// <summary>Whether the first day brought more than the last one beyond doubt.</summary>
    private static bool Fades(IEnumerable<(int Hours, long Visits)> after)
    {
        var days = after.ToLookup(one => one.Hours / Day, one => one.Visits);
        var (first, last) = (days[0].Sum(), days[(Followed / Day) - 1].Sum());
        return first + last > 0 && Proportion.Wilson(first, first + last, PageGroup.Level).Lower > 0.5;
    }
}
