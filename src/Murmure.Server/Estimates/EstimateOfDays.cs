using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Estimates;

/// <summary>Finds the estimate that is of exactly the days on a screen: a figure beside others is of the same days, or is not shown.</summary>
internal sealed class EstimateOfDays(EstimateBook book)
{
    /// <summary>The finished estimate with an interval; null where there is none. Days without a record at either end make no difference.</summary>
    /// <param name="recorded">What the store has of the site.</param>
    public async Task<EstimateOfPeriod?> FindAsync(SiteRules site, DayRange days, SiteSummary? recorded, CancellationToken cancellation)
    {
        if (!EstimateRounds.Allows(site))
            return null;
        if ((recorded?.First, recorded?.Last) is not ({ } oldest, { } latest))
            return null;
        var (first, last) = (days.From > oldest ? days.From : oldest, days.To < latest ? days.To : latest);
        if (last < first)
            return null;
        var kept = EstimateOfPeriod.Of(site, await book.ListAsync(site.Id, new DayRange(last, days.To), cancellation));
        return kept.FirstOrDefault(one => !one.Provisional && HasInterval(one) && (one.From == first || (one.From < first && first == oldest)));
    }

    public static bool HasInterval(EstimateOfPeriod one) => one.Figure is { Alpha: not null, DarkShareOfVisits: not null };
}
