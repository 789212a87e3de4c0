using Murmure.Server.Dashboard.Details.Articles;

namespace Murmure.Server.Tests.Dashboard.Details;

public sealed class HalfLifeTests
{
    private static readonly DateOnly Day = new(2026, 11, 3);

    [Fact]
    public void Half_of_the_visits_since_the_first_sign_have_come_by_then() =>
        HalfLife.Of([(Day, 9, 0, 500), (Day, 10, 1, 10), (Day, 12, 0, 10), (Day.AddDays(1), 8, 3, 20)]).ShouldBe(new HalfLife(Day, 10, 40, 2));

    [Fact]
    public void Hours_of_later_days_count_on() =>
        HalfLife.Of([(Day, 22, 1, 0), (Day.AddDays(2), 1, 0, 30)]).ShouldBe(new HalfLife(Day, 22, 30, 27));

    [Fact]
    public void Below_thirty_visits_there_is_none() => HalfLife.Of([(Day, 10, 1, 29)]).ShouldBe(new HalfLife(Day, 10, 29, null));

    [Fact]
    public void Without_a_sign_there_is_nothing_to_count_from() => HalfLife.Of([(Day, 10, 0, 100)]).ShouldBeNull();
}
