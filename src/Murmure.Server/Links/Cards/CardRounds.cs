using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Server.Hosting;

namespace Murmure.Server.Links;

/// <summary>Has previews looked at where the day's look is due. The first look is an hour after a start, so that starts in a row ask nobody.</summary>
internal sealed partial class CardRounds(CardWatch watch, ServeOptions options, TimeProvider clock, ILogger<CardRounds> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.PreviewChecks ? Rounds.RunAsync(Interval, clock, RoundAsync, stoppingToken) : Task.CompletedTask;

    private async Task RoundAsync(CancellationToken cancellation)
    {
        try
        {
            await watch.LookAsync(cancellation);
        }
        // Whatever a page that somebody else wrote leads to is no reason to end the server.
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.NotSeen(logger, fault.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Previews of pages could not be looked at: {Fault}. It will be tried again in an hour.")]
        public static partial void NotSeen(ILogger logger, string fault);
    }
}
