using Microsoft.Extensions.Time.Testing;
using Murmure.Server.Estimates.Files;
using Murmure.Server.Simulation;
using Murmure.Server.Tests.Analysis;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Server.Tests.Estimates;

/// <summary>
/// What <c>simulate</c> writes as requests, read back, against what it writes as tables. They do not agree to the last visit, and each difference has
/// its reason: two people behind one address and agent are one pseudonym; somebody whose reading of several pages takes more than half an hour lands twice;
/// a view inside an application that does not show itself is a telephone's browser to the log; a redirected landing is timed by its second request.
/// </summary>
public sealed class WireFolderTests(WireFolderTests.Run run) : IClassFixture<WireFolderTests.Run>
{
    private HourlyTables Wire => run.Wire.Tables;

    private HourlyTables Tables => run.Tables.Tables;

    [Fact]
    public void Direct_visible_and_tagged_visits_agree_with_the_tables_within_two_in_a_hundred()
    {
        run.Wire.FirstDay.ShouldBe(new DateOnly(2026, 11, 2));
        Wire.Hours.ShouldBe(Tables.Hours);
        Near(Wire.Direct.Sum(r => r.Count), Tables.Direct.Sum(r => r.Count), .02);
        Near(Wire.Visible.Sum(r => r.Count), Tables.Visible.Sum(r => r.Count), .02);
        Near(Wire.Tagged.Sum(r => r.Count), Tables.Tagged.Sum(r => r.Count), .03);
    }

    [Fact]
    public void Pages_have_the_direct_visits_that_the_tables_give_them()
    {
        var (wire, tables) = (ByPage(Wire), ByPage(Tables));
        wire.Keys.Except(tables.Keys).ShouldBeEmpty();
        var off = tables.Sum(page => Math.Abs(wire.GetValueOrDefault(page.Key) - page.Value));
        ((double)off / tables.Values.Sum()).ShouldBeLessThan(.03);
        foreach (var page in Wire.Pages.Where(p => tables.ContainsKey(p.Name)))
            page.Typeable.ShouldBe(Tables.Pages.Single(p => p.Name == page.Name).Typeable, page.Name);
    }

    [Fact]
    public void Previews_of_messengers_and_presses_of_share_buttons_are_all_counted()
    {
        Families(Wire).ShouldBe(Families(Tables));
        Wire.Shares.Sum(r => r.Count).ShouldBe(Tables.Shares.Sum(r => r.Count));
    }

    [Fact]
    public void Cells_follow_the_headers()
    {
        Wire.HasNavigation.ShouldBeTrue();
        foreach (var navigation in Enum.GetValues<Navigation>())
            Near(Part(Wire, cell => cell.Navigation == navigation), Part(Tables, cell => cell.Navigation == navigation), .05, slack: .01);
        Near(Part(Wire, cell => cell.Returning), Part(Tables, cell => cell.Returning), .05, slack: .01);
        Near(Part(Wire, cell => cell.Device == Device.Desktop), Part(Tables, cell => cell.Device == Device.Desktop), .02, slack: .005);
    }

    [Fact]
    public void The_calendar_and_the_survey_come_along()
    {
        Wire.Campaigns.ShouldBeEmpty();
        Near(Wire.Survey.Where(a => a.Answer is not null).Sum(a => a.Count), Tables.Survey.Where(a => a.Answer is not null).Sum(a => a.Count), .01);
        foreach (var stratum in Enum.GetValues<SurveyStratum>())
            Wire.Survey.Where(a => a.Stratum == stratum && a.Answer is not null).Sum(a => a.Count).ShouldBeGreaterThan(5);
    }

    [Fact]
    public void The_log_alone_has_the_visits_without_the_headers()
    {
        var (read, problem) = WireFolder.Read(run.LogOnly, null, new FakeTimeProvider(Analysed.Now));
        read.ShouldNotBeNull(problem);
        Near(read.Tables.Direct.Sum(r => r.Count), Wire.Direct.Sum(r => r.Count), .01);
        (read.Tables.HasNavigation, read.Tables.Campaigns).ShouldBe((false, null));
        Families(read.Tables).ShouldBe(Families(Wire));
    }

    [Fact]
    public void Estimates_of_the_two_agree_within_counting_differences()
    {
        var wire = FolderEstimate.Of(run.Folder, 1, null, new FakeTimeProvider(Analysed.Now)).Estimate!.Estimate;
        var tables = FolderEstimate.Of(Path.Combine(run.Folder, "tables"), 1, null, new FakeTimeProvider(Analysed.Now)).Estimate!.Estimate;
        wire.Rule.ShouldBe(tables.Rule, .01);
        wire.FirstVisitRule.ShouldBe(tables.FirstVisitRule, .015);
        wire.Rung.ShouldBe(tables.Rung);
        if (wire.Alpha is { } alpha)
            alpha.Value.ShouldBe(tables.Alpha!.Value.Value, .04);
    }

    [Fact]
    public async Task A_calendar_that_nobody_confirms_leaves_no_file()
    {
        var folder = Directory.CreateTempSubdirectory("murmure-wire-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "campaigns.csv"), "start,end\n");
            await SimulationWriter.WriteAsync(Scenario.Find("S4b")! with { Days = 2 }, 1, new DateOnly(2026, 11, 2), folder.FullName);
            File.Exists(Path.Combine(folder.FullName, "campaigns.csv")).ShouldBeFalse();
            WireFolder.Read(folder.FullName, null, new FakeTimeProvider(Analysed.Now)).Tables!.Tables.Campaigns.ShouldBeNull();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, int> ByPage(HourlyTables tables) =>
        tables.Direct.GroupBy(r => tables.Pages[r.Page].Name).ToDictionary(page => page.Key, page => page.Sum(r => r.Count));

    private static SortedDictionary<string, int> Families(HourlyTables tables) =>
        new(tables.Previews.GroupBy(r => r.Family).ToDictionary(family => family.Key, family => family.Sum(r => r.Count)), StringComparer.Ordinal);

    private static double Part(HourlyTables tables, Func<FeatureCell, bool> which) =>
        (double)tables.Direct.Where(r => which(tables.Cells[r.Cell])).Sum(r => r.Count) / tables.Direct.Sum(r => r.Count);

    private static void Near(double found, double expected, double part, double slack = 0) => found.ShouldBe(expected, part * expected + slack);

    /// <summary>The base, written once as requests and once as tables.</summary>
    public sealed class Run : IAsyncLifetime
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("murmure-wire-");

        public string Folder => folder.FullName;

        public string LogOnly => Path.Combine(Folder, "log");

        public TableSet Wire { get; private set; } = null!;

        public TableSet Tables { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var (scenario, day) = (Scenario.Find("base")!, new DateOnly(2026, 11, 2));
            await SimulationWriter.WriteAsync(scenario, 1, day, Folder, Path.Combine(Folder, "tables"));
            folder.CreateSubdirectory("log");
            File.Copy(Path.Combine(Folder, "access.log"), Path.Combine(LogOnly, "access.log"));
            var (wire, problem) = WireFolder.Read(Folder, null, new FakeTimeProvider(Analysed.Now));
            Wire = wire.ShouldNotBeNull(problem);
            Tables = TableFolder.Read(Path.Combine(Folder, "tables")).Tables.ShouldNotBeNull();
        }

        public ValueTask DisposeAsync()
        {
            folder.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
