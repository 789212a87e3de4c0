using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Estimates;

/// <summary>Finds the estimate that is of exactly the days on a screen: a figure beside others is of the same days, or is not shown.</summary>
internal sealed class EstimateOfDays(EstimateBook book, IEventStore store)
{
    /// <summary>The finished estimate with an interval; null where there is none. Days without a record at either end make no difference.</summary>
    public async Task<EstimateOfPeriod?> FindAsync(SiteRules site, DayRange days, CancellationToken cancellation)
    {
        if (!EstimateRounds.Allows(site))
            return null;
        var recorded = (await store.SitesAsync(cancellation)).FirstOrDefault(known => known.Site.Host == site.Host);
        if ((recorded?.First, recorded?.Last) is not ({ } oldest, { } latest))
            return null;
        var (first, last) = (days.From > oldest ? days.From : oldest, days.To < latest ? days.To : latest);
        if (last < first)
            return null;
        var kept = EstimateOfPeriod.Of(await book.ListAsync(site.Id, new DayRange(last, days.To), cancellation));
        return kept.FirstOrDefault(one => !one.Provisional && HasInterval(one) && (one.From == first || (one.From < first && first == oldest)));
    }

    public static bool HasInterval(EstimateOfPeriod one) => one.Figure is { Alpha: not null, DarkShareOfVisits: not null };
}
