using Microsoft.Extensions.Logging;
using Murmure.Storage.Events;

namespace Murmure.Storage;

/// <summary>
/// Brings what the journal has into the store, in the background and in large batches. A batch that the store does not take is kept and sent
/// again, with growing pauses, and nothing is released before the store has it. Another site's events do not wait for it.
/// </summary>
/// <param name="stored">Told after each commit which site and day got something: its visits are to be derived again.</param>
public sealed partial class EventWriter(
    Journal journal, IEventStore store, EventWriterOptions options, TimeProvider clock, ILogger<EventWriter> log, Action<string, DateOnly>? stored = null)
{
    private HeldEvents? held;
    private EventWriterFigures figures;
    private readonly Lock figuresLock = new();

    public EventWriterFigures Figures
    {
        get
        {
            lock (figuresLock)
                return figures;
        }
    }

    /// <summary>The <see cref="JournalOptions.Floor"/> for a journal before this store.</summary>
    public static async Task<long> FloorAsync(IEventStore store, CancellationToken cancellation) =>
        (await store.PositionsAsync(cancellation)).Select(day => day.Position).DefaultIfEmpty(0).Max();

    /// <summary>Runs until it is asked to stop, then until everything is stored or the limit for that is reached. Run it once.</summary>
    /// <exception cref="InvalidOperationException">The store holds positions that the journal has still to give out: it was opened without its floor.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using var end = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        await using var limit = stop.Register(() => end.CancelAfter(options.DrainLimit));
        try
        {
            held = new(journal, await PositionsAsync(end.Token));
            while (!stop.IsCancellationRequested)
            {
                await WaitForWorkAsync(held, stop);
                await RoundAsync(held, end.Token);
            }
            await DrainAsync(held, end.Token);
            Log.Ended(log, Figures.Committed);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // What is held is in the journal too, and comes back with the next start.
            Log.EndedEarly(log, Figures.Held);
        }
    }

    private async Task<IReadOnlyList<DayPosition>> PositionsAsync(CancellationToken end)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                var positions = await store.PositionsAsync(end);
                return positions.All(day => day.Position <= journal.Recovery.Position)
                    ? positions
                    : throw new InvalidOperationException("The store holds later positions than the journal: open the journal with the store's floor.");
            }
            catch (Exception fault) when (fault is not InvalidOperationException && !Ended(fault, end))
            {
                Log.NoPositions(log, fault);
                await Task.Delay(Pause(failures), clock, end);
            }
        }
    }

    /// <summary>Waits for a record and then for others to join it, or for the next time that a failed batch is due.</summary>
    private async Task WaitForWorkAsync(HeldEvents events, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var due = Task.Delay(events.IsEmpty ? Timeout.InfiniteTimeSpan : UntilDue(events), clock, over.Token);
        var more = events.Count < options.HeldEvents ? MoreAsync(events, over.Token) : due;
        await Task.WhenAny(due, more);
        await over.CancelAsync();
        await Task.WhenAll(due, more).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (more.IsFaulted)
            await more;
    }

    private async Task MoreAsync(HeldEvents events, CancellationToken over)
    {
        await events.WaitAsync(over);
        if (journal.Figures.WaitingRecords < options.BatchEvents)
            await Task.Delay(options.Linger, clock, over);
    }

    private async Task DrainAsync(HeldEvents events, CancellationToken end)
    {
        while (!await RoundAsync(events, end))
            await Task.Delay(events.IsEmpty ? options.FirstRetry : UntilDue(events), clock, end);
    }

    /// <summary>Reads what there is and stores what is due.</summary>
    /// <returns>True when nothing is left.</returns>
    private async Task<bool> RoundAsync(HeldEvents events, CancellationToken end)
    {
        try
        {
            bool more;
            do
            {
                more = events.Read(options.BatchEvents, options.HeldEvents);
                // Said before the commit, which takes a while: what is under way is neither in the journal's figures nor in the store.
                Publish(events);
                await CommitDueAsync(events, end);
                journal.Release(events.Stored);
                Publish(events);
            }
            while (more && events.Count < options.HeldEvents);
            return !more && events.IsEmpty;
        }
        catch (Exception fault) when (!Ended(fault, end))
        {
            // The journal could not be read or a file of it not be removed. What was read is held, what was stored is known as stored.
            Log.RoundFailed(log, fault);
            await Task.Delay(options.FirstRetry, clock, end);
            return false;
        }
        finally
        {
            Publish(events);
        }
    }

    private async Task CommitDueAsync(HeldEvents events, CancellationToken end)
    {
        foreach (var (site, day) in events.TakeResumed())
            stored?.Invoke(site, day);
        var now = clock.GetTimestamp();
        foreach (var queue in events.Queues.Where(queue => queue.Due <= now).ToList())
        {
            while (queue.Next(options.BatchEvents) is { } batch && await TryCommitAsync(queue, batch, end) is { } result)
            {
                events.Done(queue, batch);
                Count(queue, result);
                if (result.Added + result.Repeated > 0)
                    stored?.Invoke(queue.Site, queue.Day);
            }
        }
    }

    private async Task<AppendResult?> TryCommitAsync(SiteDayQueue queue, EventBatch batch, CancellationToken end)
    {
        try
        {
            return await store.AppendAsync(batch, end);
        }
        catch (Exception fault) when (!Ended(fault, end))
        {
            var pause = Pause(++queue.Failures);
            queue.Due = clock.GetTimestamp() + (long)(pause.TotalSeconds * clock.TimestampFrequency);
            lock (figuresLock)
                figures = figures with { Failures = figures.Failures + 1 };
            Log.NotStored(log, fault, queue.Site, queue.Day, batch.Events.Length, queue.Failures, pause);
            return null;
        }
    }

    private void Count(SiteDayQueue queue, AppendResult result)
    {
        lock (figuresLock)
        {
            figures = figures with
            {
                Committed = figures.Committed + result.Added, Repeated = figures.Repeated + result.Repeated,
                ClosedEvents = figures.ClosedEvents + result.ClosedEvents, ClosedMachineHits = figures.ClosedMachineHits + result.ClosedMachineHits,
            };
        }
        if (result.ClosedEvents + result.ClosedMachineHits > 0)
            Log.DayClosed(log, queue.Site, queue.Day, result.ClosedEvents, result.ClosedMachineHits);
    }

    private void Publish(HeldEvents events)
    {
        lock (figuresLock)
            figures = figures with { Skipped = events.Skipped, Unreadable = events.Unreadable, LostBytes = events.LostBytes, Held = events.Count };
    }

    /// <summary>Whether it is no fault but the end. A fault that comes with the end is one still, and does not hide it.</summary>
    private static bool Ended(Exception fault, CancellationToken end) => fault is OperationCanceledException && end.IsCancellationRequested;

    private TimeSpan Pause(int failures)
    {
        var pause = options.FirstRetry * Math.Pow(2, Math.Min(failures - 1, 20));
        return pause < options.LastRetry ? pause : options.LastRetry;
    }

    private TimeSpan UntilDue(HeldEvents events)
    {
        var wait = clock.GetElapsedTime(clock.GetTimestamp(), events.Queues.Min(queue => queue.Due));
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The store did not take {Events} events of {Site}, {Day}, for the {Failures}. time; they are kept and sent again in {Pause}.")]
        public static partial void NotStored(ILogger logger, Exception fault, string site, DateOnly day, int events, int failures, TimeSpan pause);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Site} has closed {Day}: {Events} events and {Hits} requests by machines came too late and were not kept.")]
        public static partial void DayClosed(ILogger logger, string site, DateOnly day, long events, long hits);

        [LoggerMessage(Level = LogLevel.Error, Message = "The store does not say what it holds; nothing is written to it until it does.")]
        public static partial void NoPositions(ILogger logger, Exception fault);

        [LoggerMessage(Level = LogLevel.Error, Message = "The journal could not be read or released; trying again.")]
        public static partial void RoundFailed(ILogger logger, Exception fault);

        [LoggerMessage(Level = LogLevel.Information, Message = "Everything is stored; {Events} events since the start.")]
        public static partial void Ended(ILogger logger, long events);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Stopped before everything was stored; {Events} events and more wait in the journal for the next start.")]
        public static partial void EndedEarly(ILogger logger, int events);
    }
}
