using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Statistics.Tests.Simulation;

public sealed class SimulatedTablesTests
{
    public static TheoryData<string> Names => [.. Scenario.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_tables_count_what_the_truth_counts_page_by_page_and_day_by_day(string name)
    {
        var run = Simulator.Run(Scenario.Find(name)!, 7);
        var tables = SimulatedTables.Of(run);
        SimulatedVisit[] machines = [.. run.Visits.Where(v => !v.IsHuman)];
        tables.Direct.Sum(r => r.Count).ShouldBe(run.Truth.Total.Direct + machines.Length);
        foreach (var page in run.Site.Pages)
        {
            var truth = run.Truth.ByPage.GetValueOrDefault(page.Index);
            tables.Direct.Where(r => r.Page == page.Index).Sum(r => r.Count).ShouldBe(truth.Direct + machines.Count(v => v.Page == page.Index));
        }

        for (var day = 0; day < run.Scenario.Days; day++)
        {
            var truth = run.Truth.ByDay.GetValueOrDefault(day);
            tables.Direct.Where(r => r.Hour / 24 == day).Sum(r => r.Count).ShouldBe(truth.Direct + machines.Count(v => (int)(v.Time / 24) == day));
        }

        tables.Visible.Sum(r => r.Count).ShouldBe(run.Visits.Count(v => v.Cause == Cause.Public && v.Trace == Trace.Referrer));
        tables.Tagged.Sum(r => r.Count).ShouldBe(run.Visits.Count(v => v.TagGeneration > 0));
        tables.Shares.Sum(r => r.Count).ShouldBe(run.Shares.Count(s => s.Button));
        tables.Previews.Sum(r => r.Count).ShouldBe(tables.HasPreviews ? run.Previews.Count + run.Strays.Count : 0);
        tables.Direct.ShouldAllBe(r => r.Hour >= 0 && r.Hour < tables.Hours && r.Count > 0);
    }

    [Fact]
    public void Tags_without_tokens_tell_neither_when_the_link_was_sent_nor_whether_it_was_previewed()
    {
        var run = Simulator.Run(Scenario.Find("S1")!, 1);
        SimulatedTables.Of(run).Tagged.ShouldAllBe(r => r.Delay == null && r.Previewed == null);
        var tokens = SimulatedTables.Of(run, TagLevel.Token).Tagged;
        tokens.Sum(r => r.Count).ShouldBe(SimulatedTables.Of(run).Tagged.Sum(r => r.Count));
        tokens.ShouldAllBe(r => r.Delay >= 0 && r.Previewed != null);
        tokens.ShouldContain(r => r.Previewed == true);
        tokens.ShouldContain(r => r.Previewed == false);
    }

    [Fact]
    public void The_calendar_is_there_where_the_owner_confirmed_it_and_lacks_what_nobody_declared()
    {
        SimulatedTables.Of(Simulator.Run(Scenario.Find("S1")!, 1)).Campaigns.ShouldBeEmpty();
        SimulatedTables.Of(Simulator.Run(Scenario.Find("S4")!, 1)).Campaigns!.Count.ShouldBe(4);
        SimulatedTables.Of(Simulator.Run(Scenario.Find("S4b")!, 1)).Campaigns.ShouldBeNull();
        SimulatedTables.Of(Simulator.Run(Scenario.Find("S4c")!, 1)).Campaigns.ShouldBeEmpty();
        var blind = SimulatedTables.Of(Simulator.Run(Scenario.Find("S11")!, 1));
        (blind.HasPreviews, blind.Previews.Count, blind.Tagged.Count).ShouldBe((false, 0, 0));
    }

    [Fact]
    public void A_survey_goes_on_until_it_has_its_answers_and_asks_no_direct_visit_twice()
    {
        var run = Simulator.Run(Scenario.Find("S1")!, 1);
        var answers = new SurveyStudy(Direct: 200, Tagged: 50, Public: 120).Ask(run);
        int Answers(SurveyStratum stratum) => answers.Where(a => a.Stratum == stratum && a.Answer is not null).Sum(a => a.Count);
        (Answers(SurveyStratum.Direct), Answers(SurveyStratum.Tagged), Answers(SurveyStratum.Public)).ShouldBe((200, 50, 120));
        int Invited(SurveyStratum stratum) => answers.Where(a => a.Stratum == stratum).GroupBy(a => a.Cell).Sum(cell => cell.First().Invited);
        Invited(SurveyStratum.Direct).ShouldBeInRange(1_000, run.Truth.Total.Direct);
        answers.GroupBy(a => (a.Stratum, a.Cell)).ShouldAllBe(cell => cell.Select(a => a.Invited).Distinct().Count() == 1);
        answers.ShouldAllBe(a => a.Count <= a.Invited && (a.Answer != null || a.Count == 0));
        new SurveyStudy().Ask(run).ShouldBe(new SurveyStudy().Ask(run));
    }
}
