using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Server.Hosting;

namespace Murmure.Server.Links;

/// <summary>Each feed once an hour.</summary>
internal sealed partial class FeedRounds(FeedRunner runner, TimeProvider clock, ILogger<FeedRounds> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(Interval, clock, RoundAsync, stoppingToken);

    private async Task RoundAsync(CancellationToken cancellation)
    {
        try
        {
            await runner.ReadDueAsync(cancellation);
        }
        catch (Exception fault) when (fault is DbException or DbUpdateException or IOException)
        {
            Log.NotRead(logger, fault.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Feeds could not be read: {Fault}. It will be tried again in five minutes.")]
        public static partial void NotRead(ILogger logger, string fault);
    }
}
