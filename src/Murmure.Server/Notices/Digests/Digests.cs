using System.Globalization;
using Murmure.Server.Dashboard.Explore;
using Murmure.Server.Dashboard.Overview;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Estimates;
using Murmure.Server.Privacy;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Notices;

/// <summary>The weekly and the monthly digest: what the site's page says of those days, in short.</summary>
internal sealed class Digests(ScreenReader screens, EstimateRounds estimates, IEventStore store, NoticeWriter writer, Recipients recipients, TimeProvider clock)
{
    /// <summary>How long a digest waits for a day that is being closed, and for the estimate that follows; after that it says what there is.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    /// <summary>Writes down a site's digests that are due.</summary>
    public async Task WriteDueAsync(SiteRules site, CancellationToken cancellation)
    {
        foreach (var kind in (string[])[NoticeKind.Weekly, NoticeKind.Monthly])
        {
            var now = clock.GetUtcNow();
            if (DigestPeriod.Of(kind, site, now) is not { } period)
                continue;
            var to = (await recipients.OfAsync(site, kind, cancellation)).At(period.Due);
            var key = ReportRequest.Written(period.Day);
            if (to.IsEmpty || await writer.IsToldAsync(site, kind, key, cancellation) || (now.UtcDateTime < period.Due + Patience && await IsClosingAsync(site, period.Days, cancellation)))
                continue;
            await estimates.RunDueAsync(site, cancellation);
            if (await ReadAsync(site, period.Days, cancellation) is { Overview: not null } screen)
                await writer.WriteAsync(site, new News(kind, key), to, texts => DigestLetter.Write(kind, period.Days, screen, texts), cancellation);
        }
    }

    /// <summary>What a digest would say on the site's calendar day of today; null when nothing is known of the site.</summary>
    public async Task<Letter?> TodayAsync(SiteRules site, string kind, Texts texts, CancellationToken cancellation)
    {
        var days = DigestPeriod.DaysBefore(kind, site.Today(clock));
        return await ReadAsync(site, days, cancellation) is { Overview: not null } screen ? DigestLetter.Write(kind, days, screen, texts) : null;
    }

    private Task<SiteScreen?> ReadAsync(SiteRules site, DayRange days, CancellationToken cancellation) =>
        screens.ReadAsync(site, new SiteQuestion { Period = new AskedPeriod(null, days.From, days.To, false), Compared = Earlier.Period }, cancellation);

    /// <summary>Whether a day of these should be closed by now and is not, after a night off for instance. A day that somebody imported into stays open for longer.</summary>
    private async Task<bool> IsClosingAsync(SiteRules site, DayRange days, CancellationToken cancellation) =>
        (await store.OpenDaysAsync(cancellation)).Any(day => day.Site == site.Host && days.Contains(day.Day) && DayClosing.DueAt(day, site.Zone) <= clock.GetUtcNow().UtcDateTime);
}
