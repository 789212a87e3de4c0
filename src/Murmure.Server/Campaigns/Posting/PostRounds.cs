using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Server.Hosting;

namespace Murmure.Server.Campaigns;

/// <summary>Every ten seconds: what is due is handed over.</summary>
internal sealed partial class PostRounds(PostSender sender, TimeProvider clock, ILogger<PostRounds> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Before anything is handed over, what the last process left in between is found.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await sender.FindUnsureAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>One round at a time: two would hand over the same post.</summary>
    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await sender.SendAsync(cancellation);
        }
        // What fails for one post is no reason to end the server.
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.NotSent(logger, fault.GetType().Name);
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

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Posts could not be handed over: {Fault}. The next round tries again.")]
        public static partial void NotSent(ILogger logger, string fault);
    }
}
