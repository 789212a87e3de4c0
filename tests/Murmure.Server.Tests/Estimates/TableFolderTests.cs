using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Murmure.Server.Estimates.Files;
using Murmure.Server.Tests.Analysis;
using Murmure.Server.Tests.Dashboard;
using Murmure.Statistics.Simulation;
using Murmure.Statistics.Tables;

namespace Murmure.Server.Tests.Estimates;

public sealed class TableFolderTests : IDisposable
{
    private const string Head = "page,typeable,hour,cell,count\n";
    private const string Row = "/a/b,0,5,ios|first|none,3\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("murmure-tables-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_written_is_read_back_as_it_was()
    {
        var run = Simulator.Run(Scenario.Find("S4")!, 3);
        var tables = SimulatedTables.Of(run, TagLevel.Token) with
        {
            Survey = new SurveyStudy().Ask(run), Campaigns = [.. run.Campaigns.Select(mailing => new CampaignWindow(mailing.Start, mailing.End, mailing.Page))],
        };
        await TableWriter.WriteAsync(folder.FullName, tables);
        var (read, problem) = TableFolder.Read(folder.FullName);
        problem.ShouldBeNull();
        var back = read!.Tables;
        read.FirstDay.ShouldBeNull();
        back.Hours.ShouldBe(tables.Hours);
        Named(back, back.Direct, r => r.Page, r => r.Cell, r => (r.Hour, r.Count)).ShouldBe(Named(tables, tables.Direct, r => r.Page, r => r.Cell, r => (r.Hour, r.Count)));
        Named(back, back.Visible, r => r.Page, r => r.Cell, r => (r.Hour, r.Source, r.Count))
            .ShouldBe(Named(tables, tables.Visible, r => r.Page, r => r.Cell, r => (r.Hour, r.Source, r.Count)));
        Named(back, back.Tagged, r => r.Page, r => r.Cell, r => (r.Hour, r.Delay, r.Previewed, r.Count))
            .ShouldBe(Named(tables, tables.Tagged, r => r.Page, r => r.Cell, r => (r.Hour, r.Delay, r.Previewed, r.Count)));
        back.Previews.Sum(r => r.Count).ShouldBe(tables.Previews.Sum(r => r.Count));
        back.Shares.Count.ShouldBe(tables.Shares.Count);
        back.Survey.Sum(r => r.Count).ShouldBe(tables.Survey.Sum(r => r.Count));
        back.Campaigns!.Select(c => back.Pages[c.Page!.Value].Name).ShouldBe(tables.Campaigns!.Select(c => tables.Pages[c.Page!.Value].Name));
        back.Campaigns!.Zip(tables.Campaigns!).ShouldAllBe(pair => Math.Abs(pair.First.Start - pair.Second.Start) < .001);
        (back.HasPreviews, back.HasNavigation).ShouldBe((true, true));
        foreach (var page in back.Pages)
            page.Typeable.ShouldBe(tables.Pages.Single(p => p.Name == page.Name).Typeable, page.Name);
    }

    [Fact]
    public void A_file_that_is_not_there_was_not_measured_and_an_empty_one_was()
    {
        Write("direct.csv", Head + Row);
        var alone = TableFolder.Read(folder.FullName).Tables!.Tables;
        (alone.HasPreviews, alone.Campaigns, alone.Hours).ShouldBe((false, null, 24));
        Write("previews.csv", "page,hour,family,count\n");
        Write("campaigns.csv", "start,end\n");
        var both = TableFolder.Read(folder.FullName).Tables!.Tables;
        (both.HasPreviews, both.Previews.Count, both.Campaigns!.Count).ShouldBe((true, 0, 0));
    }

    [Fact]
    public void Hours_may_be_times_on_the_site_s_own_clock()
    {
        Write("direct.csv", Head + "/a/b,false,2026-11-03T14:20:00+01:00,webkit-ios|first|none,3\n/,true,2026-11-02 00:00,android|returning|missing,2\n");
        Write("visible.csv", "hour,count,page,cell,source\n2026-11-04T09,4,/a/c,desktop|first|cross-site,search\n");
        Write("campaigns.csv", "start,end\n2026-11-01T12:00,2026-11-04T12:30\n");
        var (read, problem) = TableFolder.Read(folder.FullName);
        problem.ShouldBeNull();
        var tables = read!.Tables;
        read.FirstDay.ShouldBe(new DateOnly(2026, 11, 2));
        tables.Hours.ShouldBe(72);
        tables.Direct.Select(r => (tables.Pages[r.Page].Name, r.Hour, r.Count)).ShouldBe([("/a/b", 38, 3), ("/", 0, 2)]);
        tables.Visible.Single().Hour.ShouldBe(57);
        tables.Campaigns!.Single().ShouldBe(new CampaignWindow(-12, 60.5));
        tables.Cells[tables.Direct[0].Cell].Engine.ShouldBe("webkit");
        tables.Pages.Select(p => p.Typeable).ShouldBe([false, true, false]);
    }

