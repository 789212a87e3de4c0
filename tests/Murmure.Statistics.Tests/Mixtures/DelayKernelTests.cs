using Murmure.Statistics.Mixtures;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Tests.Mixtures;

public sealed class DelayKernelTests
{
    [Fact]
    public void Without_a_click_it_is_the_default_moved_by_half_an_hour()
    {
        var law = Of([], []);
        law.Sum().ShouldBe(1, 1e-12);
        // Exponentials of one and ten hours, 65 to 35: 44.4 % within the hour, of whom half click in the next hour of the clock.
        law[0].ShouldBe(.2222, .0002);
        law[1].ShouldBeGreaterThan(law[0]);
        law.Skip(1).Zip(law.Skip(2)).ShouldAllBe(pair => pair.First >= pair.Second);
    }

    [Fact]
    public void Delays_of_tagged_clicks_make_it()
    {
        var law = Of([.. Enumerable.Range(0, 300).Select(i => new TaggedCount(0, 400, i % 3 == 0 ? 30 : 2, 0, null, 10))], []);
        law.AsSpan(2, 2).ToArray().Sum().ShouldBe(.65, .05);
        law.AsSpan(24, 25).ToArray().Sum().ShouldBe(.34, .05);
    }

    [Fact]
    public void Where_tags_carry_no_delay_acts_of_sharing_against_clicks_make_it()
    {
        List<TaggedCount> clicks = [];
        List<ShareCount> shares = [];
        var stream = new RandomSource(1);
        for (var i = 0; i < 300; i++)
        {
            var (page, hour) = (stream.Below(10), stream.Below(440));
            shares.Add(new(page, hour, "copy", 1));
            for (var click = stream.Poisson(3); click > 0; click--)
                clicks.Add(new(page, hour + (stream.Chance(.5) ? 1 : 5), null, 0, null, 1));
        }
        var law = Of(clicks, shares);
        law[1].ShouldBeGreaterThan(.35);
        law.AsSpan(4, 2).ToArray().Sum().ShouldBeGreaterThan(.3);
        law.Sum().ShouldBe(1, 1e-12);
    }

    private static double[] Of(IReadOnlyList<TaggedCount> tagged, IReadOnlyList<ShareCount> shares) => DelayKernel.Of(new MixtureInput(MixtureModelTests.Empty with
    {
        Hours = 480,
        Pages = [.. Enumerable.Range(0, 10).Select(i => new TablePage($"/p/{i}", false))],
        Tagged = tagged,
        Shares = shares,
    }));
}
