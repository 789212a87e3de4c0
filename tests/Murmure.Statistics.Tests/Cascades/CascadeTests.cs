using CsCheck;
using Murmure.Statistics.Cascades;
using Murmure.Statistics.Simulation;

namespace Murmure.Statistics.Tests.Cascades;

public sealed class CascadeTests
{
    /// <summary>
    /// A forest whose law is known: each visit brings a negative binomial number of clicks (mean R, dispersion k); a tag survives with probability q, else
    /// the click
    /// begins again as an untagged visit. Clicks come within the day, or late if said.
    /// </summary>
    private sealed record Forest(double Ratio, double Dispersion, double Survival, int Pages = 40, int Days = 10, int SeedsPerPageDay = 10, double Delay = 0)
    {
        public (List<GenerationCounts> Counts, int[] Cohorts, int Clicks) Grow(ulong seed)
        {
            var visits = new Dictionary<(PageDay Cluster, int Generation, double Age), int>();
            var cohorts = new int[64];
            var clicks = 0;
            for (var page = 0; page < Pages; page++)
            {
                for (var day = 0; day < Days; day++)
                {
                    var stream = new SeedTree(seed).Of(page).Of(day).Stream();
                    var waiting = new Stack<(int Generation, double Time)>();
                    for (var i = 0; i < SeedsPerPageDay; i++)
                        waiting.Push((0, 24 * (day + stream.NextDouble())));
                    while (waiting.TryPop(out var visit))
                    {
                        if (visit.Time >= 24 * Days)
                            continue;
                        var age = Delay > 0 ? 24 * Days - visit.Time : double.PositiveInfinity;
                        var key = (new PageDay($"/{page}", day), Math.Min(visit.Generation, GenerationCounts.Last), age);
                        visits[key] = visits.GetValueOrDefault(key) + 1;
                        var cohort = stream.Below(64);
                        for (var n = stream.NegativeBinomial(Ratio, Dispersion); n > 0; n--)
                        {
                            clicks++;
                            var survives = stream.Chance(Survival);
                            cohorts[cohort] += survives ? 1 : 0;
                            waiting.Push((survives ? visit.Generation + 1 : 0, visit.Time + (Delay > 0 ? stream.Exponential(Delay) : 0)));
                        }
                    }
                }
            }
            return ([.. visits.Select(pair => new GenerationCounts(pair.Key.Cluster, pair.Key.Generation, pair.Value, pair.Key.Age))], cohorts, clicks);
        }
    }

    [Theory]
    [InlineData(.3, .3, 1)]
    [InlineData(.3, .3, .6)]
    [InlineData(.6, .2, .7)]
    public void The_ratio_is_the_branching_ratio_times_the_tags_that_survive(double ratio, double dispersion, double survival)
    {
        var (covered, sum) = (0, 0.0);
        for (var i = 0; i < 40; i++)
        {
            var estimate = Cascade.BranchingRatio(new Forest(ratio, dispersion, survival).Grow((ulong)i).Counts, null, 1).ShouldNotBeNull();
            covered += estimate.Contains(ratio * survival) ? 1 : 0;
            sum += estimate.Value;
        }
        (sum / 40).ShouldBe(ratio * survival, .01);
        covered.ShouldBeGreaterThanOrEqualTo(29);
    }

    [Fact]
    public void Each_generation_has_the_ratio_and_the_last_has_none()
    {
        var generations = Cascade.ByGeneration(new Forest(.7, 1, 1, Pages: 100).Grow(3).Counts, null, 1);
        generations.Count.ShouldBe(GenerationCounts.Last + 1);
        generations[0].Ratio.ShouldNotBeNull().Value.ShouldBe(.7, .04);
        generations[2].Ratio.ShouldNotBeNull().Contains(.7).ShouldBeTrue();
        generations[5].Ratio.ShouldBeNull();
        generations[6].Ratio.ShouldBeNull();
        // P(g ≥ m) of a ratio R is R^(m-1), cut off at the last generation that has a ratio.
        var depth = Cascade.Depth(generations);
        depth[0].ShouldBe(1, 1e-12);
        depth[1].ShouldBe((.7 + .49 + .343 + .2401) / (1 + .7 + .49 + .343 + .2401), .03);
    }

