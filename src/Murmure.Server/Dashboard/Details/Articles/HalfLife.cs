namespace Murmure.Server.Dashboard.Details.Articles;

/// <summary>
/// How fast what followed the first private share of a page came: the median time from the first sign (a preview, a share or a copy of the page) to the visits
/// after it that such a share can have brought, which are those that carry evidence of one and direct visits that landed on the page, if it is one that nobody types.
/// </summary>
/// <remarks>
/// Whole hours on the site's clock, because no more is left of a time once its day has closed: two hours may be nearly three, and the nights on which the clock
/// changes are an hour off. Left out: visits before the first sign, signs and visits outside the days asked for, mails of unknown senders, our own posts. Direct
/// visits that were typed or bookmarked after all are in it, and there is no interval: readers of one message do not come independently of each other.
/// </remarks>
/// <param name="First">The day of the first sign.</param>
/// <param name="Hour">Its hour.</param>
/// <param name="Visits">Visits from then on.</param>
/// <param name="Hours">The median; null below <see cref="LeastVisits"/>.</param>
public sealed record HalfLife(DateOnly First, int Hour, long Visits, int? Hours)
{
    public const int LeastVisits = 30;

    /// <summary>Null without a sign.</summary>
    /// <param name="hours">Each hour with its signs and its visits, in any order.</param>
    public static HalfLife? Of(IEnumerable<(DateOnly Day, int Hour, long Signs, long Visits)> hours)
    {
        var ordered = hours.OrderBy(one => one.Day).ThenBy(one => one.Hour).SkipWhile(one => one.Signs == 0).ToList();
        if (ordered.Count == 0)
            return null;
        var (first, visits) = (ordered[0], ordered.Sum(one => one.Visits));
        if (visits < LeastVisits)
            return new HalfLife(first.Day, first.Hour, visits, null);
        var seen = 0L;
        var middle = ordered.First(one => 2 * (seen += one.Visits) >= visits);
        return new HalfLife(first.Day, first.Hour, visits, (24 * (middle.Day.DayNumber - first.Day.DayNumber)) + middle.Hour - first.Hour);
    }
}
