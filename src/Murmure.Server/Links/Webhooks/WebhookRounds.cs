using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Server.Hosting;

namespace Murmure.Server.Links;

/// <summary>Every ten seconds: what is new is written down as messages, and what is due is sent.</summary>
internal sealed partial class WebhookRounds(WebhookWriter writer, WebhookSender sender, TimeProvider clock, ILogger<WebhookRounds> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan BetweenForgetting = TimeSpan.FromHours(1);

    private DateTimeOffset forgot;

    /// <summary>One round at a time: two would send what is due twice.</summary>
    private readonly SemaphoreSlim turn = new(1, 1);

    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await writer.WriteAsync(cancellation);
            await sender.SendAsync(cancellation);
            if (clock.GetUtcNow() is var now && now - forgot >= BetweenForgetting)
            {
                await writer.ForgetAsync(cancellation);
                forgot = now;
            }
        }
        finally
        {
            turn.Release();
        }
    }

    public override void Dispose()
    {
        turn.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(Interval, clock, RoundAsync, stoppingToken);

    private async Task RoundAsync(CancellationToken cancellation)
    {
        try
        {
            await RunOnceAsync(cancellation);
        }
        catch (Exception fault) when (fault is DbException or DbUpdateException or IOException)
        {
            Log.NotSent(logger, fault.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Webhooks could not be told of clicks: {Fault}. It will be tried again in ten seconds.")]
        public static partial void NotSent(ILogger logger, string fault);
    }
}