    private static readonly (string Name, string File, string Text)[] Malformed =
    [
        ("no-rows", "direct.csv", Head),
        ("no-head", "direct.csv", ""),
        ("missing-column", "direct.csv", "page,hour,cell,count\n/a,1,ios|first|none,1\n"),
        ("unknown-column", "direct.csv", "page,typeable,hour,cell,count,ip\n/a,1,1,ios|first|none,1,x\n"),
        ("twice-a-column", "direct.csv", "page,page,typeable,hour,cell,count\n/a,/a,1,1,ios|first|none,1\n"),
        ("too-few-cells", "direct.csv", Head + Row + "/a/b,0,5\n"),
        ("no-page", "direct.csv", Head + ",0,5,ios|first|none,3\n"),
        ("bad-hour", "direct.csv", Head + Row + "/a/b,0,noon,ios|first|none,3\n"),
        ("half-hour", "direct.csv", Head + "/a/b,0,5.5,ios|first|none,3\n"),
        ("negative-hour", "direct.csv", Head + "/a/b,0,-1,ios|first|none,3\n"),
        ("mixed-hours", "direct.csv", Head + Row + "/a/b,0,2026-11-02T14:00,ios|first|none,3\n"),
        ("far-hour", "direct.csv", Head + Row + "/a/b,0,1764000000,ios|first|none,3\n"),
        ("bad-cell", "direct.csv", Head + "/a/b,0,5,phone|first|none,3\n"),
        ("negative-count", "direct.csv", Head + "/a/b,0,5,ios|first|none,-3\n"),
        ("large-count", "direct.csv", Head + "/a/b,0,5,ios|first|none,99999999999\n"),
        ("bad-flag", "direct.csv", Head + "/a/b,perhaps,5,ios|first|none,3\n"),
        ("two-flags", "direct.csv", Head + Row + "/a/b,1,6,ios|first|none,3\n"),
        ("long-period", "direct.csv", Head + "/a/b,0,2026-11-02,ios|first|none,3\n/a/b,0,2028-11-02,ios|first|none,3\n"),
        ("no-family", "previews.csv", "page,hour,family,count\n/a/b,1,,2\n"),
        ("bad-delay", "tagged.csv", "page,hour,delay,cell,tag_previewed,count\n/a/b,1,soon,ios|first|none,1,2\n"),
        ("bad-previewed", "tagged.csv", "page,hour,delay,cell,tag_previewed,count\n/a/b,1,2,ios|first|none,yes,2\n"),
        ("end-first", "campaigns.csv", "start,end\n10,5\n"),
        ("bad-stratum", "survey.csv", "stratum,cell,answer,invited,count\nall,ios|first|none,private,10,2\n"),
        ("bad-answer", "survey.csv", "stratum,cell,answer,invited,count\ndirect,ios|first|none,maybe,10,2\n"),
        ("more-answers", "survey.csv", "stratum,cell,answer,invited,count\ndirect,ios|first|none,private,1,2\n"),
        ("line-breaks", "direct.csv", Head + "\"/a\n/b\",0,5,ios|first|none,3\n/a/b,0,\"x\ny\",ios|first|none,3\n"),
    ];

    /// <summary>One golden file for all: whoever changes what is refused, or how it is said, sees it.</summary>
    [Fact]
    public void Each_malformed_file_gets_its_line()
    {
        var said = new List<string>();
        foreach (var (name, file, text) in Malformed)
        {
            foreach (var old in folder.GetFiles())
                old.Delete();
            Write("direct.csv", Head + Row);
            Write(file, text);
            var (tables, problem) = TableFolder.Read(folder.FullName);
            tables.ShouldBeNull(name);
            said.Add($"{name}: {problem.ShouldNotBeNull(name)}");
        }

        (string.Join('\n', said) + "\n").ShouldBeGolden("malformed-tables.txt");
    }

