using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Server.Hosting;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>Derives the visits of days that got events, every few seconds: reports of today are that fresh, and no hit waits for it.</summary>
internal sealed partial class VisitRefresh(IEventStore store, TimeProvider clock, ILogger<VisitRefresh> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Site, DateOnly Day), bool> touched = new();

    /// <summary>The day got events.</summary>
    public void Touch(string site, DateOnly day) => touched[(site, day)] = true;

    /// <summary>Derives what is due now.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        foreach (var (site, day) in touched.Keys)
        {
            if (!touched.TryRemove((site, day), out _))
                continue;
            try
            {
                await store.DeriveVisitsAsync(site, DayRange.Of(day), cancellation);
            }
            catch (System.Data.Common.DbException fault)
            {
                touched[(site, day)] = true;
                Log.NotDerived(logger, fault.GetType().Name);
                return;
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(Interval, clock, RefreshAsync, stoppingToken);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Visits could not be derived: {Fault}. They will be in the next round.")]
        public static partial void NotDerived(ILogger logger, string fault);
    }
}
