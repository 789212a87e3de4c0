using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Privacy;

/// <summary>
/// Makes the daily counts that days lack, and deletes once a day what is older than it may be kept: events first, for which daily counts stand in,
/// the counts later. It may be killed at any moment: the next round takes up where it was. What it deleted is kept in the store, for the page that
/// tells visitors.
/// </summary>
internal sealed partial class Retention(IEventStore store, SiteDirectory sites, ForeignCounts foreign, RetentionOptions options, TimeProvider clock, ILogger<Retention> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(24);

    /// <summary>Deletes what is due now, of sites that nobody has any more as well.</summary>
    public async Task PurgeDueAsync(CancellationToken cancellation)
    {
        await store.RollUpAsync(cancellation);
        foreach (var kept in await store.SitesAsync(cancellation))
        {
            var host = kept.Site.Host;
            var zone = sites.Find(host)?.Zone ?? TimeZoneInfo.Utc;
            var purge = await store.PurgeAsync(host, RulesIn(zone), cancellation);
            if (purge.Days > 0)
                Log.Purged(logger, host, purge.Days, purge.Events, purge.Visits, purge.Counts, purge.Rules.EventsBefore);
            if (purge.Left > 0)
                Log.NotGone(logger, host, purge.Left);
        }
        foreach (var site in sites.All)
            await PurgeForeignAsync(site, cancellation);
    }

    /// <summary>What channels and other programs counted is daily counts too, and goes with them.</summary>
    private async Task PurgeForeignAsync(SiteRules site, CancellationToken cancellation)
    {
        var before = options.CountsFrom(site.Today(clock));
        var (observed, imported) = await foreign.EraseAsync(site, new DayRange(DateOnly.MinValue, before.AddDays(-1)), cancellation);
        if (observed + imported > 0)
            Log.PurgedForeign(logger, site.Host, observed, imported, before);
    }

    private PurgeRules RulesIn(TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime);
        return new(today.AddDays(-options.EventDays), options.CountsFrom(today));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(Interval, clock, RoundAsync, stoppingToken, atOnce: true);

    private async Task RoundAsync(CancellationToken cancellation)
    {
        try
        {
            await PurgeDueAsync(cancellation);
        }
        catch (Exception fault) when (fault is System.Data.Common.DbException or DbUpdateException or IOException)
        {
            Log.NotPurged(logger, fault.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Purged {Days} days of {Site}: {Events} events and {Visits} visits of days before {Before}, {Counts} rows of daily counts; none of them is left.")]
        public static partial void Purged(ILogger logger, string site, int days, long events, long visits, long counts, DateOnly before);

        [LoggerMessage(Level = LogLevel.Information, Message = "Purged {Observed} counts of connections of {Site} and {Imported} rows of imported history, of days before {Before}.")]
        public static partial void PurgedForeign(ILogger logger, string site, long observed, long imported, DateOnly before);

        [LoggerMessage(Level = LogLevel.Error, Message = "A purge of {Site} left {Rows} rows that were to go.")]
        public static partial void NotGone(ILogger logger, string site, long rows);

        [LoggerMessage(Level = LogLevel.Error, Message = "What is too old could not be deleted: {Fault}. The next round tries again.")]
        public static partial void NotPurged(ILogger logger, string fault);
    }
}
