using Murmure.Statistics.Anomalies;
using Murmure.Statistics.Simulation;

namespace Murmure.Statistics.Tests;

/// <summary>How often a normal series is called a departure, and how surely a departure is.</summary>
public sealed class SeasonTests(ITestOutputHelper output)
{
    private const int Week = 168;
    private const int Weeks = 9;
    private const int Seeds = 25;

    /// <summary>Level in visits an hour at the week's height; weight of the squared mean in the variance; growth a week.</summary>
    public static readonly TheoryData<double, double, double> Normal = new()
    {
        { 5, 0, 0 }, { 50, 0, 0 }, { 500, 0, 0 }, { 50, 0.05, 0 }, { 500, 0.05, 0 }, { 5_000, 0.1, 0 }, { 500, 0.02, 0.05 }, { 500, 0.02, -0.05 },
    };

    [Theory]
    [MemberData(nameof(Normal))]
    public void A_normal_series_is_called_unusual_in_less_than_one_hour_of_a_thousand(double level, double dispersion, double growth)
    {
        var (alarms, hours) = (0, 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var series = Series(new RandomSource((ulong)seed), level, dispersion, growth);
            for (var last = 4 * Week; last < series.Count; last += 5)
            {
                hours++;
                alarms += Season.Judge([.. series.Take(last + 1)], Week) is null ? 0 : 1;
            }
        }
        var rate = 1_000.0 * alarms / hours;
        output.WriteLine($"level {level}, dispersion {dispersion}, growth {growth}: {alarms} false alarms in {hours} hours, {rate:0.00} per 1,000");
        rate.ShouldBeLessThan(1);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(200)]
    [InlineData(2_000)]
    public void Six_times_the_usual_is_found_always_and_a_fall_to_nothing_where_hundreds_are_usual(double level)
    {
        var (spikes, falls) = (0, 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var random = new RandomSource((ulong)seed);
            // Up to a Tuesday afternoon, the height of the day.
            var series = Series(random, level, 0.05, 0).Take(((Weeks - 1) * Week) + 38 + 1).ToList();
            series[^1] = (long)(6 * Mean(series.Count - 1, level));
            spikes += Season.Judge(series, Week) is { Score: > 0 } ? 1 : 0;
            series[^1] = 0;
            falls += Season.Judge(series, Week) is { Score: < 0 } ? 1 : 0;
        }
        output.WriteLine($"level {level}: {spikes} of {Seeds} spikes, {falls} of {Seeds} falls to nothing found");
        spikes.ShouldBe(Seeds);
        if (level >= 50)
            falls.ShouldBe(Seeds);
    }

    [Fact]
    public void Without_three_weeks_of_record_there_is_silence()
    {
        var series = Enumerable.Repeat((long?)100, (2 * Week) + 1).Append(100_000).ToList();
        Season.Judge(series, Week).ShouldBeNull();
        Season.Judge([.. Enumerable.Repeat((long?)100, 3 * Week), 100_000], Week).ShouldNotBeNull().Usual.ShouldBe(100);
        Season.Judge([.. Enumerable.Repeat((long?)null, 3 * Week), 100_000], Week).ShouldBeNull();
        Season.Judge([], Week).ShouldBeNull();
    }

    [Fact]
    public void A_week_that_stood_out_hides_nothing_of_the_next()
    {
        var series = Enumerable.Repeat((long?)100, 8 * Week).ToList();
        series[6 * Week] = 5_000;
        series.Add(700);
        Season.Judge(series, Week).ShouldNotBeNull().Usual.ShouldBe(100);
    }

    [Theory]
    [InlineData(11, 1, false)]
    [InlineData(12, 1, true)]
    [InlineData(46, 7.7, true)]
    [InlineData(46, 9.3, false)]
    public void A_surge_takes_a_dozen_and_five_times_the_usual(long previews, double usual, bool surge) => Surge.Is(previews, usual).ShouldBe(surge);

    [Theory]
    [InlineData(1.5, 0.0)]
    [InlineData(4, 0.3)]
    [InlineData(20, 0.3)]
    public void A_page_that_is_passed_on_as_usual_is_called_a_surge_less_than_once_in_a_thousand_hours(double mean, double dispersion)
    {
        var (alarms, hours) = (0, 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var random = new RandomSource((ulong)seed);
            // Twenty-eight days of three hours around, and the five hours before, as the reader has them.
            for (var trial = 0; trial < 250; trial++)
            {
                var habit = Enumerable.Range(0, 84).Select(_ => Draw(random, mean, dispersion)).ToList();
                var lately = Enumerable.Range(0, 5).Select(_ => Draw(random, mean, dispersion)).Average();
                var usual = Surge.Usual(lately, habit.Average(), habit.Where(one => one > 0).DefaultIfEmpty().Average());
                hours++;
                alarms += Surge.Is(Draw(random, mean, dispersion), usual) ? 1 : 0;
            }
        }
        output.WriteLine($"mean {mean}, dispersion {dispersion}: {alarms} false alarms in {hours} page hours, {1_000.0 * alarms / hours:0.00} per 1,000");
        (1_000.0 * alarms / hours).ShouldBeLessThan(1);
    }

    private static List<long?> Series(RandomSource random, double level, double dispersion, double growth) =>
        [.. Enumerable.Range(0, Weeks * Week).Select(hour => (long?)Draw(random, Mean(hour, level) * Math.Pow(1 + growth, hour / (double)Week), dispersion))];

    /// <summary>A week with nights and a weekend.</summary>
    private static double Mean(int hour, double level) => level * (0.55 - (0.45 * Math.Cos(2 * Math.PI * ((hour % 24) - 2) / 24))) * (hour % Week >= 120 ? 0.6 : 1);

    /// <summary>A Poisson count whose mean itself is drawn, so that its variance is the mean and more.</summary>
    private static long Draw(RandomSource random, double mean, double dispersion) => dispersion == 0 ? random.Poisson(mean) : random.NegativeBinomial(mean, 1 / dispersion);
}
