using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Attribution;
using Murmure.Server.Hosting;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Privacy;

/// <summary>
/// Closes each site's day two hours after its end, on the site's own clock. From then on nobody can tell which visits of different days
/// belong together, nor who made them. It may be killed at any moment: the next round takes up where it was.
/// </summary>
internal sealed partial class DayClosing(
    IEventStore store, SiteDirectory sites, DayEnd ends, Classifier classifier, TimeProvider clock, ILogger<DayClosing> logger) : BackgroundService
{
    /// <summary>How long a day stays open after its end, so that what was read across midnight is one visit and clients can try again.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(2);

    /// <summary>How long an imported day stays open after the last import into it: the next night's import may repeat the day.</summary>
    public static readonly TimeSpan ImportGrace = TimeSpan.FromHours(26);

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Closes what is due now; who asks meanwhile waits until it is done.</summary>
    /// <returns>How many days were closed.</returns>
    public async Task<int> CloseDueAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            return await CloseInTurnAsync(cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        turn.Dispose();
    }

    private async Task<int> CloseInTurnAsync(CancellationToken cancellation)
    {
        var count = 0;
        var now = clock.GetUtcNow().UtcDateTime;
        // A site's days in order: a visit across midnight stays with the day on which it began.
        foreach (var open in (await store.OpenDaysAsync(cancellation)).OrderBy(open => open.Day))
        {
            var site = sites.Find(open.Site);
            if (DueAt(open, site?.Zone ?? TimeZoneInfo.Utc) > now)
                continue;
            await CloseAsync(open.Site, open.Day, site, cancellation);
            count++;
        }
        await DestroyIdleKeysAsync(now, cancellation);
        return count;
    }

    /// <summary>When an open day closes, UTC.</summary>
    internal static DateTime DueAt(OpenDay open, TimeZoneInfo zone)
    {
        var end = new SiteCalendar(zone).EndOf(open.Day) + Grace;
        return open.LastAppended <= end ? end : open.LastAppended + ImportGrace;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(Interval, clock, RoundAsync, stoppingToken, atOnce: true);

    private async Task RoundAsync(CancellationToken cancellation)
    {
        try
        {
            await CloseDueAsync(cancellation);
        }
        catch (Exception fault) when (fault is System.Data.Common.DbException or DbUpdateException or IOException)
        {
            Log.NotClosed(logger, fault.GetType().Name);
        }
    }

    private async Task CloseAsync(string host, DateOnly day, SiteRules? site, CancellationToken cancellation)
    {
        using var span = Traces.Source.StartActivity("close day");
        span?.SetTag("murmure.day", day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        if (site is not null)
            await ends.EndAsync(site, day, cancellation);
        var rules = new CloseRules(classifier.Version, Exempt: site?.Profile == ComplianceProfile.FrExempt)
        {
            DeclaredNames = [.. site?.Goals.Select(goal => goal.Name) ?? [], .. SurveyNames.All],
        };
        var result = await store.CloseDayAsync(host, day, rules, cancellation);
        span?.SetTag("murmure.events", result.Events);
        var folded = result.Folded.Values.Sum();
        Log.Closed(logger, host, day, result.Events, result.Visits, result.Visitors, folded);
    }

    /// <summary>Keys of days that nothing was kept of (all was refused) have nothing to close; they end all the same.</summary>
    private async Task DestroyIdleKeysAsync(DateTime now, CancellationToken cancellation)
    {
        var open = (await store.OpenDaysAsync(cancellation)).Select(day => (day.Site, day.Day)).ToHashSet();
        foreach (var (id, day) in ends.Idle(now, id => SiteOf(id)?.Zone ?? TimeZoneInfo.Utc))
        {
            var site = SiteOf(id);
            if (site is null || !open.Contains((site.Host, day)))
                await ends.DestroyAsync(id, site, day, cancellation);
        }
    }

    private SiteRules? SiteOf(SiteId id) => sites.All.FirstOrDefault(site => site.Id == id);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Closed {Day} of {Site}: {Events} events, {Visits} visits, {Visitors} pseudonyms gone, {Folded} rare values folded.")]
        public static partial void Closed(ILogger logger, string site, DateOnly day, long events, long visits, long visitors, long folded);

        [LoggerMessage(Level = LogLevel.Error, Message = "A day could not be closed: {Fault}. The next round tries again.")]
        public static partial void NotClosed(ILogger logger, string fault);
    }
}
