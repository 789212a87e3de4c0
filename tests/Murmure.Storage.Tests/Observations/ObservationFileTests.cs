using Microsoft.Data.Sqlite;
using Murmure.Storage.Events;
using Murmure.Storage.Observations;

namespace Murmure.Storage.Tests.Observations;

/// <summary>Counts of what services tell: once, whole, and gone when they should be.</summary>
public sealed class ObservationFileTests : IDisposable
{
    private static readonly DateOnly Day = new(2026, 11, 25);

    private readonly string folder = Directory.CreateTempSubdirectory("murmure-observations-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_is_told_again_counts_once_also_under_yesterdays_key_and_after_a_restart()
    {
        await using (var file = ObservationFile.Open(folder))
        {
            (await file.AppendAsync([Delivered([11])], 100, default)).ShouldBe(1);
            (await file.AppendAsync([Delivered([11]), Delivered([12])], 100, default)).ShouldBe(1);
        }
        await using var again = ObservationFile.Open(folder);
        (await again.AppendAsync([Delivered([77, 11])], 101, default)).ShouldBe(0, "the second hash is the one of the key before");
        (await again.OfPostsAsync([5], default)).ShouldHaveSingleItem().Amount.ShouldBe(2);
    }

    [Fact]
    public async Task A_file_of_the_first_version_is_copied_before_it_is_upgraded()
    {
        await using (var file = ObservationFile.Open(folder))
            await file.AppendAsync([Delivered([11])], 100, default);
        await SqlAsync("DROP TABLE latest; DROP TABLE strays; PRAGMA user_version = 1");
        ObservationFile.VersionOf(folder)!.Highest.ShouldBe(1);
        var copies = Directory.CreateDirectory(Path.Combine(folder, "copy")).FullName;
        ObservationFile.Copy(folder, Path.Combine(copies, ObservationFile.Name));
        await using var upgraded = ObservationFile.Open(copies);
        (await upgraded.OfPostsAsync([5], default)).ShouldHaveSingleItem().Amount.ShouldBe(1);
    }

    [Fact]
    public async Task A_total_replaces_what_the_day_has_and_more_of_something_is_added()
    {
        await using var file = ObservationFile.Open(folder);
        await file.AppendAsync([Delivered([]) with { Kind = "reaction", Detail = "👍", Amount = 7, IsTotal = true }], 100, default);
        await file.AppendAsync([Delivered([]) with { Kind = "reaction", Detail = "👍", Amount = 5, IsTotal = true }, Delivered([]), Delivered([]) with { Amount = 3 }], 100, default);
        (await file.OfPostsAsync([5], default)).Select(one => (one.Kind, one.Amount, one.IsTotal)).ShouldBe([("delivered", 4, false), ("reaction", 5, true)]);
    }

    [Fact]
    public async Task A_message_leads_to_its_post_until_it_is_forgotten()
    {
        await using var file = ObservationFile.Open(folder);
        await file.RememberAsync([42], 100, 9, default);
        await file.AppendAsync([Delivered([1]) with { Post = 0, Message = [41, 42] }], 101, default);
        await file.ForgetAsync(101, default);
        await file.AppendAsync([Delivered([2]) with { Post = 0, Message = [41, 42] }], 101, default);
        (await file.OfConnectionAsync(3, default)).Select(one => (one.Post, one.Amount)).ShouldBe([(0, 1), (9, 1)]);
    }

    [Fact]
    public async Task What_is_told_of_a_message_before_it_is_known_is_its_posts_from_then_on()
    {
        await using var file = ObservationFile.Open(folder);
        await file.AppendAsync([Delivered([1]) with { Post = 0, Message = [42] }, Delivered([2]) with { Post = 0, Message = [42] }, Delivered([3]) with { Post = 0, Message = [43] }, Delivered([4]) with { Post = 0 }], 100, default);
        var reaction = new ObservationCount(3, 0, "reaction", "👍", Day, 5, true) { Message = [42] };
        (await file.AppendAsync([reaction, reaction with { Amount = 7 }, reaction with { Message = [43], Amount = 99 }], 100, default)).ShouldBe(0);
        // The day turned meanwhile: today's hash is another one.
        await file.RememberAsync([77, 42], 101, 9, default);
        await file.RememberAsync([77, 42], 101, 9, default);
        (await file.OfConnectionAsync(3, default)).Select(one => $"{one.Post} {one.Kind} {one.Amount}").ShouldBe(["0 delivered 2", "9 delivered 2", "9 reaction 7"], ignoreOrder: true);
        await file.AppendAsync([Delivered([5]) with { Post = 0, Message = [77, 42] }], 101, default);
        (await file.OfPostsAsync([9], default)).Select(one => $"{one.Kind} {one.Amount}").ShouldBe(["delivered 3", "reaction 7"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_total_that_came_after_it_was_known_is_newer_than_one_from_before()
    {
        await using var file = ObservationFile.Open(folder);
        var reaction = new ObservationCount(3, 0, "reaction", "👍", Day, 5, true) { Message = [42] };
        await file.AppendAsync([reaction, reaction with { Post = 9, Message = [], Amount = 8 }], 100, default);
        await file.RememberAsync([42], 100, 9, default);
        (await file.OfPostsAsync([9], default)).ShouldHaveSingleItem().Amount.ShouldBe(8);
    }

    [Fact]
    public async Task What_was_told_of_messages_that_nobody_knew_is_forgotten_and_erased_with_all_else()
    {
        const long Hash = 0x1122334455667788;
        await using (var file = ObservationFile.Open(folder))
        {
            await file.AppendAsync([Delivered([1]) with { Post = 0, Message = [Hash] }], 100, default);
            Bytes().ShouldContain("1122334455667788", Case.Insensitive);
            var copy = Directory.CreateDirectory(Path.Combine(folder, "copy")).FullName;
            ObservationFile.Copy(folder, Path.Combine(copy, ObservationFile.Name));
            Convert.ToHexString(File.ReadAllBytes(Path.Combine(copy, ObservationFile.Name))).ShouldNotContain("1122334455667788");
            await file.EraseAsync(3, DayRange.All, default);
            await file.RememberAsync([Hash], 100, 9, default);
            (await file.OfPostsAsync([9], default)).ShouldBeEmpty();
            await file.AppendAsync([Delivered([2]) with { Post = 0, Message = [Hash + 1] }], 100, default);
            await file.ForgetAsync(101, default);
        }
        SqliteConnection.ClearAllPools();
        Bytes().ShouldNotContain("1122334455667788", Case.Insensitive);
        Bytes().ShouldNotContain("1122334455667789", Case.Insensitive);
    }

    [Fact]
    public async Task Days_sums_of_an_older_version_that_passed_for_totals_add_up()
    {
        await using (var file = ObservationFile.Open(folder))
        {
            await file.AppendAsync([new ObservationCount(3, 0, "reaction", "👍", Day, 40, true), new ObservationCount(3, 5, "reaction", "👍", Day, 7, true), new ObservationCount(3, 0, "members", "", Day, 100, true)], 100, default);
        }
        await SqlAsync("DROP TABLE strays; PRAGMA user_version = 2");
        await using var upgraded = ObservationFile.Open(folder);
        (await upgraded.OfConnectionAsync(3, default)).Select(one => (one.Post, one.Kind, one.IsTotal)).ShouldBe([(0, "reaction", false), (5, "reaction", true), (0, "members", true)], ignoreOrder: true);
    }

    [Fact]
    public async Task One_that_cannot_be_written_fails_alone_and_nobody_after_it_waits_for_ever()
    {
        await using var file = ObservationFile.Open(folder);
        var told = Enumerable.Range(1, 200).Select(i => (IsBroken: i % 50 == 0, Task: file.AppendAsync([Delivered([i]) with { Kind = i % 50 == 0 ? null! : "delivered" }], 100, default))).ToList();
        foreach (var (isBroken, task) in told)
        {
            if (isBroken)
                await Should.ThrowAsync<IOException>(() => task);
            else
                (await task).ShouldBe(1);
        }
        (await file.AppendAsync([Delivered([999])], 100, default)).ShouldBe(1);
        (await file.OfPostsAsync([5], default)).ShouldHaveSingleItem().Amount.ShouldBe(197);
    }

    [Fact]
    public async Task Where_too_many_wait_a_service_is_told_to_come_again_and_what_we_did_ourselves_waits()
    {
        await using var file = ObservationFile.Open(folder);
        Task<int?>[] others;
        Task<int> own, sent;
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(folder, ObservationFile.Name)};Pooling=False"))
        {
            await other.OpenAsync(default);
            await using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync(default);
            others = [.. Enumerable.Range(1, 21_000).Select(i => file.AppendAsync([Delivered([i])], 100, default))];
            own = file.RememberAsync([42], 100, 9, default);
            sent = file.AppendInTurnAsync([Delivered([99_999])], 100, default);
            own.IsCompleted.ShouldBeFalse();
            command.CommandText = "ROLLBACK";
            await command.ExecuteNonQueryAsync(default);
        }
        (await own, await sent).ShouldBe((1, 1));
        var told = await Task.WhenAll(others);
        var turnedAway = told.Count(one => one is null);
        turnedAway.ShouldBeGreaterThan(0);
        (await file.OfPostsAsync([5], default)).ShouldHaveSingleItem().Amount.ShouldBe(21_000 - turnedAway + 1);
    }

    [Fact]
    public async Task What_is_forgotten_by_the_thousand_is_gone_whole_and_others_are_answered_in_between()
    {
        await using var file = ObservationFile.Open(folder);
        for (var batch = 0; batch < 5; batch++)
            await file.AppendAsync([.. Enumerable.Range(1, 1500).Select(i => Delivered([(batch * 1500) + i]))], 100, default);
        (await file.KnowsAsync([7_500], default), await file.KnowsAsync([7_501], default), await file.KnowsAsync([], default)).ShouldBe((true, false, false));
        await file.ForgetAsync(101, default);
        (await file.AppendAsync([.. Enumerable.Range(1, 7_500).Select(i => Delivered([i]))], 101, default)).ShouldBe(7_500);
    }

    [Fact]
    public async Task Hashes_that_are_forgotten_are_in_no_byte_of_the_files_any_more()
    {
        const long Hash = 0x1122334455667788;
        await using (var file = ObservationFile.Open(folder))
        {
            await file.AppendAsync([Delivered([Hash])], 100, default);
            await file.RememberAsync([Hash], 100, 9, default);
            Bytes().ShouldContain("1122334455667788", Case.Insensitive);
            await file.ForgetAsync(101, default);
        }
        SqliteConnection.ClearAllPools();
        Bytes().ShouldNotContain("1122334455667788", Case.Insensitive);
    }

    [Fact]
    public async Task Many_at_once_are_all_counted()
    {
        await using var file = ObservationFile.Open(folder);
        var told = await Task.WhenAll(Enumerable.Range(1, 3000).Select(i => file.AppendAsync([Delivered([i % 1500 + 1])], 100, default)));
        told.Sum(one => one!.Value).ShouldBe(1500);
        (await file.OfPostsAsync([5], default)).ShouldHaveSingleItem().Amount.ShouldBe(1500);
    }

    [Fact]
    public async Task A_copy_for_a_backup_has_the_counts_and_nothing_that_recognises_a_message()
    {
        await using var file = ObservationFile.Open(folder);
        await file.AppendAsync([Delivered([0x1122334455667788])], 100, default);
        var copy = Directory.CreateDirectory(Path.Combine(folder, "copy")).FullName;
        ObservationFile.Copy(folder, Path.Combine(copy, ObservationFile.Name));
        Convert.ToHexString(File.ReadAllBytes(Path.Combine(copy, ObservationFile.Name))).ShouldNotContain("1122334455667788");
        await using var opened = ObservationFile.Open(copy);
        (await opened.OfPostsAsync([5], default)).ShouldHaveSingleItem().Amount.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_connection_counted_can_be_erased()
    {
        await using var file = ObservationFile.Open(folder);
        await file.AppendAsync([Delivered([1]), Delivered([2]) with { Connection = 4 }], 100, default);
        await file.EraseAsync(3, DayRange.All, default);
        (await file.OfPostsAsync([5], default)).ShouldHaveSingleItem().Connection.ShouldBe(4);
    }

    private static ObservationCount Delivered(IReadOnlyList<long> once) => new(3, 5, "delivered", "", Day, 1) { Once = once };

    private async Task SqlAsync(string sql)
    {
        await using var old = new SqliteConnection($"Data Source={Path.Combine(folder, ObservationFile.Name)};Pooling=False");
        await old.OpenAsync(default);
        await using var command = old.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(default);
    }

    private string Bytes() => string.Concat(Directory.EnumerateFiles(folder).Select(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Convert.ToHexString(bytes.ToArray());
    }));
}
