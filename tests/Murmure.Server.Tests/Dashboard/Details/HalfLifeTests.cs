using Murmure.Server.Dashboard.Details.Articles;

namespace Murmure.Server.Tests.Dashboard.Details;

public sealed class HalfLifeTests
{
    private static readonly DateOnly Day = new(2026, 11, 3);
    private static readonly DateTime End = new(2026, 11, 30);

    [Fact]
    public void Half_of_the_visits_since_the_largest_wave_have_come_by_then() =>
        HalfLife.Of([(Day, 7, 1, 500), (Day, 9, 0, 500), (Day, 10, 2, 10), (Day, 12, 0, 10), (Day.AddDays(1), 8, 1, 20)], End).ShouldBe(new HalfLife(At(Day, 10), 2, 40, 2));

    [Fact]
    public void Hours_of_the_next_day_count_on() =>
        HalfLife.Of([(Day, 22, 1, 0), (Day.AddDays(1), 1, 0, 30)], End).ShouldBe(new HalfLife(At(Day, 22), 1, 30, 3));

    [Fact]
    public void What_comes_after_three_days_is_no_part_of_it() =>
        HalfLife.Of([(Day, 10, 1, 40), (Day.AddDays(3), 9, 0, 5), (Day.AddDays(3), 10, 0, 900)], End).ShouldBe(new HalfLife(At(Day, 10), 1, 45, 0));

    [Fact]
    public void Below_thirty_visits_there_is_none() => HalfLife.Of([(Day, 10, 1, 29)], End).ShouldBe(new HalfLife(At(Day, 10), 1, 29, null));

    [Fact]
    public void Without_a_sign_there_is_nothing_to_count_from() => HalfLife.Of([(Day, 10, 0, 100)], End).ShouldBeNull();

    [Fact]
    public void While_the_three_days_last_there_is_none_and_an_earlier_wave_that_is_over_comes_first()
    {
        var end = At(Day.AddDays(3), 9);
        HalfLife.Of([(Day, 10, 5, 100)], end).ShouldBe(new HalfLife(At(Day, 10), 5, 100, null, Over: false));
        HalfLife.Of([(Day, 10, 5, 100)], end.AddHours(1)).ShouldNotBeNull().Hours.ShouldBe(0);
        HalfLife.Of([(Day, 9, 1, 40), (Day, 10, 5, 100)], end).ShouldNotBeNull().From.ShouldBe(At(Day, 9));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(12)]
    public void A_wave_that_fades_by_half_in_some_hours_is_found_to_the_hour_whatever_is_read_besides(int half)
    {
        // Readers come later and later, half of those who are left in each half-life; four come in every hour of the four weeks besides, and a sign each morning.
        var random = new Random(half);
        var start = At(Day, 14);
        var hours = Enumerable.Range(0, 28 * 24).Select(hour => (At: new DateTime(2026, 10, 28).AddHours(hour), Visits: 4L)).ToDictionary(one => one.At, one => one.Visits);
        for (var reader = 0; reader < 4_000; reader++)
        {
            var at = start.AddHours((int)(-half * Math.Log2(1 - random.NextDouble())));
            hours[at] = hours.GetValueOrDefault(at) + 1;
        }
        var found = HalfLife.Of(hours.Select(one => (DateOnly.FromDateTime(one.Key), one.Key.Hour, one.Key == start ? 60L : one.Key.Hour == 9 ? 1 : 0, one.Value)), End).ShouldNotBeNull();
        (found.From, found.Signs).ShouldBe((start, 60));
        // What is read besides comes evenly in the three days, and draws the median to their middle a little.
        found.Hours.ShouldNotBeNull().ShouldBeInRange(half - 1, half + 2);
    }

    [Fact]
    public void A_page_that_is_read_and_passed_on_evenly_for_four_weeks_has_none()
    {
        var random = new Random(7);
        var even = Enumerable.Range(0, 28 * 24).Select(hour => new DateTime(2026, 10, 28).AddHours(hour)).Select(at => (DateOnly.FromDateTime(at), at.Hour, (long)random.Next(3), 3L + random.Next(5)));
        var found = HalfLife.Of([.. even], End).ShouldNotBeNull();
        found.Visits.ShouldBeGreaterThan(300);
        found.Hours.ShouldBeNull("it used to be 336 hours, half of the days asked for");
    }

    private static DateTime At(DateOnly day, int hour) => day.ToDateTime(new TimeOnly(hour, 0));
}
