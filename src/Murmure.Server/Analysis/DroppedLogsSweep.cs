using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Server.Hosting;

namespace Murmure.Server.Analysis;

/// <summary>
/// PRIVACY: forgets dropped logs when their time is over, whether or not another one comes: at the start what a killed process left lying, then
/// every minute what has expired, at the end everything.
/// </summary>
internal sealed partial class DroppedLogsSweep(DroppedLogs logs, TimeProvider clock, ILogger<DroppedLogsSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        logs.Prepare();
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await logs.DisposeAsync();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(Interval, clock, _ => RoundAsync(), stoppingToken);

    private async Task RoundAsync()
    {
        try
        {
            await logs.SweepAsync();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or System.Data.Common.DbException)
        {
            Log.NotForgotten(logger, fault.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "An expired log could not be removed: {Fault}. It will be tried at the next start.")]
        public static partial void NotForgotten(ILogger logger, string fault);
    }
}
