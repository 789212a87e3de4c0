using System.Globalization;
using CsCheck;
using Murmure.Statistics.Responses;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Tests.Responses;

public sealed class SurveyEstimateTests(ITestOutputHelper output)
{
    private static readonly SurveyWorld World = new();

    /// <summary>Seed, answers, odds and share of worlds that nobody would ask in.</summary>
    private static readonly Gen<(ulong Seed, int Answers, double Odds, double Share)> Odd =
        Gen.Select(Gen.ULong, Gen.Int[1, 60], Gen.Double[.2, 4], Gen.Double[0, .95]);

    /// <summary>
    /// Coverage over draws of the world. A few draws here; MURMURE_REPLICATES draws as many as docs/adr/0052-survey-and-ladder.md was written from.
    /// </summary>
    [Theory]
    [InlineData(150, 1.6, .27, 0)]
    [InlineData(400, 1.6, .27, 0)]
    [InlineData(400, 1.6, .27, 1.0)]
    [InlineData(400, .7, .27, 0)]
    [InlineData(400, 1.6, .06, 0)]
    public void The_interval_covers_where_the_naive_one_does_not(int answers, double odds, double share, double modelShift)
    {
        var replicates = int.TryParse(Environment.GetEnvironmentVariable("MURMURE_REPLICATES"), CultureInfo.InvariantCulture, out var wanted) ? wanted : 40;
        var world = World with { Answers = answers, Odds = odds, Share = share, ModelShift = modelShift };
        var (covered, unguarded, naive, error, naiveError, width, plainWidth) = (0, 0, 0, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < replicates; i++)
        {
            var draw = world.Run((ulong)i);
            var estimate = SurveyEstimate.Of(draw.Tables, draw.Model, new SeedTree((ulong)i)).ShouldNotBeNull();
            covered += estimate.Alpha.Contains(draw.Alpha) ? 1 : 0;
            unguarded += estimate.Unguarded.Contains(draw.Alpha) ? 1 : 0;
            naive += estimate.Naive.Contains(draw.Alpha) ? 1 : 0;
            error += Math.Abs(estimate.Alpha.Value - draw.Alpha) / replicates;
            naiveError += Math.Abs(estimate.Naive.Value - draw.Alpha) / replicates;
            width += estimate.Alpha.Width / replicates;
            plainWidth += estimate.Unguarded.Width / replicates;
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"n {answers} odds {odds} share {share} shift {modelShift}: error {100 * error:0.0}, covered {100.0 * unguarded / replicates:0} %, width {100 * plainWidth:0.0}; ")
            + string.Create(CultureInfo.InvariantCulture, $"guarded {100.0 * covered / replicates:0} %, width {100 * width:0.0}; ")
            + string.Create(CultureInfo.InvariantCulture, $"naive error {100 * naiveError:0.0}, covered {100.0 * naive / replicates:0} %"));

