using Murmure.Statistics.Scoring;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Tests.Scoring;

public sealed class ScoreTests
{
    [Fact]
    public void The_interval_score_is_the_width_and_twenty_times_what_lies_outside()
    {
        new Outcome(.25, new Interval(.2, .1, .3, .90)).IntervalScore!.Value.ShouldBe(.2, 1e-12);
        new Outcome(.35, new Interval(.2, .1, .3, .90)).IntervalScore!.Value.ShouldBe(.2 + 20 * .05, 1e-12);
        new Outcome(.05, new Interval(.2, .1, .3, .90)).IntervalScore!.Value.ShouldBe(.2 + 20 * .05, 1e-12);
        new Outcome(.25, .2, null).IntervalScore.ShouldBeNull();
    }

    [Fact]
    public void A_score_takes_means_over_what_is_there()
    {
        var score = Score.Of(
        [
            new Outcome(.20, new Interval(.30, .25, .40, .90)),
            new Outcome(.20, new Interval(.18, .10, .25, .90)),
            new Outcome(.20, .5, null),
        ]);
        (score.Count, score.Intervals).ShouldBe((3, 2));
        score.Error!.Value.ShouldBe((.10 + .02 + .30) / 3, 1e-12);
        score.Bias!.Value.ShouldBe((.10 - .02 + .30) / 3, 1e-12);
        score.Worst!.Value.ShouldBe(.30, 1e-12);
        score.Coverage.ShouldBe(.5);
        score.Width!.Value.ShouldBe(.15, 1e-12);
        Score.Of([]).Error.ShouldBeNull();
    }

    [Fact]
    public void The_uncorrected_survey_has_wilson_s_interval()
    {
        SurveyCount[] answers =
        [
            new(SurveyStratum.Direct, 0, SurveyAnswer.Private, 100, 8),
            new(SurveyStratum.Direct, 0, SurveyAnswer.Other, 100, 12),
            new(SurveyStratum.Direct, 0, SurveyAnswer.DoNotKnow, 100, 3),
            new(SurveyStratum.Tagged, 0, SurveyAnswer.Private, 100, 50),
        ];
        var naive = RunScore.Naive(answers, .3);
        naive.Value.ShouldBe(.4);
        // 8 of 20 at 90 %, from the closed form with z = 1.644854: 0.2424 to 0.5814 (worked out apart).
        naive.Interval!.Value.Lower.ShouldBe(.2424, 1e-4);
        naive.Interval!.Value.Upper.ShouldBe(.5814, 1e-4);
    }

    [Fact]
    public void The_right_rung_is_the_model_s_or_at_most_the_highest_that_the_data_carry()
    {
        ScenarioScore.IsRight(Scenario.Find("S1")!, Rung.Model).ShouldBeTrue();
        ScenarioScore.IsRight(Scenario.Find("S1")!, Rung.Bounds).ShouldBeFalse();
        ScenarioScore.IsRight(Scenario.Find("S12")!, Rung.Model).ShouldBeFalse();
        ScenarioScore.IsRight(Scenario.Find("S12")!, Rung.Bounds).ShouldBeTrue();
        ScenarioScore.IsRight(Scenario.Find("S12")!, Rung.Heuristic).ShouldBeTrue();
    }

    [Fact]
    public void Targets_are_reached_missed_or_not_measured()
    {
        var run = One("S1", shown: new Outcome(.25, new Interval(.27, .20, .31, .90)), Rung.Model);
        var far = One("S9", shown: new Outcome(.25, new Interval(.40, .35, .45, .90)), Rung.Model);
        var bounded = One("S12", shown: new Outcome(.25, new Interval(.30, .10, .50, .90)), Rung.Bounds);
        var targets = Target.Of([run, far, bounded]);
        targets.Select(t => t.Name).Distinct().ShouldBe(["T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8"]);
        Target Of(string name, string part) => targets.Single(t => t.Name == name && t.English.Contains(part, StringComparison.Ordinal));
        Of("T1", "Mean error without").Value!.Value.ShouldBe((.02 + .15) / 2, 1e-12);
        Of("T1", "Mean error without").Reached.ShouldBe(false);
        (Of("T1", "worst").Where, Of("T1", "worst").Reached).ShouldBe(("S9", false));
        Of("T1", "Times better").Value!.Value.ShouldBe(.55 / .085, 1e-9);
        Of("T1", "Times better").Reached.ShouldBe(true);
        (Of("T2", "Coverage").Where, Of("T2", "Coverage").Value).ShouldBe(("S9", 0.0));
        (Of("T2", "demote").Where, Of("T2", "demote").Reached).ShouldBe(("S12", true));
        Of("T7", "uncorrected").Reached.ShouldBeNull();
        Of("T8", "Seconds to fit").Reached.ShouldBeNull();
        Target.Of([run], new LargeFit(1_000_000, 3, 6, 700)).Where(t => t.Name == "T8").Select(t => t.Reached).ShouldBe([true, false, false]);
    }

    [Fact]
    public void An_evaluation_is_the_same_each_time_but_for_the_clock()
    {
        var scenarios = new[] { Scenario.Find("S16")!, Scenario.Find("S7")! with { Days = 4 } };
        var done = 0;
        var first = Evaluation.Run(scenarios, 2, 11, TimeProvider.System, () => Interlocked.Increment(ref done), CancellationToken.None);
        var second = Evaluation.Run(scenarios, 2, 11, TimeProvider.System, null, CancellationToken.None);
        done.ShouldBe(4);
        first.Scenarios.Select(s => (s.Scenario.Name, s.Runs)).ShouldBe([("S16", 2), ("S7", 2)]);
        foreach (var (one, other) in first.Scenarios.Zip(second.Scenarios))
        {
            (one.Truth, one.Shown, one.Survey, one.Pages, one.Days, one.NaiveSurvey, one.Rule).ShouldBe(
                (other.Truth, other.Shown, other.Survey, other.Pages, other.Days, other.NaiveSurvey, other.Rule));
        }

        var idle = first.Scenarios[1];
        idle.Truth.ShouldBe(0);
        idle.AllDirect.Error.ShouldBe(1);
        // Nobody shares, and the rule finds a lot all the same: what it is kept for.
        idle.Rule.Error!.Value.ShouldBeGreaterThan(.1);
        idle.Blind.Count.ShouldBe(2);
        first.Scenarios[0].Blind.Count.ShouldBe(0);
    }

    [Fact]
    public void The_uncorrected_survey_of_the_biased_scenario_misses_most_of_the_time()
    {
        // T7: a simulator in which the plain share of answers were right would be too easy.
        var runs = Enumerable.Range(1, 12).Select(seed =>
        {
            var run = Simulator.Run(Scenario.Find("S8")!, (ulong)seed);
            return RunScore.Naive(new SurveyStudy().Ask(run), run.Truth.Total.Alpha);
        });
        Score.Of(runs).Coverage!.Value.ShouldBeLessThan(.6);
    }

    private static ScenarioScore One(string scenario, Outcome shown, Rung rung) => ScenarioScore.Of(Scenario.Find(scenario)!,
    [
        new RunScore
        {
            Seed = 1, Truth = shown.Truth, Shown = shown, Rung = rung, Demotions = [], Model = null, Bounds = null, Survey = null, SurveyRung = rung, SurveyShown = shown,
            NaiveSurvey = new(shown.Truth, 0, null), Blind = null, AllDirect = new(shown.Truth, 1, null), Rule = new(shown.Truth, .80, null),
            FirstVisitRule = new(shown.Truth, .70, null), Pages = [], Days = [], Seconds = .1,
        },
    ]);
}
