using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;

namespace Murmure.Server.Notices;

/// <summary>Every minute: what there is to tell is written down, and what is due is sent.</summary>
internal sealed partial class NoticeRounds(
    SiteDirectory sites, DueNews news, NoticeSender sender, NoticeRecord record, TimeProvider clock, ILogger<NoticeRounds> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>One round at a time.</summary>
    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            foreach (var site in sites.All)
            {
                foreach (var write in news.Writers)
                    await GuardAsync(() => write(site, cancellation));
            }
            await GuardAsync(() => sender.SendAsync(cancellation));
            await GuardAsync(() => record.ForgetAsync(cancellation));
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

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(Interval, clock, RunOnceAsync, stoppingToken);

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        // What fails for one site is no reason to keep the others from their news, or to end the server.
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.NotTold(logger, fault.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A notice could not be made or sent: {Fault}. The next round tries again.")]
        public static partial void NotTold(ILogger logger, string fault);
    }
}
