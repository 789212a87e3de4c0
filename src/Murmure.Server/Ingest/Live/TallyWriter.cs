using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Storage;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>Writes what the intake counted to the journal, and what pages said of themselves to the store, every few seconds and at the end.</summary>
internal sealed partial class TallyWriter(IntakeTallies tallies, Journal journal, IEventStore store, TimeProvider clock, ILogger<TallyWriter> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await RoundAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await RoundAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end of the program: StopAsync writes what is left.
        }
    }

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

    private void Append(string site, IEnumerable<MachineCount> counts)
    {
        // Without room they are lost, as the events that the journal has to refuse are not: those were not accepted, these promised nobody anything.
        foreach (var count in counts)
            journal.TryAppend(site, count, out _);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Counts of machines and titles of pages could not be written: {Fault}.")]
        public static partial void NotWritten(ILogger logger, string fault);
    }
}
