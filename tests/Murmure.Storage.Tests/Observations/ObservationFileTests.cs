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
        await using (var old = new SqliteConnection($"Data Source={Path.Combine(folder, ObservationFile.Name)};Pooling=False"))
        {
            await old.OpenAsync(default);
            await using var command = old.CreateCommand();
            command.CommandText = "DROP TABLE latest; PRAGMA user_version = 1";
            await command.ExecuteNonQueryAsync(default);
        }
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
        await file.RememberAsync(42, 100, 9, default);
        await file.AppendAsync([Delivered([1]) with { Post = 0, Message = [41, 42] }], 101, default);
        await file.ForgetAsync(101, default);
        await file.AppendAsync([Delivered([2]) with { Post = 0, Message = [41, 42] }], 101, default);
        (await file.OfConnectionAsync(3, default)).Select(one => (one.Post, one.Amount)).ShouldBe([(0, 1), (9, 1)]);
    }

    [Fact]
    public async Task Hashes_that_are_forgotten_are_in_no_byte_of_the_files_any_more()
    {
        const long Hash = 0x1122334455667788;
        await using (var file = ObservationFile.Open(folder))
        {
            await file.AppendAsync([Delivered([Hash])], 100, default);
            await file.RememberAsync(Hash, 100, 9, default);
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

    private string Bytes() => string.Concat(Directory.EnumerateFiles(folder).Select(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Convert.ToHexString(bytes.ToArray());
    }));
}
