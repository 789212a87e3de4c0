using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Notices;

/// <summary>Every minute: what there is to tell is written down, and what is due is sent.</summary>
internal sealed partial class NoticeRounds(
    SiteDirectory sites, Digests digests, SurgeAlerts surges, SeasonAlerts seasons, NoticeSender sender, NoticeRecord record, TimeProvider clock, ILogger<NoticeRounds> logger) : BackgroundService
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
                foreach (var write in (Func<SiteRules, CancellationToken, Task>[])[digests.WriteDueAsync, surges.WriteDueAsync, seasons.WriteDueAsync])
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

/// <summary>What was told, as long as it matters.</summary>
internal sealed class NoticeRecord(IDbContextFactory<MurmureDb> metadata, TimeProvider clock)
{
    /// <summary>Longer than a month: a page says when each was last told something, and a digest comes once a month.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(62);

    private static readonly TimeSpan Between = TimeSpan.FromHours(1);

    private DateTimeOffset forgot;

    public async Task ForgetAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (now - forgot < Between)
            return;
        var since = (now - Kept).UtcDateTime;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        await db.Notices.TagWith("NoticeRecord.Forget").Where(one => one.Made < since).ExecuteDeleteAsync(cancellation);
        forgot = now;
    }
}
