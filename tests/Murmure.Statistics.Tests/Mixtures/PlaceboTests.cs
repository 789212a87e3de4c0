using Murmure.Statistics.Mixtures;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Tests.Mixtures;

public sealed class PlaceboTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Visits_follow_previews_of_messages_and_not_those_of_machines(ulong seed)
    {
        var shared = Arrow(new SmallSite(), seed)!;
        var machines = Arrow(new SmallSite { Shares = 0, Spurious = .1 }, seed)!;
        shared.Ratio.ShouldBeGreaterThan(.7);
        shared.Significance.ShouldBeGreaterThan(3);
        machines.Gain.ShouldBeLessThan(shared.Gain / 5);
        machines.Gain.ShouldBeLessThan(.02);
    }

    [Fact]
    public void Visits_follow_the_previews_of_their_own_page()
    {
        var (model, fit) = Fit(new SmallSite(), 1);
        Placebo.PagePermutation(model, fit)!.Gain.ShouldBeGreaterThan(.05);
        Placebo.PagePermutation(model, fit)!.Ratio.ShouldBeGreaterThan(.6);
    }

    [Fact]
    public void Too_few_previews_for_the_visits_are_told_and_hardly_any_leave_the_course_to_tagged_clicks()
    {
        var run = Simulator.Run(Scenario.Find("S1")!, 11);
        var tables = SimulatedTables.Of(run);
        HourlyTables Kept(int of) => tables with { Previews = [.. tables.Previews.Index().Where(pair => pair.Index % of == 0).Select(pair => pair.Item)] };
        double? Ratio(HourlyTables some) => Placebo.VisitsPerPreview(new MixtureModel(some), MixtureModel.Fit(some));
        Ratio(tables).ShouldNotBeNull().ShouldBeInRange(2, 7);
        Ratio(Kept(8)).ShouldNotBeNull().ShouldBeGreaterThan(10);
        // So few that they are no anchor: the tags' answer is nearer than a third of the previews'.
        Ratio(Kept(40)).ShouldBeNull();
        MixtureModel.Fit(Kept(40)).Alpha.ShouldBe(run.Truth.Total.Alpha, .08);
    }

    [Fact]
    public void A_mailing_that_nobody_declared_is_a_burst_that_nothing_foretells()
    {
        for (var seed = 1UL; seed <= 3; seed++)
        {
            var (tables, _) = (new SmallSite { Mailing = (2, 200, 400) }).Draw(seed);
            var (silent, declared, none) = (new MixtureModel(tables with { Campaigns = [] }), new MixtureModel(tables), new MixtureModel(new SmallSite().Draw(seed).Tables));
            var burst = Placebo.LargestBurst(silent, silent.Fit())!;
            (burst.Page, burst.Day).ShouldBe((2, 8), "the mailing's page, and hour 200");
            burst.Deviations.ShouldBeGreaterThan(2 * Placebo.LargestBurst(none, none.Fit())!.Deviations);
            burst.Deviations.ShouldBeGreaterThan(2 * Placebo.LargestBurst(declared, declared.Fit())!.Deviations);
        }
    }

    [Theory]
    [InlineData(2.2, 2)]
    [InlineData(1.2, 8)]
    public void Late_and_heavy_tailed_clicks_still_follow_their_previews(double spread, double median)
    {
        var arrow = Arrow(new SmallSite { DelaySpread = spread, DelayMedian = median }, 3)!;
        arrow.Ratio.ShouldBeGreaterThan(.7);
        arrow.Significance.ShouldBeGreaterThan(2);
    }

    [Fact]
    public void With_few_previews_no_such_test_is_made()
    {
        Arrow(new SmallSite { Shares = 0 }, 1).ShouldBeNull();
        Arrow(new SmallSite { Previewed = 0 }, 1).ShouldBeNull();
    }

    [Fact]
    public void Pages_that_nobody_shares_show_nothing()
    {
        var (tables, _) = new SmallSite().Draw(3);
        // The log-in page is reached by memory and by visitors who lost their referrer, as others are.
        var quiet = (new SmallSite { Shares = 0, DeepPages = 3 }).Draw(9).Tables;
        var more = tables with
        {
            Pages = [.. tables.Pages, new("/account/login", false)],
            Direct = [.. tables.Direct, .. quiet.Direct.Where(row => row.Page == 3).Select(row => row with { Page = tables.Pages.Count })],
            Visible = [.. tables.Visible, .. quiet.Visible.Where(row => row.Page == 3).Select(row => row with { Page = tables.Pages.Count })],
        };
        var model = new MixtureModel(more);
        var fit = model.Fit();
        Placebo.NegativeControl(model, fit)!.Value.ShouldBeLessThan(.05);
        Placebo.NegativeControl(model, fit, [tables.Pages.Count]).ShouldBe(Placebo.NegativeControl(model, fit));
        Placebo.NegativeControl(new MixtureModel(tables), MixtureModel.Fit(tables)).ShouldBeNull();
    }

    [Fact]
    public void A_changed_referrer_policy_is_found_at_its_hour()
    {
        for (var seed = 1UL; seed <= 2; seed++)
        {
            var (model, fit) = Fit(new SmallSite { PolicyChange = 150 }, seed);
            ChangePoint.Find(model, fit).ShouldNotBeNull().ShouldBeInRange(126, 174);
        }
    }

    [Fact]
    public void Where_nothing_changes_no_change_is_found()
    {
        for (var seed = 1UL; seed <= 4; seed++)
        {
            var (model, fit) = Fit(new SmallSite(), seed);
            ChangePoint.Find(model, fit).ShouldBeNull();
        }
    }

    [Fact]
    public void Navigation_that_nobody_collects_cannot_change()
    {
        var (model, fit) = Fit(new SmallSite { PolicyChange = 150, HasNavigation = false }, 1);
        ChangePoint.Find(model, fit).ShouldBeNull();
    }

    [Fact]
    public void An_outage_of_the_messenger_takes_away_what_the_model_says_it_brings()
    {
        var agree = 0;
        for (var seed = 1UL; seed <= 4; seed++)
        {
            var (model, fit) = Fit(new SmallSite { Outage = (250, 262), DeepPages = 60, Shares = .12 }, seed);
            var study = OutageStudy.Of(model, fit, 250, 262, ["whatsapp"])!;
            study.PreviewsFell.ShouldBe(1);
            study.Missing.ShouldBeGreaterThan(0);
            agree += study.Agrees ? 1 : 0;
        }
        agree.ShouldBeGreaterThan(2);
    }

    [Fact]
    public void An_hour_without_outage_takes_away_little_and_its_previews_do_not_fall()
    {
        var (model, fit) = Fit(new SmallSite { DeepPages = 60 }, 1);
        var study = OutageStudy.Of(model, fit, 250, 262, ["whatsapp"])!;
        study.PreviewsFell.ShouldBeLessThan(.5);
        Math.Abs(study.Missing).ShouldBeLessThan(study.Usual / 2);
        OutageStudy.Of(model, fit, 250, 262, ["no such family"])!.Predicted.ShouldBe(0);
    }

    [Fact]
    public void An_outage_needs_other_days_to_compare_with()
    {
        var (model, fit) = Fit(new SmallSite { Days = 4 }, 1);
        OutageStudy.Of(model, fit, 30, 36, ["whatsapp"]).ShouldBeNull();
        Should.Throw<ArgumentOutOfRangeException>(() => OutageStudy.Of(model, fit, 30, 30, []));
    }

    private static PlaceboGain? Arrow(SmallSite site, ulong seed)
    {
        var (model, fit) = Fit(site, seed);
        return Placebo.TimeArrow(model, fit);
    }

    private static (MixtureModel Model, ModelFit Fit) Fit(SmallSite site, ulong seed)
    {
        var model = new MixtureModel(site.Draw(seed).Tables);
        return (model, model.Fit());
    }
}
