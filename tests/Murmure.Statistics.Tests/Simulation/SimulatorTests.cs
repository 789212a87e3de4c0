using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Tests.Simulation;

public sealed class SimulatorTests
{
    private static readonly Scenario Base = Scenario.Find("base")!;

    private static readonly Lazy<SimulatedRun> First = new(() => Simulator.Run(Base, 1));

    /// <summary>Four days of a smaller site: enough where a law of large numbers is not at stake.</summary>
    private static readonly Scenario Small = Base with { Days = 4, Site = new SiteShape(Sections: 4, Articles: 30) };

    [Fact]
    public void A_scenario_is_found_by_name_and_alias_in_any_case()
    {
        Scenario.Find("s1").ShouldBeSameAs(Scenario.Find("BASE"));
        Scenario.Find("no such scenario").ShouldBeNull();
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_seed_another()
    {
        var run = Simulator.Run(Small, 42);
        Simulator.Run(Small, 42).Visits.Select(Key).ShouldBe(run.Visits.Select(Key));
        Simulator.Run(Small, 43).Visits.Select(Key).ShouldNotBe(run.Visits.Select(Key));
    }

    [Fact]
    public void An_article_more_changes_nothing_on_the_other_pages()
    {
        // The publisher's own letters choose among the articles, so they are left out here.
        var quiet = Small with { Campaigns = new OwnCampaigns(NewsletterVisits: 0, PostVisits: 0) };
        var before = Simulator.Run(quiet, 9);
        var after = Simulator.Run(quiet with { Site = quiet.Site with { Articles = 31 } }, 9);
        var added = after.Site.Pages.Count - 1;

        after.Visits.Count(v => v.Page == added).ShouldBeGreaterThan(0);
        after.Visits.Where(v => v.Page != added).Select(Landing).ShouldBe(before.Visits.Select(Landing));
        after.Shares.Where(s => s.Page != added).Select(s => s.Seed.Value).ShouldBe(before.Shares.Select(s => s.Seed.Value));
        after.Previews.Where(p => p.Share.Page != added).Select(p => p.Time).ShouldBe(before.Previews.Select(p => p.Time));
    }

    [Fact]
    public void A_busier_share_button_leaves_what_readers_do_otherwise_as_it_was()
    {
        static IEnumerable<object> Readers(SimulatedRun run) => run.Visits.Where(v => v.Generation == 0).Select(v => Landing(v));
        var more = Small with { Sharing = Small.Sharing with { ButtonShare = .9 } };
        Readers(Simulator.Run(more, 5)).ShouldBe(Readers(Simulator.Run(Small, 5)));
    }

    [Fact]
    public void Shares_spread_over_the_applications_as_the_scenario_says()
    {
        var shares = First.Value.Shares;
        foreach (var app in Base.Sharing.Apps)
            ShouldFollow(shares.Count(s => s.App == app), shares.Count, app.Weight);
    }

    [Fact]
    public void Each_application_fetches_previews_as_often_as_the_scenario_says()
    {
        var run = First.Value;
        foreach (var app in Base.Sharing.Apps.Where(a => a.Cache == 0))
            ShouldFollow(run.Previews.Count(p => p.Share.App == app), run.Shares.Count(s => s.App == app), app.Preview);
    }

    [Fact]
    public void A_cache_hides_every_later_share_of_the_same_address_while_it_lasts()
    {
        var run = First.Value;
        foreach (var address in run.Shares.Where(s => s.App.Cache > 0).GroupBy(s => (s.App, s.Page, s.TagGeneration)))
        {
            double[] fetched = [.. run.Previews.Where(p => address.Contains(p.Share)).Select(p => p.Time)];
            fetched.Length.ShouldBeGreaterThan(0);
            fetched[0].ShouldBe(address.First().Time);
            fetched.Zip(fetched.Skip(1), (a, b) => b - a).ShouldAllBe(gap => gap > address.Key.App.Cache);
        }
    }

    [Fact]
    public void Tags_are_used_and_survive_as_often_as_the_scenario_says()
    {
        var shares = First.Value.Shares;
        ShouldFollow(shares.Count(s => s.Button), shares.Count, Base.Sharing.ButtonShare);
        shares.ShouldAllBe(s => s.TagGeneration == 0 || s.Button);

        // One share in ten is too few to tell a survival of .8 from one of .7, so here everybody presses the button.
        var pressed = Simulator.Run(Base with { Sharing = Base.Sharing with { ButtonShare = 1 } }, 1).Shares;
        pressed.Count.ShouldBeGreaterThan(1_500);
        ShouldFollow(pressed.Count(s => s.TagGeneration > 0), pressed.Count, Base.Sharing.TagSurvival);
    }

    [Fact]
    public void Public_arrivals_spread_over_the_channels_as_the_table_says()
    {
        SimulatedVisit[] arrivals = [.. First.Value.Visits.Where(v => v.Cause == Cause.Public)];
        foreach (var channel in PublicChannel.All)
            ShouldFollow(arrivals.Count(v => v.Channel == channel.Slug), arrivals.Length, PublicChannel.SourceWeights[(int)channel.Source] * channel.Weight);
    }

    [Fact]
    public void The_survey_asks_as_many_as_the_scenario_says()
    {
        var run = First.Value;
        ShouldFollow(run.Answers.Count, run.Truth.Total.Visits, Base.Survey.Invited);
        var dark = run.Answers.Where(a => a.Visit.IsDark && a.Visit.Cell.Device == Device.Desktop).ToList();
        ShouldFollow(dark.Count(a => a.Answer != Answer.None), dark.Count, Base.Survey.PrivateAnswers);
    }

    [Fact]
    public void The_truth_adds_up()
    {
        var truth = First.Value.Truth;
        foreach (var parts in new[] { truth.ByChannel.Values, truth.ByDay.Values, truth.ByPage.Values })
        {
            parts.Sum(c => c.Visits).ShouldBe(truth.Total.Visits);
            parts.Sum(c => c.Direct).ShouldBe(truth.Total.Direct);
            parts.Sum(c => c.Dark).ShouldBe(truth.Total.Dark);
            parts.Sum(c => c.DarkDirect).ShouldBe(truth.Total.DarkDirect);
        }

        truth.Generations.Sum().ShouldBe(truth.Total.Dark);
        (truth.Total.Visits + truth.StealthVisits).ShouldBe(First.Value.Visits.Count);
        // Counted again from the visits themselves, by the definition.
        SimulatedVisit[] direct = [.. First.Value.Visits.Where(v => v.Trace == Trace.None && v.Cause != Cause.Stealth)];
        truth.Total.Alpha.ShouldBe((double)direct.Count(v => v.Cause == Cause.Private) / direct.Length);
    }

    [Fact]
    public void Every_private_click_has_a_share_before_it_and_no_mark_where_nothing_shows()
    {
        var run = First.Value;
        var tagged = run.Visits.Where(v => v.TagGeneration > 0).ToList();
        tagged.ShouldAllBe(v => v.Trace == Trace.ShareTag && v.IsDark && v.TagGeneration <= v.Generation);
        run.Visits.Where(v => v.Channel is "signal" or "imessage").ShouldAllBe(v => v.Trace == Trace.None || v.Trace == Trace.ShareTag);
        run.Visits.Where(v => v.Channel == "imessage").ShouldAllBe(v => v.Cell.Device != Device.Android);
        run.Visits.Where(v => v.Generation > 0).ShouldAllBe(v => v.Cause == Cause.Private);
    }

    [Fact]
    public void A_super_critical_world_is_cut_at_its_limits()
    {
        var wild = Small with
        {
            Sharing = Small.Sharing with
            {
                PerReader = 2,
                ReshareCap = 1,
                Delay = new ClickDelay(SoonShare: 1, SoonMean: .05),
                Lag = .01,
                ReshareLag = .01,
                Limits = new CascadeLimits(Depth: 12, Size: 300, PerPage: 4_000),
            },
        };
        var run = Simulator.Run(wild, 3);
        run.Truth.BranchingRatio.ShouldBeGreaterThan(.8);
        run.Visits.Max(v => v.Generation).ShouldBe(12);
        run.Visits.Where(v => v.IsDark).GroupBy(v => v.Page).ShouldAllBe(page => page.Count() <= 4_000);
    }

    [Fact]
    public void Returning_visitors_were_there_that_day_on_the_same_device_and_have_been_away()
    {
        foreach (var visitor in First.Value.Visits.GroupBy(v => v.Visitor))
        {
            SimulatedVisit[] visits = [.. visitor];
            visits[0].Cell.Returning.ShouldBeFalse();
            visits.Skip(1).ShouldAllBe(v => v.Cell.Returning);
            visits.Select(v => (int)(v.Time / 24)).Distinct().Count().ShouldBe(1);
            visits.Select(v => v.Cell.Device).Where(_ => visits[0].IsHuman).Distinct().Count().ShouldBeLessThanOrEqualTo(1);
            visits.Zip(visits.Skip(1), (a, b) => b.Time - a.Time).ShouldAllBe(gap => gap > .5);
        }
    }

    [Fact]
    public void Nothing_is_read_before_it_is_published_and_nothing_happens_outside_the_run()
    {
        var run = First.Value;
        run.Visits.ShouldAllBe(v => v.Time >= run.Site.Pages[v.Page].Published && v.Time >= 0 && v.Time < 24 * Base.Days);
        run.Visits.SelectMany(v => v.Onward.Select(p => run.Site.Pages[p].Published <= v.Time)).ShouldAllBe(published => published);
        run.Shares.ShouldAllBe(s => s.Time < 24 * Base.Days);
    }

    [Fact]
    public void Nights_are_quieter_than_evenings()
    {
        var byHour = First.Value.Visits.ToLookup(v => (int)v.Time % 24);
        byHour[3].Count().ShouldBeLessThan(byHour[20].Count() / 4);
    }

    private static void ShouldFollow(int hits, int trials, double probability)
    {
        // Four and a half standard errors of the binomial law: once in 150,000 for each comparison.
        trials.ShouldBeGreaterThan(20);
        ((double)hits / trials).ShouldBe(probability, 4.5 * Math.Sqrt(probability * (1 - probability) / trials) + 1e-12);
    }

    private static object Key(SimulatedVisit v) => (v.Time, v.Page, v.Channel, v.Trace, v.Cell, v.Visitor);

    private static object Landing(SimulatedVisit v) => (v.Time, v.Page, v.Channel, v.Trace, v.Cell.Device, v.Cell.Navigation, v.Seed);
}
