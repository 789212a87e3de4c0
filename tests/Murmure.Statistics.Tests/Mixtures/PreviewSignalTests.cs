using Murmure.Statistics.Mixtures;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Tests.Mixtures;

public sealed class PreviewSignalTests
{
    private const int Hours = 1_000;

    [Theory]
    [InlineData(.02, 24)]
    [InlineData(.05, 24)]
    [InlineData(.05, 12)]
    [InlineData(.3, 4)]
    public void Shares_that_a_cache_hides_are_counted_as_often_as_there_were(double sharesPerHour, int cache)
    {
        var (fetches, shares) = Cached(sharesPerHour, cache, 1);
        fetches.Count.ShouldBeLessThan((int)(.75 * shares));
        Counted(fetches).Shares.ShouldBe(shares, .12 * shares);
    }

    [Fact]
    public void Where_there_is_no_cache_nothing_is_added()
    {
        var (fetches, shares) = Cached(.5, 0, 2);
        fetches.Count.ShouldBe(shares);
        Counted(fetches).Shares.ShouldBe(shares, 1e-9);
    }

    [Fact]
    public void A_cache_that_is_always_full_is_said_to_be_saturated_and_corrected_five_times_at_most()
    {
        var (fetches, shares) = Cached(2, 24, 3);
        var (counted, saturated) = Counted(fetches);
        saturated.ShouldBe(["telegram"]);
        counted.ShouldBeLessThan(5.01 * fetches.Count);
        counted.ShouldBeLessThan(shares / 2.0);
        Counted(Cached(.02, 24, 3).Fetches).Saturated.ShouldBeEmpty();
    }

    [Fact]
    public void Few_fetches_are_left_as_they_are()
    {
        Counted([new(0, 10, "telegram", 1), new(0, 200, "telegram", 1)]).Shares.ShouldBe(2);
    }

    private static (List<PreviewCount> Fetches, int Shares) Cached(double rate, int cache, ulong seed)
    {
        var stream = new RandomSource(seed);
        List<PreviewCount> fetches = [];
        var shares = 0;
        for (var page = 0; page < 20; page++)
        {
            var last = double.NegativeInfinity;
            for (var time = stream.Exponential(1 / rate); time < Hours; time += stream.Exponential(1 / rate))
            {
                shares++;
                if (time - last < cache)
                    continue;
                last = time;
                fetches.Add(new(page, (int)time, "telegram", 1));
            }
        }
        return (fetches, shares);
    }

    private static (double Shares, IReadOnlyList<string> Saturated) Counted(IReadOnlyList<PreviewCount> fetches)
    {
        var input = new MixtureInput(MixtureModelTests.Empty with
        {
            Hours = Hours,
            Pages = [.. Enumerable.Range(0, 20).Select(i => new TablePage($"/p/{i}", false))],
            Visible = [.. Enumerable.Range(0, 20).Select(page => new VisibleCount(page, 0, "search", 0, 1))],
            Previews = fetches,
        });
        var signal = new PreviewSignal(input);
        var hours = new double[Hours];
        for (var page = 0; page < input.Pages; page++)
            signal.AddTo(hours, page, 0);
        return (hours.Sum(), signal.Saturated);
    }
}
