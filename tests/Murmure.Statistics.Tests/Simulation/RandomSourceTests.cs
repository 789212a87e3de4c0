using Murmure.Statistics.Simulation;

namespace Murmure.Statistics.Tests.Simulation;

public sealed class RandomSourceTests
{
    [Fact]
    public void SplitMix64_gives_the_published_numbers_for_the_seed_1234567()
    {
        // Rosetta Code, "Pseudo-random numbers/Splitmix64", whose numbers come from Vigna's C code.
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        var state = 1234567UL;
        foreach (var number in expected)
            SplitMix64.Next(ref state).ShouldBe(number);
    }

    [Fact]
    public void Xoshiro256_gives_the_published_numbers_for_the_state_1_2_3_4()
    {
        // The reference vector of the Rust crate rand_xoshiro, produced with the authors' C code.
        ulong[] expected =
        [
            11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600, 16172922978634559625,
            8476171486693032832, 10595114339597558777, 2904607092377533576,
        ];
        var source = new RandomSource(1, 2, 3, 4);
        foreach (var number in expected)
            source.NextUInt64().ShouldBe(number);
    }

    [Fact]
    public void A_state_of_zeros_is_refused() => Should.Throw<ArgumentException>(() => new RandomSource(0, 0, 0, 0));

    [Fact]
    public void A_branch_is_the_same_each_time_and_no_other_branch()
    {
        var seed = new SeedTree(7);
        seed.Of("page").Of(3).ShouldBe(new SeedTree(7).Of("page").Of(3));
        ulong[] branches = [.. Enumerable.Range(0, 300).SelectMany(i => new[] { seed.Of(i), seed.Of("page").Of(i), new SeedTree(8).Of(i), seed.Of(i).Of(0) }.Select(s => s.Value))];
        branches.Distinct().Count().ShouldBe(branches.Length);
    }

    [Fact]
    public void Neighbouring_branches_are_uncorrelated()
    {
        const int n = 20_000;
        double[] first = [.. Enumerable.Range(0, n).Select(i => new SeedTree(1).Of(i).Stream().NextDouble() - .5)];
        var lagged = first.Zip(first.Skip(1), (a, b) => a * b).Sum() / (n - 1) * 12;
        // The correlation of independent numbers has standard error 1/sqrt(n).
        Math.Abs(lagged).ShouldBeLessThan(5 / Math.Sqrt(n));
    }

    [Fact]
    public void Whole_numbers_below_a_bound_are_even()
    {
        var source = new RandomSource(11);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[source.Below(7)]++;
        // Chi-square with 6 degrees of freedom exceeds 38.3 once in a million.
        counts.Sum(c => (c - 10_000.0) * (c - 10_000.0) / 10_000).ShouldBeLessThan(38.3);
    }
}
