using Microsoft.Data.Sqlite;
using Murmure.Storage.Events;
using Murmure.Storage.Observations;

namespace Murmure.Storage.Tests.Observations;

/// <summary>What somebody says anew takes the place of what they said before.</summary>
public sealed class LatestTests : IDisposable
{
    private const long Message = 0x1122334455667788;

    private static readonly DateOnly Monday = new(2026, 11, 23);

    private readonly string folder = Directory.CreateTempSubdirectory("murmure-latest-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_reaction_that_is_changed_counts_once_and_one_that_is_taken_back_not_at_all()
    {
        await using var file = ObservationFile.Open(folder);
        await AppendAsync(file, Reaction("👍", 1));
        await AppendAsync(file, Reaction("❤", 2) with { Day = Monday.AddDays(1) });
        (await ReadAsync(file)).ShouldBe(["23 👍 0", "24 ❤ 1"], ignoreOrder: true);
        (await AppendAsync(file, Reaction("", 3) with { Kind = "reaction-removed", TakesBack = true })).ShouldBe(1);
        (await ReadAsync(file)).ShouldBe(["23 👍 0", "24 ❤ 0"], ignoreOrder: true);
        await AppendAsync(file, Reaction("👍", 4));
        (await ReadAsync(file)).ShouldBe(["23 👍 1", "24 ❤ 0"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_is_told_again_takes_nothing_back_and_another_message_s_stands()
    {
        await using var file = ObservationFile.Open(folder);
        await AppendAsync(file, Reaction("👍", 1), Reaction("👍", 2) with { Latest = [99] });
        await AppendAsync(file, Reaction("👍", 1), Reaction("❤", 3));
        await AppendAsync(file, Reaction("👍", 1));
        (await ReadAsync(file)).ShouldBe(["23 👍 1", "23 ❤ 1"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_same_word_again_is_nothing_new_and_stays_known_by_the_newest_key()
    {
        await using var file = ObservationFile.Open(folder);
        var word = Reaction("👍") with { Amount = 5 };
        async Task<int?> SayAsync(int day, params long[] known) => await file.AppendAsync([word with { Latest = known }], day, TestContext.Current.CancellationToken);
        (await SayAsync(100, 41), await SayAsync(100, 41), await SayAsync(103, 42, 41), await SayAsync(103, 42, 41)).ShouldBe((1, 0, 1, 0));
        await file.ForgetAsync(103, TestContext.Current.CancellationToken);
        (await SayAsync(103, 42)).ShouldBe(0);
        (await ReadAsync(file)).ShouldBe(["23 👍 5"]);
    }

    [Fact]
    public async Task A_word_before_is_known_by_the_key_of_its_day_until_that_is_destroyed()
    {
        await using var file = ObservationFile.Open(folder);
        await file.AppendAsync([Reaction("👍", 1) with { Latest = [41] }], 100, TestContext.Current.CancellationToken);
        await file.AppendAsync([Reaction("❤", 2) with { Latest = [42, 41] }], 103, TestContext.Current.CancellationToken);
        (await ReadAsync(file)).ShouldBe(["23 👍 0", "23 ❤ 1"], ignoreOrder: true);
        await file.ForgetAsync(104, TestContext.Current.CancellationToken);
        (await file.AppendAsync([Reaction("", 3) with { Latest = [43, 42, 41], Kind = "reaction-removed", TakesBack = true }], 108, TestContext.Current.CancellationToken)).ShouldBe(1);
        (await file.OfPostsAsync([7], TestContext.Current.CancellationToken)).Select(one => (one.Kind, one.Detail, one.Amount)).ShouldBe(
            [("reaction", "👍", 0), ("reaction", "❤", 1), ("reaction-removed", "", 1)], ignoreOrder: true);
    }

    [Fact]
    public async Task What_it_is_known_by_is_in_no_byte_of_the_file_once_it_is_forgotten_or_erased_and_in_no_copy()
    {
        await using (var file = ObservationFile.Open(folder))
        {
            await AppendAsync(file, Reaction("👍"));
            Bytes(folder).ShouldContain("1122334455667788", Case.Insensitive);
            var copy = Directory.CreateDirectory(Path.Combine(folder, "copy")).FullName;
            ObservationFile.Copy(folder, Path.Combine(copy, ObservationFile.Name));
            Bytes(copy).ShouldNotContain("1122334455667788", Case.Insensitive);
            await file.EraseAsync(1, DayRange.All, TestContext.Current.CancellationToken);
            await AppendAsync(file, Reaction("👍"));
            await file.ForgetAsync(2, TestContext.Current.CancellationToken);
        }
        SqliteConnection.ClearAllPools();
        Bytes(folder).ShouldNotContain("1122334455667788", Case.Insensitive);
    }

    private static string Bytes(string folder) => string.Concat(Directory.GetFiles(folder).Select(file => Convert.ToHexString(File.ReadAllBytes(file))));

    private static ObservationCount Reaction(string detail, params long[] once) => new(1, 7, "reaction", detail, Monday, 1) { Once = once, Latest = [Message] };

    private static Task<int?> AppendAsync(ObservationFile file, params ObservationCount[] counts) => file.AppendAsync(counts, 1, TestContext.Current.CancellationToken);

    private static async Task<List<string>> ReadAsync(ObservationFile file) =>
        [.. (await file.OfPostsAsync([7], TestContext.Current.CancellationToken)).Where(one => one.Kind == "reaction").Select(one => $"{one.Day.Day} {one.Detail} {one.Amount}")];
}
