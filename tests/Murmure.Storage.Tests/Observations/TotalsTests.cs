using Murmure.Storage.Observations;

namespace Murmure.Storage.Tests.Observations;

/// <summary>Totals that services give out as lists of what there is.</summary>
public sealed class TotalsTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);

    [Fact]
    public async Task What_a_later_list_leaves_out_is_none_from_that_day_on_and_was_there_before()
    {
        await using var file = Opened(out var folder);
        await AppendAsync(file, Clearing(Monday), Total(Monday, "👍", 5), Total(Monday, "❤", 2));
        await AppendAsync(file, Clearing(Monday.AddDays(1)), Total(Monday.AddDays(1), "👍", 4));
        (await ReadAsync(file)).ShouldBe(["23 👍 5", "23 ❤ 2", "24 👍 4", "24 ❤ 0"], ignoreOrder: true);
        // Another post, another kind and what is no total stay as they are.
        await AppendAsync(file, Total(Monday, "👍", 9) with { Post = 8 }, Total(Monday, "👍", 3) with { Kind = "forward", IsTotal = false }, Clearing(Monday));
        (await file.OfConnectionAsync(1, TestContext.Current.CancellationToken)).Where(one => one.Post == 8 || one.Kind == "forward").Select(one => one.Amount).ShouldBe([3, 9], ignoreOrder: true);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_list_that_is_told_again_clears_nothing()
    {
        await using var file = Opened(out var folder);
        await AppendAsync(file, Clearing(Monday, 1), Total(Monday, "👍", 5, 2));
        await AppendAsync(file, Total(Monday, "❤", 1, 3));
        (await AppendAsync(file, Clearing(Monday, 1), Total(Monday, "👍", 5, 2))).ShouldBe(0);
        (await ReadAsync(file)).ShouldBe(["23 👍 5", "23 ❤ 1"], ignoreOrder: true);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Totals_of_messages_that_nobody_knows_do_not_overwrite_each_other()
    {
        await using var file = Opened(out var folder);
        (await AppendAsync(file, Total(Monday, "👍", 5) with { Post = 0, Message = [77] }, Total(Monday, "👍", 1) with { Post = 0, Message = [78] })).ShouldBe(0);
        (await file.OfConnectionAsync(1, TestContext.Current.CancellationToken)).ShouldBeEmpty();
        await file.RememberAsync([77], 1, 7, TestContext.Current.CancellationToken);
        await AppendAsync(file, Total(Monday, "👍", 6) with { Post = 0, Message = [77] });
        (await ReadAsync(file)).ShouldBe(["23 👍 6"]);
        Directory.Delete(folder, recursive: true);
    }

    private static ObservationFile Opened(out string folder) => ObservationFile.Open(folder = Directory.CreateTempSubdirectory("murmure-totals-").FullName);

    private static ObservationCount Total(DateOnly day, string detail, long amount, params long[] once) => new(1, 7, "reaction", detail, day, amount, true) { Once = once };

    private static ObservationCount Clearing(DateOnly day, params long[] once) => Total(day, "", 0, once) with { Clears = true };

    private static Task<int?> AppendAsync(ObservationFile file, params ObservationCount[] counts) => file.AppendAsync(counts, 1, TestContext.Current.CancellationToken);

    private static async Task<List<string>> ReadAsync(ObservationFile file) =>
        [.. (await file.OfPostsAsync([7], TestContext.Current.CancellationToken)).Where(one => one.Kind == "reaction").Select(one => $"{one.Day.Day} {one.Detail} {one.Amount}")];
}
