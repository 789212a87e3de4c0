using CsCheck;

namespace Murmure.Storage.Tests;

/// <summary>What a crash, a torn write or a bad disk left, and what the next start makes of it.</summary>
public sealed class JournalRecoveryTests : IDisposable
{
    private readonly JournalFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_was_accepted_is_there_after_a_kill_and_new_records_come_after()
    {
        using var journal = Journal.Open(folder.Options, TimeProvider.System);
        var positions = await journal.AppendWhenReady(Enumerable.Range(0, 100));

        using var again = Journal.Open(folder.Killed(), TimeProvider.System);
        again.Recovery.ShouldBe(new JournalRecovery(100, 0, 0, 0, positions[^1], 0));
        again.Identity.ShouldBe(journal.Identity);
        again.Append(100).ShouldBeGreaterThan(positions[^1]);
        again.ReadAfter(0).Numbers().ShouldBe(Enumerable.Range(0, 101).Select(number => (long)number));
        again.Figures.WaitingRecords.ShouldBe(101, "a look beside the consumer takes nothing");
        again.Consume().All();
        again.Figures.WaitingRecords.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_released_before_a_kill_is_not_read_again()
    {
        using var journal = Journal.Open(folder.Options, TimeProvider.System);
        var positions = await journal.AppendWhenReady(Enumerable.Range(0, 100));
        journal.Release(positions[57]);

        using var again = Journal.Open(folder.Killed(), TimeProvider.System);
        again.Recovery.ShouldBe(new JournalRecovery(42, 0, 0, 0, positions[^1], positions[57]));
        again.ReadAfter(again.Released).Numbers()[0].ShouldBe(58);
    }

    [Fact]
    public void A_record_that_was_being_written_is_cut_counted_and_its_place_never_given_out_twice()
    {
        using var journal = Journal.Open(folder.Options, TimeProvider.System);
        journal.Append(1);
        var kept = journal.Append(2);
        journal.Append(3);
        var killed = folder.Killed();
        var file = Directory.GetFiles(killed.Folder).Order(StringComparer.Ordinal).First();
        // The record's last bytes never arrived.
        for (var at = JournalFolder.DataEnd(file) - 5; at < JournalFolder.DataEnd(file) + 5; at++)
            JournalFolder.Alter(file, at, _ => 0);

        using var again = Journal.Open(killed, TimeProvider.System);
        again.Recovery.Records.ShouldBe(2);
        again.Recovery.TornBytes.ShouldBeInRange(1, Records.Of(3).Length + 8);
        again.Recovery.LostBytes.ShouldBe(0);
        again.Recovery.Position.ShouldBe(kept);
        again.Append(4);
        again.ReadAfter(0).Numbers().ShouldBe([1, 2, 4]);
    }

    [Fact]
    public async Task A_corrupt_record_in_an_old_file_costs_the_rest_of_that_file_and_nothing_else()
    {
        using var journal = Journal.Open(folder.Options, TimeProvider.System);
        await journal.AppendWhenReady(Enumerable.Range(0, 100));
        var killed = folder.Killed();
        var second = Directory.GetFiles(killed.Folder).Order(StringComparer.Ordinal).ElementAt(1);
        JournalFolder.Alter(second, 2000, before => (byte)~before);

        using var again = Journal.Open(killed, TimeProvider.System);
        var numbers = again.ReadAfter(0).Numbers();
        again.Recovery.Records.ShouldBe(numbers.Count);
        again.Recovery.ShouldSatisfyAllConditions(
            found => found.DamagedSegments.ShouldBe(1), found => found.LostBytes.ShouldBeInRange(1, 4096), found => found.TornBytes.ShouldBe(0));
        var lost = Enumerable.Range(0, 100).Select(number => (long)number).Except(numbers).ToList();
        lost.ShouldNotBeEmpty();
        lost.ShouldBe(Enumerable.Range((int)lost[0], lost.Count).Select(number => (long)number), "what is lost is one stretch");
        numbers[^1].ShouldBe(99);
    }

    [Fact]
    public async Task A_file_whose_header_is_gone_is_counted_as_lost_and_the_others_are_read()
    {
        using var journal = Journal.Open(folder.Options, TimeProvider.System);
        await journal.AppendWhenReady(Enumerable.Range(0, 100));
        var killed = folder.Killed();
        JournalFolder.Alter(Directory.GetFiles(killed.Folder).Order(StringComparer.Ordinal).ElementAt(1), 20, before => (byte)~before);

        using var again = Journal.Open(killed, TimeProvider.System);
        again.Recovery.DamagedSegments.ShouldBe(1);
        again.Recovery.LostBytes.ShouldBeGreaterThan(3000);
        again.ReadAfter(0).Numbers().ShouldSatisfyAllConditions(numbers => numbers[0].ShouldBe(0), numbers => numbers[^1].ShouldBe(99));
    }

    [Fact]
    public void A_later_versions_journal_is_refused_and_left_as_it_is()
    {
        using (var journal = Journal.Open(folder.Options, TimeProvider.System))
            journal.Append(1);
        var file = folder.Segments[0];
        Span<byte> header = stackalloc byte[SegmentHeader.Bytes];
        new SegmentHeader(1, 0, 5).Write(header);
        header[8] = SegmentHeader.Format + 1;
        BitConverter.TryWriteBytes(header[SegmentHeader.Signed..], RecordFrame.Sum(header[..SegmentHeader.Signed]));
        using (var stream = File.OpenWrite(file))
            stream.Write(header);
        var before = File.ReadAllBytes(file);

        Should.Throw<NewerJournalException>(() => Journal.Open(folder.Options, TimeProvider.System)).Message.ShouldContain("format 2");
        File.ReadAllBytes(file).ShouldBe(before);
    }

    /// <summary>Whatever one byte of a killed journal is changed to, what comes back is what was appended, and everything in the files before it.</summary>
    [Fact]
    public async Task Nothing_that_was_not_appended_is_ever_read()
    {
        using var journal = Journal.Open(folder.Options, TimeProvider.System);
        await journal.AppendWhenReady(Enumerable.Range(0, 60));
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 4095], Gen.Byte).Sample((which, at, value) =>
        {
            var killed = folder.Killed();
            var file = Directory.GetFiles(killed.Folder).Order(StringComparer.Ordinal).ElementAt(which);
            JournalFolder.Alter(file, at, _ => value);
            try
            {
                using var again = Journal.Open(killed, TimeProvider.System);
                var numbers = again.ReadAfter(0).Numbers();
                numbers.ShouldBe(numbers.Order().Distinct());
                again.Recovery.Records.ShouldBe(numbers.Count);
                (numbers.Count == 60 || again.Recovery.LostBytes + again.Recovery.TornBytes > 0).ShouldBeTrue("what is missing is told");
            }
            finally
            {
                Directory.Delete(killed.Folder, recursive: true);
            }
        }, iter: 300, threads: 1);
    }

    [Fact]
    public void A_disk_that_changed_a_record_after_the_start_costs_that_file_and_is_counted()
    {
        using var journal = Journal.Open(folder.Options, TimeProvider.System);
        journal.Append(1);
        var second = journal.Append(2);
        JournalFolder.Alter(folder.Segments[0], SegmentHeader.Bytes + 12, before => (byte)~before);

        var reader = journal.ReadAfter(0);
        reader.Numbers().ShouldBeEmpty();
        reader.LostBytes.ShouldBe(second);
        journal.Append(3);
        reader.Numbers().ShouldBe([3]);
    }
}
