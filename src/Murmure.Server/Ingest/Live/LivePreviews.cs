using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Analysis;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Storage;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>
/// Link previews as they come. Each waits up to a minute, until it is known what else belongs to it, and only then goes into the journal: what
/// is typed letter by letter would otherwise be many previews of pages that nobody shared. Those of the last minute are lost when the process is killed.
/// </summary>
internal sealed class LivePreviews(Journal journal, IntakeMeter meter, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, PreviewFold> folds = new(StringComparer.Ordinal);

    public IntakeResult Take(SiteRules site, in HitOutcome outcome)
    {
        var fold = folds.GetOrAdd(site.Host, static _ => new PreviewFold());
        lock (fold)
        {
            foreach (var settled in fold.Add(outcome))
                Keep(site.Host, settled);
        }
        return new IntakeResult(outcome.Dropped, 0, false);
    }

    /// <summary>Keeps what nothing can join any more; at the end of the program, all.</summary>
    public void Settle(DateTime now)
    {
        foreach (var (host, fold) in folds)
        {
            lock (fold)
            {
                foreach (var settled in fold.Settle(now))
                    Keep(host, settled);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Settle(DateTime.MaxValue);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(
        Interval, clock,
        _ =>
        {
            Settle(clock.GetUtcNow().UtcDateTime);
            return Task.CompletedTask;
        },
        stoppingToken);

    private void Keep(string host, in StoredEvent preview)
    {
        if (journal.TryAppend(host, preview, out _))
            meter.Kept(EventKind.Preview);
    }
}
