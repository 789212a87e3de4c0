using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Server.Hosting;

namespace Murmure.Server.Campaigns.Sends;

/// <summary>Gives every send its turn once a second.</summary>
internal sealed partial class SendRounds(SendDriver driver, TimeProvider clock, ILogger<SendRounds> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Before any turn, what lost its list is found.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await driver.FindCutOffAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        try
        {
            await driver.RunAsync(cancellation);
        }
        // What fails for one send is no reason to end the server.
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.NotDone(logger, fault.GetType().Name);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(Interval, clock, RunOnceAsync, stoppingToken);

    private static partial class Log
    {
        // PRIVACY: the fault's name alone; its message could have been made of anything.
        [LoggerMessage(Level = LogLevel.Error, Message = "A send could not go on: {Fault}. The next round tries again.")]
        public static partial void NotDone(ILogger logger, string fault);
    }
}