    [Fact]
    public void Visits_too_young_to_have_brought_their_clicks_count_for_what_they_had_time_for()
    {
        var forest = new Forest(.4, 1, 1, Pages: 200, Days: 3, Delay: 20);
        var counts = forest.Grow(5).Counts;
        var naive = Cascade.BranchingRatio(counts, null, 1).ShouldNotBeNull();
        var corrected = Cascade.BranchingRatio(counts, age => 1 - Math.Exp(-age / 20), 1).ShouldNotBeNull();
        naive.Upper.ShouldBeLessThan(.4);
        corrected.Contains(.4).ShouldBeTrue();
    }

    [Fact]
    public void Bundles_of_clicks_widen_the_interval_beyond_that_of_independent_ones()
    {
        var (counts, _, clicks) = new Forest(.5, .1, 1).Grow(7);
        var estimate = Cascade.BranchingRatio(counts, null, 1).ShouldNotBeNull();
        var visits = counts.Sum(row => row.Visits);
        estimate.Width.ShouldBeGreaterThan(1.3 * 2 * 1.645 * Math.Sqrt(clicks) / visits);
    }

    [Fact]
    public void Cohorts_tell_the_dispersion_to_an_order_of_magnitude()
    {
        double Mean(double k) => Enumerable.Range(0, 20).Average(i => Cascade.Dispersion(new Forest(.3, k, 1).Grow((ulong)i).Cohorts)!.Value);
        Mean(.3).ShouldBe(1, .45);
        // Nearly independent clicks are not quite so: those of later generations fall into cohorts by chance of their own.
        Mean(100).ShouldBe(0, .35);
        Cascade.Dispersion([0, 0, 0]).ShouldBeNull();
    }

    [Fact]
    public void Visits_recovered_from_tagged_ones_are_all_visits()
    {
        var (counts, _, clicks) = new Forest(.4, 1, .6).Grow(9);
        var survival = Cascade.TagSurvival([new(new("/", 0), 620, 1000), new(new("/", 1), 580, 1000)], 1).ShouldNotBeNull();
        var recovered = Cascade.Recovered(counts.Where(row => row.Generation > 0).Sum(row => row.Visits), 1, survival).ShouldNotBeNull();
        recovered.Value.ShouldBe(clicks, .06 * clicks);
        Cascade.Recovered(100, .5, new Interval(0, 0, 1, .9)).ShouldBeNull();
        Cascade.TagSurvival(45, 60).ShouldNotBeNull().Value.ShouldBe(.75);
        Cascade.TagSurvival(0, 0).ShouldBeNull();
    }

    [Fact]
    public void What_a_visit_brings_is_shares_per_visit_times_clicks_per_share()
    {
        var k = Cascade.KFactor([new(new("/a", 0), 1000, 30, 66), new(new("/b", 0), 500, 20, 24)], 1).ShouldNotBeNull();
        k.Value.Value.ShouldBe(.06, 1e-12);
        k.SharesPerVisit.Value.ShouldBe(50 / 1500.0, 1e-12);
        k.ClicksPerShare.ShouldNotBeNull().Value.ShouldBe(1.8, 1e-12);
        Cascade.KFactor([], 1).ShouldBeNull();
    }

    [Fact]
    public void Clicks_arrive_as_the_histogram_of_delays_says()
    {
        var arrived = Cascade.Arrived([6, 3, 1]);
        arrived(0).ShouldBe(0);
        arrived(.5).ShouldBe(.3, 1e-12);
        arrived(1).ShouldBe(.6, 1e-12);
        arrived(2.5).ShouldBe(.95, 1e-12);
        arrived(100).ShouldBe(1);
    }

    [Fact]
    public void The_order_of_rows_changes_nothing_and_the_interval_contains_the_ratio() => Gen.ULong.Sample(seed =>
    {
        var counts = new Forest(.3, .5, .8, Pages: 5, Days: 4).Grow(seed).Counts;
        var estimate = Cascade.BranchingRatio(counts, null, seed).ShouldNotBeNull();
        Cascade.BranchingRatio(counts, null, seed).ShouldBe(estimate);
        counts.Reverse();
        var reversed = Cascade.BranchingRatio(counts, null, seed).ShouldNotBeNull();
        reversed.Lower.ShouldBe(estimate.Lower, 1e-9);
        reversed.Upper.ShouldBe(estimate.Upper, 1e-9);
        estimate.Contains(estimate.Value).ShouldBeTrue();
    }, iter: 20);
}
