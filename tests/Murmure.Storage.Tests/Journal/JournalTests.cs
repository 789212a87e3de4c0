using Microsoft.Extensions.Time.Testing;

namespace Murmure.Storage.Tests;

public sealed class JournalTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly JournalFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Records_come_back_in_their_order_over_many_files_each_with_its_position()
    {
        using var journal = Journal.Open(folder.Options, TimeProvider.System);
        var positions = await journal.AppendWhenReady(Enumerable.Range(1, 200));

        folder.Segments.Count.ShouldBeGreaterThan(5);
        positions.ShouldBe(positions.Order());
        journal.ReadAfter(0).All().ShouldBe(Enumerable.Range(1, 200).Select(number => ((long)number, positions[number - 1])));
        journal.ReadAfter(positions[99]).Numbers().ShouldBe(Enumerable.Range(101, 100).Select(number => (long)number));
    }

    [Fact]
    public async Task A_reader_that_has_read_everything_is_woken_by_the_next_record()
    {
        using var journal = Journal.Open(folder.Options, TimeProvider.System);
        journal.Append(1);
        var reader = journal.ReadAfter(0);
        reader.Numbers().ShouldBe([1]);

        var waiting = reader.WaitAsync(None).AsTask();
        waiting.IsCompleted.ShouldBeFalse();
        journal.Append(2);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        reader.Numbers().ShouldBe([2]);
    }

    [Fact]
    public async Task A_wait_for_records_ends_when_it_is_cancelled_or_the_journal_closed()
    {
        var journal = Journal.Open(folder.Options, TimeProvider.System);
        using var cancelled = new CancellationTokenSource();
        var first = journal.ReadAfter(0).WaitAsync(cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);

        var second = journal.ReadAfter(0).WaitAsync(None).AsTask();
        journal.Dispose();
        await Should.ThrowAsync<ObjectDisposedException>(second);
        journal.TryAppend(Records.Of(1), out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Threads_that_append_together_lose_nothing_and_keep_their_own_order()
    {
        using var journal = Journal.Open(folder.Options with { SegmentBytes = 64 << 10, MaxBytes = 64 << 20 }, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
                await journal.AppendWhenReady(thread * 1000 + i);
        })));

        var numbers = journal.ReadAfter(0).Numbers();
        numbers.Count.ShouldBe(4000);
        foreach (var thread in numbers.GroupBy(number => number / 1000))
            thread.ShouldBe(Enumerable.Range(0, 500).Select(i => thread.Key * 1000 + i));
    }

    [Fact]
    public async Task Positions_grow_over_restarts_even_when_everything_was_released()
    {
        var last = 0L;
        for (var run = 0; run < 5; run++)
        {
            using var journal = Journal.Open(folder.Options, TimeProvider.System);
            journal.Recovery.Records.ShouldBe(0);
            journal.Recovery.Position.ShouldBe(last);
            var positions = await journal.AppendWhenReady(Enumerable.Range(run * 50, 50));
            positions[0].ShouldBeGreaterThan(last);
            last = positions[^1];
            journal.Release(last);
        }
        folder.Segments.Sum(segment => new FileInfo(segment).Length).ShouldBe(64, "a closed, drained journal holds a position and no record");
    }

    [Fact]
    public void A_new_journal_and_one_behind_the_store_begin_after_the_floor()
    {
        using (var journal = Journal.Open(folder.Options with { Floor = 10_000 }, TimeProvider.System))
        {
            journal.Append(1).ShouldBeGreaterThan(10_000);
            journal.Figures.WaitingBytes.ShouldBe(8 + Records.Of(1).Length);
        }
        using var again = Journal.Open(folder.Options with { Floor = 20_000 }, TimeProvider.System);
        again.Append(2).ShouldBeGreaterThan(20_000);
        again.ReadAfter(again.Released).Numbers().ShouldBe([1, 2]);
        again.Release(again.ReadAfter(0).All()[^1].Position);
        again.Figures.WaitingBytes.ShouldBe(0);
    }

    [Fact]
    public async Task Files_go_once_they_are_released_and_the_figures_say_what_is_left()
    {
        using var journal = Journal.Open(folder.Options, TimeProvider.System);
        var positions = await journal.AppendWhenReady(Enumerable.Range(0, 100));
        var before = folder.Segments.Count;
        journal.Figures.ShouldSatisfyAllConditions(
            figures => figures.Appended.ShouldBe(100), figures => figures.WaitingRecords.ShouldBe(100), figures => figures.WaitingBytes.ShouldBe(positions[^1]));

        journal.Consume().All();
        journal.Release(positions[49]);
        folder.Segments.Count.ShouldBeLessThan(before);
        journal.ReadAfter(positions[49]).Numbers().ShouldBe(Enumerable.Range(50, 50).Select(number => (long)number));

        journal.Release(positions[^1]);
        await Records.Until(() => folder.Segments.Count == 2); // the one being written and its spare
        journal.Figures.ShouldSatisfyAllConditions(
            figures => figures.WaitingRecords.ShouldBe(0), figures => figures.WaitingBytes.ShouldBe(0), figures => figures.UsedBytes.ShouldBe(2 * 4096),
            figures => figures.FreeBytes.ShouldBe(62 * 4096), figures => figures.Room.ShouldBeTrue());
    }

    [Fact]
    public async Task A_full_journal_refuses_and_takes_records_again_once_some_are_released()
    {
        using var journal = Journal.Open(folder.Options with { MaxBytes = 4 * 4096 }, TimeProvider.System);
        var positions = new List<long>();
        await Records.Until(() =>
        {
            var taken = journal.TryAppend(Records.Of(positions.Count), out var position);
            if (taken)
                positions.Add(position);
            return !taken && journal.Figures.Obstacle is not null;
        });
        journal.Figures.Obstacle.ShouldBe("the journal is as large as it may be");
        journal.Figures.Refused.ShouldBeGreaterThan(0);
        folder.Segments.Sum(segment => new FileInfo(segment).Length).ShouldBeLessThanOrEqualTo(4 * 4096);
        journal.ReadAfter(0).Numbers().Count.ShouldBe(positions.Count, "what was accepted is there, what was refused is not");

        journal.Release(positions[^1]);
        (await journal.AppendWhenReady(1000)).ShouldBeGreaterThan(positions[^1]);
    }

    [Fact]
    public async Task Power_durability_completes_after_a_sync_that_those_who_wait_share()
    {
        using var journal = Journal.Open(folder.Options with { Durability = Durability.Power, SegmentBytes = 1 << 20, MaxBytes = 4 << 20 }, TimeProvider.System);
        var clock = journal.Figures.Syncs;
        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => journal.WaitDurableAsync(journal.Append(number)).AsTask()));

        journal.Figures.Syncs.ShouldBeInRange(clock + 1, clock + 400);
        journal.WaitDurableAsync(1).AsTask().IsCompletedSuccessfully.ShouldBeTrue("what is on the disk needs no wait");
    }

    [Fact]
    public async Task With_a_linger_all_who_come_within_it_share_one_sync()
    {
        var time = new FakeTimeProvider();
        using var journal = Journal.Open(folder.Options with { Durability = Durability.Power, Linger = TimeSpan.FromMilliseconds(5) }, time);
        var waits = Enumerable.Range(1, 10).Select(number => journal.WaitDurableAsync(journal.Append(number)).AsTask()).ToArray();

        waits.ShouldAllBe(wait => !wait.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(5));
        await Task.WhenAll(waits).WaitAsync(TimeSpan.FromSeconds(30));
        journal.Figures.Syncs.ShouldBe(1);
    }

    [Fact]
    public async Task Process_durability_asks_for_no_wait_and_the_disk_follows_within_the_linger()
    {
        var time = new FakeTimeProvider();
        using var journal = Journal.Open(folder.Options, time);
        journal.WaitDurableAsync(journal.Append(1)).AsTask().IsCompletedSuccessfully.ShouldBeTrue();
        journal.Figures.Syncs.ShouldBe(0);
        time.Advance(TimeSpan.FromMilliseconds(100));
        await Records.Until(() => journal.Figures.Syncs == 1);
    }

    [Fact]
    public async Task A_drained_file_is_given_up_after_a_while_so_that_a_quiet_sites_events_do_not_lie_there()
    {
        var time = new FakeTimeProvider();
        using var journal = Journal.Open(folder.Options, time);
        var position = journal.Append(7);
        var first = folder.Segments[0];
        await Records.Until(() => folder.Segments.Count == 2);
        time.Advance(TimeSpan.FromHours(1));
        File.Exists(first).ShouldBeTrue("what is not released stays");

        journal.Release(position);
        await Records.Until(() => !File.Exists(first));
        journal.Append(8).ShouldBeGreaterThan(position);
        journal.ReadAfter(position).Numbers().ShouldBe([8]);
    }

    [Fact]
    public void A_second_opening_is_refused_in_words_and_the_first_goes_on()
    {
        using var journal = Journal.Open(folder.Options, TimeProvider.System);
        Should.Throw<JournalInUseException>(() => Journal.Open(folder.Options, TimeProvider.System)).Message.ShouldContain("in use by another Murmure process");
        journal.Append(1);
    }

    [Fact]
    public void Only_its_owner_can_read_a_journal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no modes on Windows");
        using var journal = Journal.Open(folder.Options, TimeProvider.System);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(folder.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (var file in Directory.GetFiles(folder.Path))
                File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    [InlineData(70_000)]
    public void A_record_that_no_file_could_hold_is_an_error_of_the_caller(int length)
    {
        using var journal = Journal.Open(folder.Options, TimeProvider.System);
        Should.Throw<ArgumentException>(() => journal.TryAppend(new byte[length], out _)).Message.ShouldContain($"this one has {length}");
    }

    [Fact]
    public void Settings_that_cannot_be_are_named()
    {
        Should.Throw<ArgumentException>(() => Journal.Open(folder.Options with { MaxBytes = 5000 }, TimeProvider.System)).Message.ShouldContain("MaxBytes is 5000");
        Should.Throw<ArgumentException>(() => Journal.Open(folder.Options with { SegmentBytes = 1 }, TimeProvider.System)).Message.ShouldContain("SegmentBytes is 1");
        Should.Throw<ArgumentException>(() => Journal.Open(folder.Options with { Linger = TimeSpan.Zero }, TimeProvider.System)).Message.ShouldContain("Linger");
    }
}