        // With forty draws a coverage of .90 falls below these with a chance of one in a thousand.
        unguarded.ShouldBeGreaterThanOrEqualTo((int)(.75 * replicates));
        covered.ShouldBeGreaterThanOrEqualTo(unguarded);
        if (odds > 1 && share > .1)
        {
            error.ShouldBeLessThan(naiveError / 2);
            naive.ShouldBeLessThan((int)(.6 * replicates));
        }
    }

    [Fact]
    public void A_better_model_narrows_and_a_wrong_one_does_not_mislead()
    {
        var draw = (World with { Visits = 40_000, Answers = 3_000, Validation = (2_000, 4_000) }).Run(3);
        var alone = SurveyEstimate.Of(draw.Tables, [.. draw.Model.Select(_ => .5)], new SeedTree(1)).ShouldNotBeNull();
        var helped = SurveyEstimate.Of(draw.Tables, draw.Model, new SeedTree(1)).ShouldNotBeNull();
        var misled = SurveyEstimate.Of(draw.Tables, [.. draw.Model.Select(f => 1 - f)], new SeedTree(1)).ShouldNotBeNull();
        alone.Power.ShouldBe(0);
        helped.Power.ShouldBeGreaterThan(.5);
        helped.Unguarded.Width.ShouldBeLessThan(alone.Unguarded.Width);
        helped.Alpha.Value.ShouldBe(draw.Alpha, .02);
        misled.Alpha.Value.ShouldBe(alone.Alpha.Value, 1e-9);
    }

    [Fact]
    public void The_guard_of_one_is_the_plain_interval_and_a_larger_one_contains_it()
    {
        var draw = World.Run(5);
        var plain = SurveyEstimate.Of(draw.Tables, draw.Model, new SeedTree(2), guard: 1).ShouldNotBeNull();
        var guarded = SurveyEstimate.Of(draw.Tables, draw.Model, new SeedTree(2), guard: 1.5).ShouldNotBeNull();
        plain.Alpha.ShouldBe(plain.Unguarded);
        guarded.Unguarded.ShouldBe(plain.Alpha);
        guarded.Alpha.Lower.ShouldBeLessThan(plain.Alpha.Lower);
        guarded.Alpha.Upper.ShouldBeGreaterThan(plain.Alpha.Upper);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_the_order_of_cells_and_rows_changes_nothing() => Gen.ULong.Sample(seed =>
    {
        var draw = (World with { Answers = 120, Visits = 3_000 }).Run(seed);
        var estimate = SurveyEstimate.Of(draw.Tables, draw.Model, new SeedTree(seed)).ShouldNotBeNull();
        SurveyEstimate.Of(draw.Tables, draw.Model, new SeedTree(seed)).ShouldNotBeNull().Alpha.ShouldBe(estimate.Alpha);

        var n = draw.Tables.Cells.Count;
        int Moved(int cell) => (cell + 7) % n;
        var permuted = draw.Tables with
        {
            Cells = [.. Enumerable.Range(0, n).Select(i => draw.Tables.Cells[(i + n - 7) % n])],
            Direct = [.. draw.Tables.Direct.Select(row => row with { Cell = Moved(row.Cell) }).Reverse()],
            Survey = [.. draw.Tables.Survey.Select(row => row with { Cell = Moved(row.Cell) }).Reverse()],
        };
        double[] model = [.. Enumerable.Range(0, n).Select(i => draw.Model[(i + n - 7) % n])];
        var other = SurveyEstimate.Of(permuted, model, new SeedTree(seed)).ShouldNotBeNull();
        other.Alpha.Value.ShouldBe(estimate.Alpha.Value, 1e-9);
        other.Alpha.Lower.ShouldBe(estimate.Alpha.Lower, 1e-9);
        other.Alpha.Upper.ShouldBe(estimate.Alpha.Upper, 1e-9);
    }, iter: 10);

    [Fact]
    public void The_interval_contains_its_value_and_stays_a_share() => Odd.Sample((seed, answers, odds, share) =>
    {
        var world = World with { Visits = 800, Answers = answers, Odds = odds, Share = share, Validation = ((int)(seed % 30), (int)(seed % 70)) };
        var draw = world.Run(seed);
        if (SurveyEstimate.Of(draw.Tables, draw.Model, new SeedTree(seed)) is not { } estimate)
            return;
        estimate.Alpha.Contains(estimate.Alpha.Value).ShouldBeTrue();
        estimate.Alpha.Lower.ShouldBeGreaterThanOrEqualTo(0);
        estimate.Alpha.Upper.ShouldBeLessThanOrEqualTo(1);
    }, iter: 30);

    [Fact]
    public void More_answers_of_the_same_mix_never_widen_much() => Gen.ULong.Sample(seed =>
    {
        var draw = (World with { Visits = 6_000, Answers = 200 }).Run(seed);
        SurveyCount More(SurveyCount row, int times) => row with { Invited = times * row.Invited, Count = times * row.Count };
        double Width(int times) => SurveyEstimate.Of(
            draw.Tables with { Survey = [.. draw.Tables.Survey.Select(row => More(row, times))] }, draw.Model, new SeedTree(seed)).ShouldNotBeNull().Alpha.Width;
        Width(4).ShouldBeLessThan(1.02 * Width(1));
    }, iter: 10);

    [Fact]
    public void A_survey_that_was_never_checked_is_wide_and_says_so()
    {
        var draw = World.Run(8);
        var known = SurveyEstimate.Of(draw.Tables, draw.Model, new SeedTree(1)).ShouldNotBeNull();
        var unchecked_ = SurveyEstimate.Of(
            draw.Tables with { Survey = [.. draw.Tables.Survey.Where(row => row.Stratum == SurveyStratum.Direct)] }, draw.Model, new SeedTree(1)).ShouldNotBeNull();
        unchecked_.Validation.Quality.ShouldBeNull();
        unchecked_.Alpha.Width.ShouldBeGreaterThan(2 * known.Alpha.Width);
        unchecked_.Alpha.Contains(draw.Alpha).ShouldBeTrue();
    }

    [Fact]
    public void Nobody_answered_is_no_estimate()
    {
        var draw = World.Run(9);
        SurveyEstimate.Of(draw.Tables with { Survey = [] }, draw.Model, new SeedTree(1)).ShouldBeNull();
    }

    [Fact]
    public void A_survey_measures_its_own_errors()
    {
        var world = World with { Validation = (3_000, 6_000), Sensitivity = .85, Specificity = .9, Odds = 1.7 };
        var validation = SelfValidation.Of(AnswerTable.Of(world.Run(4).Tables));
        validation.Best.Sensitivity.ShouldBe(.85, .02);
        validation.Best.Specificity.ShouldBe(.9, .02);
        // Tagged clicks come from telephones, which answer less than desktops: only within devices do the rates show the odds.
        validation.Best.Odds.ShouldBe(1.7, .12);
        double[] odds = [.. Enumerable.Range(0, 400).Select(i => validation.Draw(new SeedTree(1).Of(i).Stream()).Odds)];
        odds.Average().ShouldBe(validation.Best.Odds, .02);
    }

    [Fact]
    public void What_two_periods_share_cancels_in_their_difference()
    {
        var world = World with { Validation = (60, 150) };
        var (before, after) = (world.Run(1), (world with { Share = .37 }).Run(2));
        var change = SurveyEstimate.Change((before.Tables, before.Model), (after.Tables, after.Model), new SeedTree(1)).ShouldNotBeNull();
        change.Contains(after.Alpha - before.Alpha).ShouldBeTrue();
        double Width(SurveyWorld.Draw draw) => SurveyEstimate.Of(draw.Tables, draw.Model, new SeedTree(1), guard: 1).ShouldNotBeNull().Alpha.Width;
        change.Width.ShouldBeLessThan(Math.Sqrt(Math.Pow(Width(before), 2) + Math.Pow(Width(after), 2)));
    }

    [Fact]
    public void Invitations_that_say_less_than_the_answers_are_believed_no_further_than_those()
    {
        var run = Simulator.Run(Scenario.Find("S1")!, 1);
        var asked = SimulatedTables.Of(run) with { Survey = [.. new SurveyStudy().Ask(run).Select(row => row with { Invited = row.Count })] };
        var estimate = Estimators.DarkSocial(asked, 1);
        double.IsFinite(estimate.Survey.ShouldNotBeNull().Value).ShouldBeTrue();
        estimate.Survey.Value.Lower.ShouldBeLessThanOrEqualTo(estimate.Survey.Value.Upper);
    }
}