    [Fact]
    public void A_problem_anywhere_leaves_nothing_of_the_folder()
    {
        Write("direct.csv", Head + Row);
        Write("survey.csv", "stratum,cell,answer,invited,count\ndirect,ios|first|none,maybe,10,2\n");
        var (estimate, problem) = FolderEstimate.Of(folder.FullName, 1, null, TimeProvider.System);
        estimate.ShouldBeNull();
        problem.ShouldContain("survey.csv, line 2");
        FolderEstimate.Of(Path.Combine(folder.FullName, "none"), 1, null, TimeProvider.System).Problem.ShouldContain("no such folder");
        folder.CreateSubdirectory("empty");
        FolderEstimate.Of(Path.Combine(folder.FullName, "empty"), 1, null, TimeProvider.System).Problem.ShouldContain("direct.csv");
    }

    [Fact]
    public void An_empty_file_says_that_nothing_came_and_a_date_is_a_whole_day()
    {
        Write("direct.csv", Head + "/,1,2026-11-02T14:00,ios|first|none,5\n");
        foreach (var file in (string[])["campaigns.csv", "previews.csv", "visible.csv", "shares.csv"])
            Write(file, "");
        var (set, problem) = TableFolder.Read(folder.FullName);
        problem.ShouldBeNull();
        set!.Tables.Campaigns.ShouldNotBeNull().ShouldBeEmpty();
        set.Tables.HasPreviews.ShouldBeTrue();
        Write("campaigns.csv", "start,end\n2026-11-02,2026-11-02\n");
        TableFolder.Read(folder.FullName).Tables!.Tables.Campaigns.ShouldHaveSingleItem().ShouldBe(new CampaignWindow(0, 24));
        Write("direct.csv", "");
        TableFolder.Read(folder.FullName).Problem.ShouldNotBeNull().ToString().ShouldContain("no column");
    }

    [Fact]
    public void More_than_any_site_has_is_refused()
    {
        Write("direct.csv", Head + "/,1,14,ios|first|none,999999999\n/a,0,14,ios|first|none,2\n");
        TableFolder.Read(folder.FullName).Problem.ShouldNotBeNull().ToString().ShouldContain("more than a billion");
    }

    [Fact]
    public void Fetchers_that_serve_public_posts_are_known_by_slug_name_and_mark()
    {
        Write("direct.csv", Head + Row);
        var known = TableFolder.Read(folder.FullName).Tables!.Tables.PublicFetchers;
        foreach (var name in (string[])["telegram", "Telegram", "TelegramBot", "twitterbot", "facebook", "SLACK", "discord"])
            known.ShouldContain(name);
        foreach (var name in (string[])["whatsapp", "WhatsApp", "signal", "imessage", "google-messages"])
            known.ShouldNotContain(name);
    }

    [Fact]
    public async Task The_estimate_as_JSON_has_the_contract_s_members()
    {
        var run = Simulator.Run(Scenario.Find("S1")!, 1);
        await TableWriter.WriteAsync(folder.FullName, SimulatedTables.Of(run));
        var (estimate, problem) = FolderEstimate.Of(folder.FullName, 1, null, new FakeTimeProvider(Analysed.Now));
        estimate.ShouldNotBeNull(problem);
        using var output = new MemoryStream();
        estimate.WriteJson(output);
        using var json = JsonDocument.Parse(output.ToArray());
        string[] members = ["alpha", "lower", "upper", "level", "rung", "method", "checks", "demotedBecause", "byPage", "byDay"];
        foreach (var member in members)
            json.RootElement.TryGetProperty(member, out _).ShouldBeTrue(member);
        foreach (var check in new[] { "timeArrow", "lambdaMin", "separation" })
            json.RootElement.GetProperty("checks").TryGetProperty(check, out _).ShouldBeTrue(check);
        json.RootElement.GetProperty("direct").GetInt32().ShouldBe(run.Truth.Total.Direct + run.Truth.StealthVisits);
        json.RootElement.GetProperty("rung").GetString().ShouldBeOneOf("heuristic", "bounds", "model", "survey");
        if (json.RootElement.GetProperty("alpha").ValueKind == JsonValueKind.Number)
        {
            json.RootElement.GetProperty("alpha").GetDouble().ShouldBeInRange(
                json.RootElement.GetProperty("lower").GetDouble(), json.RootElement.GetProperty("upper").GetDouble());
        }
    }

    private static List<object> Named<T, TRest>(HourlyTables tables, IEnumerable<T> rows, Func<T, int> page, Func<T, int> cell, Func<T, TRest> rest) =>
        [.. rows.Select(row => (object)(tables.Pages[page(row)].Name, tables.Cells[cell(row)], rest(row)))];

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(folder.FullName, file), text);
}
