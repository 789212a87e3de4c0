using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Murmure.Storage.Events;
using Murmure.Storage.Events.DuckDb;
using Murmure.Storage.Tests.Events;

namespace Murmure.Storage.Tests;

public sealed class EventWriterTests : IAsyncLifetime
{
    private const string Other = "other.example";
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static readonly EventWriterOptions Quick = new()
    {
        Linger = TimeSpan.FromMilliseconds(1), FirstRetry = TimeSpan.FromMilliseconds(1), LastRetry = TimeSpan.FromMilliseconds(5), DrainLimit = Soon,
    };

    private readonly JournalFolder folder = new();
    private readonly DuckDbEventStore real = DuckDbEventStore.OpenTemporary(DuckDbOptions.Analysis, TimeProvider.System);
    private readonly IEventStore store;
    private readonly FaultyStore faults;

    public EventWriterTests() => (store, faults) = FaultyStore.Over(real);

    private JournalOptions Options => folder.Options with { SegmentBytes = 64 << 10, MaxBytes = 4 << 20 };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await real.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Events_arrive_once_each_in_batches_by_site_and_day_and_the_journal_is_released()
    {
        using var journal = Journal.Open(Options, TimeProvider.System);
        var batches = new ConcurrentQueue<EventBatch>();
        var told = new ConcurrentQueue<(string, DateOnly)>();
        faults.Before = batch => Noted(batches, batch);
        for (var i = 0; i < 300; i++)
            Append(journal, i % 3 == 0 ? Other : SomeEvents.Site, i, day: SomeEvents.Monday.AddDays(i % 2));
        journal.TryAppend(SomeEvents.Site, new MachineCount(SomeEvents.Monday, "crawler", "google", 2, 1), out _).ShouldBeTrue();
        journal.TryAppend(SomeEvents.Site, new MachineCount(SomeEvents.Monday, "crawler", "google", 3, 1), out _).ShouldBeTrue();

        var figures = await RunUntilStored(journal, (site, day) => told.Enqueue((site, day)));

        figures.ShouldBe(new EventWriterFigures(300, 0, 0, 0, 0, 0, 0, 0, 0));
        batches.Count.ShouldBe(4);
        batches.ShouldAllBe(batch => batch.Events.ToArray().Select(stored => stored.Day).Distinct().Count() == 1);
        batches.Select(batch => batch.Id).ShouldBeUnique();
        told.Distinct().Count().ShouldBe(4);
        await ShouldHaveOnceEach(300);
        var machines = await real.QueryAsync(new(SomeEvents.Site, DayRange.All, [Metric.MachineHits, Metric.BareMachineHits]), None);
        machines.Rows.ShouldHaveSingleItem().Counts.ShouldBe([5L, 2L]);
        journal.Figures.WaitingBytes.ShouldBe(0);
    }

    [Fact]
    public async Task A_batch_that_was_committed_but_not_answered_is_sent_again_as_it_was_and_counted_once()
    {
        using var journal = Journal.Open(Options, TimeProvider.System);
        var sent = new ConcurrentQueue<EventBatch>();
        var lost = 0;
        faults.Before = batch => Noted(sent, batch);
        faults.After = (_, _) => lost++ < 3 ? throw new IOException("the answer is lost") : Task.CompletedTask;
        using var stop = new CancellationTokenSource();
        var writer = Writer(journal);
        var run = writer.RunAsync(stop.Token);
        for (var i = 0; i < 200; i++)
        {
            Append(journal, SomeEvents.Site, i);
            await Task.Yield();
        }
        await Records.Until(() => journal.Figures.WaitingBytes == 0);
        await Stop(stop, run);

        writer.Figures.Failures.ShouldBe(3);
        (writer.Figures.Committed + writer.Figures.Repeated).ShouldBe(200);
        sent.GroupBy(batch => batch.Id).ShouldAllBe(same => same.Select(batch => batch.Events.Length).Distinct().Count() == 1);
        await ShouldHaveOnceEach(200);
    }

