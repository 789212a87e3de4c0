using Murmure.Statistics.Bounds;
using Murmure.Statistics.Mixtures;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;
using Murmure.Statistics.Tests.Responses;

namespace Murmure.Statistics.Tests;

public sealed class LadderTests(ITestOutputHelper output)
{
    private static readonly Lazy<HourlyTables> Site = new(() => SimulatedCounts.Of(Simulator.Run(Scenario.Find("base")!, 1)));

    /// <summary>A model that passes every check.</summary>
    private static ModelOutcome Sound(HourlyTables tables, double share = .27) => new()
    {
        Share = new(share, share - .05, share + .05, .90),
        DarkShareByRow = [.. tables.Direct.Select(_ => share)],
        TimeArrow = .5,
        LargestBurst = new(4, 3, 5),
        PagePermutation = .3,
        NegativeControl = .01,
        Separation = .4,
    };

    [Fact]
    public void Too_few_visits_have_a_rule_and_no_interval()
    {
        var few = Site.Value with { Direct = [.. Site.Value.Direct.Take(1_500)] };
        var estimate = Estimators.DarkSocial(few, 1);
        estimate.Rung.ShouldBe(Rung.Heuristic);
        estimate.Alpha.ShouldBeNull();
        estimate.Bounds.ShouldBeNull();
        estimate.DemotedBecause.ShouldBe([Demotion.FewDirectVisits]);
        estimate.Rule.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_sound_model_with_a_confirmed_calendar_is_shown_with_pages_and_days()
    {
        var estimate = Climb(Site.Value, Sound(Site.Value), 1);
        estimate.Rung.ShouldBe(Rung.Model);
        estimate.Alpha.ShouldBe(estimate.Model);
        estimate.DemotedBecause.ShouldBe([Demotion.SurveyWeak]);
        estimate.ByDay.Count.ShouldBe(14);
        estimate.ByPage.Count.ShouldBeGreaterThan(10);
        estimate.Bounds.ShouldNotBeNull().Contains(.27).ShouldBeTrue();
        estimate.Checks.LambdaMin.ShouldNotBeNull().ShouldBeInRange(1, 4);
        estimate.Checks.NavigationMissing.ShouldNotBeNull().ShouldBeInRange(.01, .4);
    }

    [Fact]
    public void Each_check_that_fails_takes_the_model_s_place_away_and_says_so()
    {
        var (site, sound) = (Site.Value, Sound(Site.Value));
        (Demotion Why, HourlyTables Tables, ModelOutcome Model)[] cases =
        [
            (Demotion.FewAnchors, site with { Tagged = [], Previews = [] }, sound),
            (Demotion.CalendarUnconfirmed, site with { Campaigns = null }, sound),
            (Demotion.UnexplainedBurst, site, sound with { LargestBurst = new(13, 3, 5) }),
            (Demotion.TimeArrow, site, sound with { TimeArrow = .2 }),
            (Demotion.PagePermutation, site, sound with { PagePermutation = -.01 }),
            (Demotion.NegativeControl, site, sound with { NegativeControl = .2 }),
            (Demotion.WeakSeparation, site, sound with { Separation = .03 }),
            (Demotion.ChangePoint, site, sound with { ChangePoint = 168 }),
        ];
        foreach (var (why, tables, model) in cases)
        {
            var estimate = Climb(tables, model, 1);
            estimate.Rung.ShouldBe(Rung.Bounds, why.ToString());
            estimate.DemotedBecause.ShouldBe([.. new[] { why, Demotion.SurveyWeak }.Order()]);
            estimate.Alpha.ShouldBe(estimate.Bounds);
            estimate.ByPage.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Navigation_that_is_missing_although_it_is_collected_demotes()
    {
        var stripped = Without(Site.Value, Navigation.None);
        var estimate = Climb(stripped, Sound(stripped), 1);
        estimate.Rung.ShouldBe(Rung.Bounds);
        estimate.DemotedBecause.ShouldContain(Demotion.NavigationMissing);
        estimate.Checks.NavigationMissing.ShouldNotBeNull().ShouldBeGreaterThan(.4);
    }

    [Fact]
    public void A_site_is_climbed_with_its_own_model()
    {
        var run = Simulator.Run(Scenario.Find("base")!, 1);
        var estimate = Estimators.DarkSocial(Site.Value, 1);
        output.WriteLine($"{run.Truth.Total.Alpha:0.000} {estimate.Alpha} {estimate.Bounds} {estimate.Checks}");
        estimate.Rung.ShouldBe(Rung.Model);
        estimate.Alpha!.Value.Contains(run.Truth.Total.Alpha).ShouldBeTrue();
        Math.Abs(estimate.Alpha.Value.Value - run.Truth.Total.Alpha).ShouldBeLessThan(Math.Abs(estimate.Rule - run.Truth.Total.Alpha) / 2);
        estimate.Checks.ShouldSatisfyAllConditions(
            checks => checks.TimeArrow.ShouldNotBeNull().ShouldBeGreaterThan(.28),
            checks => checks.LargestBurst.ShouldNotBeNull().ShouldBeGreaterThan(0),
            checks => checks.PagePermutation.ShouldNotBeNull().ShouldBeGreaterThan(0),
            checks => checks.LambdaMin.ShouldNotBeNull().ShouldBeInRange(1, 4),
            checks => checks.Separation.ShouldNotBeNull().ShouldBeGreaterThan(.05));
        estimate.ByDay.Keys.Order().ShouldBe(Enumerable.Range(0, 14));
        var covered = estimate.ByPage.Count(page => page.Value.Contains(run.Truth.ByPage[page.Key].Alpha));
        ((double)covered / estimate.ByPage.Count).ShouldBeGreaterThan(.7);
    }

    [Fact]
    public void Reasons_come_in_their_order_whatever_fails()
    {
        var broken = Sound(Site.Value) with { TimeArrow = 0, NegativeControl = .3, ChangePoint = 100 };
        Climb(Site.Value with { Campaigns = null }, broken, 1).DemotedBecause
            .ShouldBe([Demotion.CalendarUnconfirmed, Demotion.TimeArrow, Demotion.NegativeControl, Demotion.SurveyWeak, Demotion.ChangePoint]);
    }

    [Fact]
    public void Navigation_that_nobody_collects_demotes_nothing()
    {
        var blind = Without(Site.Value, Navigation.None, Navigation.CrossSite) with { HasNavigation = false };
        var estimate = Climb(blind, Sound(blind), 1);
        estimate.Rung.ShouldBe(Rung.Model);
        estimate.Checks.NavigationMissing.ShouldBeNull();
    }

    [Fact]
    public void The_band_reaches_the_model_s_value_and_zero_where_nothing_speaks_of_sharing()
    {
        Climb(Site.Value, Sound(Site.Value, .93), 1).Bounds.ShouldNotBeNull().Upper.ShouldBe(.93);
        var silent = Site.Value with { Tagged = [], Previews = [] };
        Climb(silent, Sound(silent), 1).Alpha.ShouldNotBeNull().Lower.ShouldBe(0);
    }

    [Fact]
    public void Enough_answers_stand_above_a_model_that_failed()
    {
        var draw = new SurveyWorld().Run(1);
        var asked = draw.Tables with { Campaigns = null };
        var model = Sound(asked, .5) with { DarkShareByRow = [.. asked.Direct.Select(row => draw.Model[row.Cell])] };
        var estimate = Climb(asked, model, 1);
        estimate.Rung.ShouldBe(Rung.Survey);
        estimate.Alpha.ShouldBe(estimate.Survey);
        estimate.DemotedBecause.ShouldBe([Demotion.ModelAgainstSurvey]);
        estimate.Checks.ModelMinusSurvey.ShouldNotBeNull().ShouldBeGreaterThan(.10);
        estimate.Checks.AnswerQuality.ShouldNotBeNull().ShouldBeInRange(1.6, 2);
        Climb(asked, model with { Share = estimate.Alpha!.Value }, 1).DemotedBecause.ShouldBeEmpty();
    }

    [Fact]
    public void Too_few_or_senseless_answers_are_no_survey()
    {
        var few = (new SurveyWorld() with { Answers = 80 }).Run(2);
        Climb(few.Tables, Sound(few.Tables), 1).DemotedBecause.ShouldContain(Demotion.SurveyWeak);
        var senseless = (new SurveyWorld() with { Sensitivity = .6, Specificity = .6 }).Run(2);
        var estimate = Climb(senseless.Tables, Sound(senseless.Tables), 1);
        estimate.Rung.ShouldBe(Rung.Bounds);
        estimate.Checks.AnswerQuality.ShouldNotBeNull().ShouldBeLessThan(1.4);
        estimate.Survey.ShouldNotBeNull();
    }

    [Fact]
    public void It_says_what_would_narrow_the_interval_and_by_how_much()
    {
        var unconfirmed = Climb(Site.Value with { Campaigns = null }, Sound(Site.Value), 1);
        unconfirmed.Narrowings[0].Step.ShouldBe(NarrowingStep.ConfirmCalendar);
        unconfirmed.Narrowings[0].HalfWidth.ShouldBe(.05, 1e-9);
        var answers = unconfirmed.Narrowings.Single(step => step.Step == NarrowingStep.CollectAnswers);
        answers.Answers.ShouldNotBeNull().ShouldBeInRange(150, 500);
        answers.Days.ShouldNotBeNull().ShouldBeGreaterThan(0);

        var blind = Site.Value with { Previews = [], HasPreviews = false, Tagged = [] };
        Climb(blind, Sound(blind), 1).Narrowings.Select(step => step.Step).ShouldContain(NarrowingStep.ConnectLog);
        foreach (var estimate in (SiteEstimate[])[unconfirmed, Climb(blind, Sound(blind), 1)])
            estimate.Narrowings.ShouldAllBe(step => step.HalfWidth < estimate.Alpha!.Value.Width / 2);
    }

    [Fact]
    public void The_same_seed_gives_the_same_estimate_and_the_order_of_pages_and_cells_changes_nothing()
    {
        var draw = new SurveyWorld().Run(4);
        var site = Site.Value with { Survey = draw.Tables.Survey };
        var model = Sound(site);
        var one = Climb(site, model, 7);
        Climb(site, model, 7).Alpha.ShouldBe(one.Alpha);
        var permuted = SimulatedCounts.Permuted(site);
        var other = Climb(permuted, model with { DarkShareByRow = [.. model.DarkShareByRow.Reverse()] }, 7);
        other.Rung.ShouldBe(Rung.Survey);
        other.Alpha!.Value.Lower.ShouldBe(one.Alpha!.Value.Lower, 1e-9);
        other.Alpha!.Value.Upper.ShouldBe(one.Alpha!.Value.Upper, 1e-9);
        other.Bounds!.Value.Upper.ShouldBe(one.Bounds!.Value.Upper, 1e-9);
        static double[] Uppers(SiteEstimate estimate) => [.. estimate.ByPage.Values.Select(page => page.Upper).Order()];
        Uppers(other).ShouldBe(Uppers(one), 1e-9);
    }

    private static SiteEstimate Climb(HourlyTables tables, ModelOutcome model, ulong seed) =>
        Ladder.Climb(tables, SiteBounds.Of(new MixtureModel(tables)), model, seed);

    private static HourlyTables Without(HourlyTables tables, params Navigation[] navigations)
    {
        var cells = tables.Cells.ToList();
        int Moved(int cell) => navigations.Contains(cells[cell].Navigation) ? cells.IndexOf(cells[cell] with { Navigation = Navigation.Missing }) : cell;
        return tables with
        {
            Direct = [.. tables.Direct.Select(row => row with { Cell = Moved(row.Cell) })],
            Visible = [.. tables.Visible.Select(row => row with { Cell = Moved(row.Cell) })],
            Tagged = [.. tables.Tagged.Select(row => row with { Cell = Moved(row.Cell) })],
        };
    }
}
