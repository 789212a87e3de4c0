using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Server.Hosting;
using Murmure.Storage;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>Writes what the intake counted to the journal, and what pages said of themselves to the store, every few seconds and at the end.</summary>
internal sealed partial class TallyWriter(IntakeTallies tallies, Journal journal, IEventStore store, TimeProvider clock, ILogger<TallyWriter> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Refusals are read by the day: once a minute is often enough for a write of each.</summary>
    private const int RoundsPerRefusals = 12;

    private int rounds;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    /// <summary>Writes down everything that waits.</summary>
    internal async Task WriteAsync(CancellationToken cancellation)
    {
        await RoundAsync(cancellation);
        await RefusalsAsync(cancellation);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(
        Interval, clock,
        async stop =>
        {
            await RoundAsync(stop);
            if (++rounds % RoundsPerRefusals == 0)
                await RefusalsAsync(stop);
        },
        stoppingToken);

    private async Task RoundAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var site in tallies.TakeMachines())
                Append(site.Key, site);
            foreach (var site in tallies.TakeCards())
                await store.PutPagesAsync(site.Key, site, cancellation);
        }
        catch (System.Data.Common.DbException fault)
        {
            // Counts and titles only: what was taken is lost and said; the next round goes on.
            Log.NotWritten(logger, fault.GetType().Name);
        }
    }

    /// <summary>Writes down what was refused since the last time.</summary>
    internal async Task RefusalsAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var site in tallies.TakeRefused())
                await store.AddRefusedAsync(site.Key, [.. site], cancellation);
        }
        catch (System.Data.Common.DbException fault)
        {
            Log.NotWritten(logger, fault.GetType().Name);
        }
    }

    private void Append(string site, IEnumerable<MachineCount> counts)
    {
        // Without room they are lost, as the events that the journal has to refuse are not: those were not accepted, these promised nobody anything.
        foreach (var count in counts)
            journal.TryAppend(site, count, out _);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Counts of machines, of refusals and titles of pages could not be written: {Fault}.")]
        public static partial void NotWritten(ILogger logger, string fault);
    }
}
