using Microsoft.Extensions.Hosting;
using Murmure.Server.Hosting;

namespace Murmure.Server.Links;

/// <summary>Has previews looked at where the day's look is due. The first look is an hour after a start, so that starts in a row ask nobody.</summary>
internal sealed class CardRounds(CardWatch watch, ServeOptions options, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.PreviewChecks ? Rounds.RunAsync(Interval, clock, watch.LookAsync, stoppingToken) : Task.CompletedTask;
}
