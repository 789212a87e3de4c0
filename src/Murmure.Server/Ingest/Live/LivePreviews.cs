using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Analysis;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Storage;
using Murmure.Storage.Events;

namespace Murmure.Server.Ingest;

/// <summary>
/// Link previews as they come, each in the journal before it is answered. What is typed letter by letter would be many previews of pages that nobody
/// shared: for a minute a later fetch takes the place of the earlier one (<see cref="EventDetail.InsteadOf"/>). What waits for that is in memory alone,
/// so that a preview during whose fetches the process is killed may count twice, unless a log tells of it again (<see cref="Recall"/>).
/// </summary>
internal sealed class LivePreviews(Journal journal, DoorCounts counts, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, PreviewFold> folds = new(StringComparer.Ordinal);

    /// <summary>Journals what a fetch changes; its event's key is remembered with it.</summary>
    /// <param name="own">The previews of a log that is read by itself; null for those of the site's doors.</param>
    public IntakeResult Take(SiteRules site, in HitOutcome outcome, PreviewFold? own = null)
    {
        var fold = own ?? FoldOf(site);
        lock (fold)
        {
            fold.Sweep(outcome.Time);
            var step = fold.Next(outcome);
            if (!TryKeep(site.Host, step, outcome.Event, out var position))
                return IntakeResult.NoRoom;
            // Only now: what was refused is sent again, and joins what it would have joined.
            fold.Keep(step);
            return new IntakeResult(null, position, false);
        }
    }

    /// <summary>A fetch that is in the journal or the store already: those that belong to it may still come.</summary>
    public void Recall(SiteRules site, in HitOutcome outcome, PreviewFold? own)
    {
        var fold = own ?? FoldOf(site);
        lock (fold)
        {
            fold.Sweep(outcome.Time);
            fold.Keep(fold.Next(outcome));
        }
    }

    /// <summary>Drops what waits of a site that is deleted.</summary>
    public void Forget(string host) => folds.TryRemove(host, out _);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(
        Interval, clock,
        _ =>
        {
            Forget(clock.GetUtcNow().UtcDateTime);
            return Task.CompletedTask;
        },
        stoppingToken);

    private PreviewFold FoldOf(SiteRules site) => folds.GetOrAdd(site.Host, static _ => new PreviewFold());

    /// <summary>PRIVACY: forgets who made the previews that nothing can join any more.</summary>
    private void Forget(DateTime now)
    {
        foreach (var fold in folds.Values)
        {
            lock (fold)
                fold.Settle(now);
        }
    }

    private bool TryKeep(string host, in FoldStep step, in StoredEvent fetched, out long position)
    {
        var key = fetched.Detail?.Key ?? 0;
        if (step.Changes)
        {
            var preview = step.Preview with { Detail = (fetched.Detail ?? new EventDetail()) with { InsteadOf = step.Before ?? "", Generation = step.Preview.Detail?.Generation ?? 0 } };
            var kept = journal.TryAppend(host, preview, out position);
            if (kept && step.Before is null)
                counts.Kept(preview);
            return kept;
        }
        // It is answered for by the record of the fetch that it repeats, which may still be on its way to the disk.
        position = journal.Position;
        return key == 0 || journal.TryAppend(host, MachineCount.None(fetched.Day, [key]), out position);
    }
}
