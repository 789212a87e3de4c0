using Murmure.Server.Shares;

namespace Murmure.Server.Tests.Shares;

public sealed class CascadeReportTests
{
    private static readonly DateOnly Day = new(2026, 11, 25);

    private static CascadeReport Report(long shares, long copies, long previews, long tagged, params (int Generation, long Visits)[] visits) =>
        new(Day, Day, CascadeReport.Steps(visits.ToDictionary(one => one.Generation, one => one.Visits)), shares, copies, previews, tagged, []);

    [Fact]
    public void Ratios_between_generations_are_those_worked_out_by_hand()
    {
        // 4,000 visits without a tag bring 720, these 130, these 24, these 4: 720/4000, 130/720, 24/130, 4/24.
        var report = Report(900, 300, 0, 0, (0, 4000), (1, 720), (2, 130), (3, 24), (4, 4));
        report.Generations.Select(one => (one.Number, one.Visits)).ShouldBe([(0, 4000), (1, 720), (2, 130), (3, 24), (4, 4), (5, 0), (6, 0)]);
        report.Generations.Take(5).Select(one => Math.Round(one.Ratio!.Value, 6)).ShouldBe([0.18, 0.180556, 0.184615, 0.166667, 0]);
        (report.Visits, report.TaggedVisits).ShouldBe((4878, 878));
        // 878 / 4878; 1200 / 4878; 878 / 1200; 4878 / 4000.
        report.BranchingRatio!.Value.ShouldBe(0.179992, 1e-6);
        report.SharesPerVisit!.Value.ShouldBe(0.246002, 1e-6);
        report.VisitsPerShare!.Value.ShouldBe(0.731667, 1e-6);
        report.Amplification!.Value.ShouldBe(1.2195, 1e-6);
        (report.SharesPerVisit * report.VisitsPerShare)!.Value.ShouldBe(report.BranchingRatio.Value, 1e-12, "K is the product of its factors");
    }

    [Fact]
    public void The_last_generation_holds_all_later_ones_so_that_nothing_is_divided_into_it()
    {
        var report = Report(0, 0, 0, 0, (0, 100), (4, 8), (5, 4), (6, 3));
        report.Generations[4].Ratio.ShouldBe(0.5);
        report.Generations[5].Ratio.ShouldBeNull();
        report.Generations[6].Ratio.ShouldBeNull();
        report.Generations[3].Ratio.ShouldBeNull("four came from somewhere, but not from three that were seen");
    }

    [Fact]
    public void Without_anything_to_divide_by_there_is_no_ratio()
    {
        var report = Report(0, 0, 0, 0);
        (report.BranchingRatio, report.SharesPerVisit, report.VisitsPerShare, report.Amplification, report.Survival).ShouldBe((null, null, null, null, null));
        report.Generations.ShouldAllBe(one => one.Visits == 0 && one.Ratio == null);
        CascadeReport.ChannelOf("whatsapp", 0, 0, 0, 3).VisitsPerShare.ShouldBeNull();
    }

    [Fact]
    public void Survival_is_the_tagged_share_of_all_previews() => Report(0, 0, 40, 31, (0, 1)).Survival.ShouldBe(0.775);
}
