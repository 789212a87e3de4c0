using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Server.Hosting;
using Murmure.Storage.Observations;

namespace Murmure.Server.Connections;

/// <summary>Asks services that tell nothing by themselves, writes down how connections fare, and forgets what messages were recognised by.</summary>
internal sealed partial class ConnectionRounds(
    ConnectionBook book, ConnectionPolling polling, ConnectionHealth health, MessageKeys keys, ObservationFile file, TimeProvider clock, ILogger<ConnectionRounds> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Loads connections before the server listens: a webhook must not find a door that does not know it yet.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await book.LoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        await GuardAsync(() => polling.RunAsync(cancellation));
        await GuardAsync(() => health.WriteAsync(cancellation));
        await GuardAsync(() => file.ForgetAsync(keys.Destroy(), cancellation));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(Interval, clock, RunOnceAsync, stoppingToken);

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        // What fails for one connection is no reason to end the server.
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.NotDone(logger, fault.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Connections could not be looked after: {Fault}. The next round tries again.")]
        public static partial void NotDone(ILogger logger, string fault);
    }
}
