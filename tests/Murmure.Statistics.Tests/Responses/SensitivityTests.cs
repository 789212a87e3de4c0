using CsCheck;
using Murmure.Statistics.Responses;

namespace Murmure.Statistics.Tests.Responses;

public sealed class SensitivityTests
{
    private static readonly Gen<(double Share, double Quality, double Explained, double Half)> Cases =
        Gen.Select(Gen.Double[.02, .98], Gen.Double[1.4, 2], Gen.Double[0, .9], Gen.Double[.005, .2]);

    [Fact]
    public void Odds_of_answering_move_the_share_as_far_as_a_recount_does() => Gen.Select(Gen.Double[.01, .99], Gen.Double[1, 5]).Sample((share, factor) =>
    {
        var (lower, upper) = Sensitivity.ResponseOdds(share, factor);
        // If those for whom it holds answer Γ times as often, the share among answers is what the true share becomes after weighting.
        (lower * factor / (lower * factor + 1 - lower)).ShouldBe(share, 1e-9);
        (upper / (upper + (1 - upper) * factor)).ShouldBe(share, 1e-9);
        Sensitivity.ResponseOdds(share, 1).Lower.ShouldBe(share, 1e-12);
    });

    [Fact]
    public void Without_assumption_the_silent_may_be_anything()
    {
        var (lower, upper) = Sensitivity.NoAssumption(.3, .10);
        lower.ShouldBe(.03, 1e-12);
        upper.ShouldBe(.93, 1e-12);
    }

    [Theory]
    [InlineData(150, 5.4)]
    [InlineData(400, 3.3)]
    [InlineData(1000, 2.1)]
    public void Answers_buy_the_width_that_the_design_says(int answers, double points) =>
        (100 * new SampleSize(.25, 1.87, .35).HalfWidth(answers)).ShouldBe(points, .06);

    [Fact]
    public void The_fewest_answers_are_the_fewest() => Cases.Sample((share, quality, explained, half) =>
    {
        var size = new SampleSize(share, quality, explained);
        var answers = size.Answers(half);
        size.HalfWidth(answers).ShouldBeLessThanOrEqualTo(half * (1 + 1e-12));
        if (answers > 1)
            size.HalfWidth(answers - 1).ShouldBeGreaterThan(half);
    });

    [Fact]
    public void Days_are_counted_up_and_without_answers_there_is_no_such_day()
    {
        SampleSize.Days(400, 150, 30).ShouldBe(9);
        SampleSize.Days(150, 150, 0).ShouldBe(0);
        SampleSize.Days(150, 20, 0).ShouldBeNull();
    }
}