    [Fact]
    public async Task A_kill_between_commit_and_release_adds_nothing_at_the_next_start_and_loses_nothing()
    {
        var told = new ConcurrentQueue<(string, DateOnly)>();
        using (var journal = Journal.Open(Options, TimeProvider.System))
        {
            for (var i = 0; i < 100; i++)
                Append(journal, i % 2 == 0 ? Other : SomeEvents.Site, i);
            // The first site's batch is committed and never answered; the second's never sent.
            faults.After = (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            using var stop = new CancellationTokenSource();
            var run = Writer(journal, Quick with { DrainLimit = TimeSpan.Zero }).RunAsync(stop.Token);
            while ((await real.PositionsAsync(None)).Count == 0)
                await Task.Yield();
            await Stop(stop, run);
            journal.Released.ShouldBe(0);
        }
        faults.After = (_, _) => Task.CompletedTask;

        using var again = Journal.Open(Options with { Floor = await EventWriter.FloorAsync(store, None) }, TimeProvider.System);
        again.Recovery.Records.ShouldBe(100);
        for (var i = 100; i < 120; i++)
            Append(again, i % 2 == 0 ? Other : SomeEvents.Site, i);
        var figures = await RunUntilStored(again, (site, day) => told.Enqueue((site, day)));

        figures.Skipped.ShouldBe(50);
        figures.Committed.ShouldBe(70);
        told.Distinct().Count().ShouldBe(2, "visits of what was committed before the kill are derived too");
        await ShouldHaveOnceEach(120);
    }

    [Fact]
    public async Task However_often_commits_fail_and_the_process_ends_every_event_is_there_once()
    {
        var dice = new Random(20261125);
        var next = 0;
        for (var run = 0; run < 25; run++)
        {
            using var journal = Journal.Open(Options with { Floor = await EventWriter.FloorAsync(store, None) }, TimeProvider.System);
            faults.Before = _ => dice.Next(4) == 0 ? throw new IOException("refused") : Task.CompletedTask;
            faults.After = async (_, cancellation) =>
            {
                if (dice.Next(4) == 0)
                    throw new IOException("the answer is lost");
                if (dice.Next(4) == 0)
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            };
            using var stop = new CancellationTokenSource();
            var running = Writer(journal, Quick with { DrainLimit = TimeSpan.Zero, BatchEvents = 16 }).RunAsync(stop.Token);
            for (var i = dice.Next(200); i > 0; i--)
            {
                Append(journal, dice.Next(2) == 0 ? Other : SomeEvents.Site, next++, day: SomeEvents.Monday.AddDays(dice.Next(2)));
                if (dice.Next(10) == 0)
                    await Task.Yield();
            }
            await Stop(stop, running);
        }

        faults.Before = _ => Task.CompletedTask;
        faults.After = (_, _) => Task.CompletedTask;
        using var last = Journal.Open(Options with { Floor = await EventWriter.FloorAsync(store, None) }, TimeProvider.System);
        await RunUntilStored(last);
        await ShouldHaveOnceEach(next);
    }

    [Fact]
    public async Task Another_sites_events_do_not_wait_for_one_that_the_store_refuses_and_nothing_is_released_meanwhile()
    {
        using var journal = Journal.Open(Options, TimeProvider.System);
        var refuse = true;
        faults.Before = batch => Volatile.Read(ref refuse) && batch.Site == Other ? throw new IOException("its file is read-only") : Task.CompletedTask;
        using var stop = new CancellationTokenSource();
        var writer = Writer(journal);
        Append(journal, Other, 0);
        var run = writer.RunAsync(stop.Token);
        await Records.Until(() => writer.Figures.Failures > 0);
        for (var i = 1; i < 100; i++)
            Append(journal, i % 2 == 0 ? Other : SomeEvents.Site, i);
        await Records.Until(() => writer.Figures is { Committed: 50, Held: 50 });
        journal.Released.ShouldBe(0);

        Volatile.Write(ref refuse, false);
        await Records.Until(() => journal.Figures.WaitingBytes == 0);
        await Stop(stop, run);
        await ShouldHaveOnceEach(100);
    }

    [Fact]
    public async Task A_store_that_is_away_is_tried_again_after_growing_pauses_while_the_journal_takes_events_until_it_is_full()
    {
        var time = new RecordingTime();
        using var journal = Journal.Open(Options with { MaxBytes = 3 * (64 << 10) }, TimeProvider.System);
        var away = true;
        var tries = 0;
        faults.Before = _ =>
        {
            Interlocked.Increment(ref tries);
            return Volatile.Read(ref away) ? throw new IOException("away") : Task.CompletedTask;
        };
        using var stop = new CancellationTokenSource();
        var writer = new EventWriter(journal, store, new EventWriterOptions { HeldEvents = 500, Linger = TimeSpan.FromMilliseconds(10) }, time, NullLogger<EventWriter>.Instance);
        var run = writer.RunAsync(stop.Token);
        var accepted = 0;
        await Records.Until(() =>
        {
            if (journal.TryAppend(SomeEvents.Site, Numbered(accepted), out _))
            {
                accepted++;
                return false;
            }
            return journal.Figures.Obstacle is not null;
        });
        await Records.Until(() => time.AdvancePastNewTimers() && Volatile.Read(ref tries) >= 8);
        writer.Figures.Held.ShouldBe(500, "memory is bounded");
        time.Waits.Where(wait => wait >= TimeSpan.FromSeconds(1)).Select(wait => wait.TotalSeconds).Take(7).ShouldBe([1, 2, 4, 8, 16, 30, 30]);

        Volatile.Write(ref away, false);
        await Records.Until(() => time.AdvancePastNewTimers() && journal.Figures.WaitingBytes == 0);
        await Stop(stop, run);
        accepted.ShouldBeGreaterThan(500);
        await ShouldHaveOnceEach(accepted);
    }

    [Fact]
    public async Task Asked_to_stop_it_stores_what_there_is_first()
    {
        using var journal = Journal.Open(Options, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var run = Writer(journal, Quick with { Linger = TimeSpan.FromDays(1) }).RunAsync(stop.Token);
        for (var i = 0; i < 50; i++)
            Append(journal, SomeEvents.Site, i);
        await Stop(stop, run);
        await ShouldHaveOnceEach(50);
        journal.Figures.WaitingBytes.ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public async Task A_preview_takes_the_place_of_the_one_before_it_whether_that_is_stored_or_waits(int batchEvents)
    {
        using var journal = Journal.Open(Options, TimeProvider.System);
        var sent = new ConcurrentQueue<EventBatch>();
        faults.Before = batch => Noted(sent, batch);
        string[] typed = ["/", "/art", "/article"];
        // Two senders type the same address in the same second: of previews that look alike each takes away one.
        for (var i = 0; i < typed.Length * 2; i++)
        {
            var before = i < 2 ? "" : typed[i / 2 - 1];
            journal.TryAppend(SomeEvents.Site, SomeEvents.Preview(typed[i / 2], "whatsapp", 0).Live(EventKind.Preview, new EventDetail { Key = (ulong)i + 1, InsteadOf = before }), out _).ShouldBeTrue();
        }
        journal.TryAppend(SomeEvents.Site, MachineCount.None(SomeEvents.Monday, [7UL, 8UL]), out _).ShouldBeTrue();

        using var stop = new CancellationTokenSource();
        var writer = Writer(journal, Quick with { BatchEvents = batchEvents });
        var run = writer.RunAsync(stop.Token);
        await Records.Until(() => run.IsCompleted || journal.Figures.WaitingBytes == 0);
        await Stop(stop, run);

        writer.Figures.Held.ShouldBe(0);
        sent.Sum(batch => batch.Events.Length).ShouldBe(batchEvents == 1 ? 6 : 2, "what is replaced before it is sent is not sent");
        var table = await real.QueryAsync(new(SomeEvents.Site, DayRange.All, [Metric.Previews]) { Dimensions = [Dimension.Page] }, None);
        table.Rows.Select(row => (row.Text(Dimension.Page), row[Metric.Previews])).ShouldBe([("/article", 2L)]);
        (await real.EventKeysAsync(SomeEvents.Site, SomeEvents.Monday, None).ToListAsync()).ShouldBe([1UL, 2, 3, 4, 5, 6, 7, 8]);
    }

    [Fact]
    public async Task A_record_that_nobody_can_read_is_counted_and_holds_nothing_up()
    {
        using var journal = Journal.Open(Options, TimeProvider.System);
        Append(journal, SomeEvents.Site, 0);
        journal.TryAppend([99, 1, 2, 3], out _).ShouldBeTrue();
        Append(journal, SomeEvents.Site, 1);
        (await RunUntilStored(journal)).Unreadable.ShouldBe(1);
        await ShouldHaveOnceEach(2);
    }

    [Fact]
    public async Task A_journal_opened_without_the_stores_floor_is_refused_before_an_event_could_pass_for_known()
    {
        using (var journal = Journal.Open(Options, TimeProvider.System))
        {
            Append(journal, SomeEvents.Site, 0);
            await RunUntilStored(journal);
        }
        Directory.Delete(folder.Path, recursive: true);

        using (var without = Journal.Open(Options, TimeProvider.System))
            await Should.ThrowAsync<InvalidOperationException>(Writer(without).RunAsync(None));
        Directory.Delete(folder.Path, recursive: true);

        using var with = Journal.Open(Options with { Floor = await EventWriter.FloorAsync(store, None) }, TimeProvider.System);
        Append(with, SomeEvents.Site, 1);
        await RunUntilStored(with);
        await ShouldHaveOnceEach(2);
    }

    /// <summary>A clock that notes for how long somebody waits, and goes on when somebody does.</summary>
    private sealed class RecordingTime : FakeTimeProvider
    {
        private int passed;

        public ConcurrentQueue<TimeSpan> Waits { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Waits.Enqueue(dueTime);
            return timer;
        }

        public bool AdvancePastNewTimers()
        {
            if (Waits.Count > passed)
            {
                passed = Waits.Count;
                Advance(TimeSpan.FromSeconds(31));
            }
            return true;
        }
    }

    private EventWriter Writer(Journal journal, EventWriterOptions? options = null, Action<string, DateOnly>? stored = null) =>
        new(journal, store, options ?? Quick, TimeProvider.System, NullLogger<EventWriter>.Instance, stored);

    private async Task<EventWriterFigures> RunUntilStored(Journal journal, Action<string, DateOnly>? stored = null)
    {
        using var stop = new CancellationTokenSource();
        var writer = Writer(journal, stored: stored);
        var run = writer.RunAsync(stop.Token);
        await Records.Until(() => run.IsCompleted || journal.Figures.WaitingBytes == 0);
        await Stop(stop, run);
        return writer.Figures;
    }

    private static async Task Stop(CancellationTokenSource stop, Task run)
    {
        await stop.CancelAsync();
        await run.WaitAsync(Soon);
    }

    private static Task Noted(ConcurrentQueue<EventBatch> batches, EventBatch batch)
    {
        batches.Enqueue(batch);
        return Task.CompletedTask;
    }

    private static StoredEvent Numbered(int number, DateOnly? day = null) => SomeEvents.View($"/{number}", 0, day: day);

    private static void Append(Journal journal, string site, int number, DateOnly? day = null) =>
        journal.TryAppend(site, Numbered(number, day), out _).ShouldBeTrue();

    private async Task ShouldHaveOnceEach(int events)
    {
        var pages = new List<string>();
        foreach (var site in new[] { SomeEvents.Site, Other })
        {
            var table = await real.QueryAsync(new(site, DayRange.All, [Metric.Hits]) { Dimensions = [Dimension.Page] }, None);
            table.Rows.ShouldAllBe(row => row[Metric.Hits] == 1);
            pages.AddRange(table.Rows.Select(row => row.Text(Dimension.Page)));
        }
        pages.Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, events).Select(number => $"/{number}").Order(StringComparer.Ordinal));
    }
}
