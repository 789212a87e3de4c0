using System.Text.Json;

namespace Murmure.Tests;

/// <summary>The verbs that make worlds, estimate in them and say how far off that is.</summary>
public sealed class EstimateTests
{
    [Fact]
    public async Task A_simulated_folder_is_estimated_from_its_requests_and_from_its_tables()
    {
        using var murmure = new Executable();
        var made = await murmure.RunAsync("simulate", "--scenario", "S16", "--seed", "4", "--out", "tiny", "--tables");
        made.Exit.ShouldBe(0, made.Error);
        foreach (var folder in new[] { "tiny", Path.Combine("tiny", "tables") })
        {
            var estimated = await murmure.RunAsync("estimate", folder, "--json", "--seed", "9");
            estimated.Exit.ShouldBe(0, estimated.Error);
            using var json = JsonDocument.Parse(estimated.Output);
            json.RootElement.GetProperty("rung").GetString().ShouldBe("heuristic");
            json.RootElement.GetProperty("alpha").ValueKind.ShouldBe(JsonValueKind.Null);
            json.RootElement.GetProperty("rule").GetDouble().ShouldBeInRange(.05, .95);
            json.RootElement.GetProperty("demotedBecause").GetArrayLength().ShouldBeGreaterThan(0);
            (await murmure.RunAsync("estimate", folder, "--json", "--seed", "9")).Output.ShouldBe(estimated.Output);
        }
    }

    [Theory]
    [InlineData("en", "rule of thumb", "What would say more")]
    [InlineData("fr", "règle empirique", "Ce qui permettrait d’en dire plus")]
    public async Task Without_JSON_a_person_is_told_what_it_stands_on_and_what_would_say_more(string language, string rung, string reasons)
    {
        using var murmure = new Executable();
        Directory.CreateDirectory(Path.Combine(murmure.Folder, "counts"));
        murmure.Write(Path.Combine("counts", "direct.csv"), "page,typeable,hour,cell,count\n/,1,9,desktop|first|none,40\n/a/b-12345,0,9,ios|first|none,25\n");
        var told = await murmure.RunAsync("estimate", "counts", "--lang", language);
        told.Exit.ShouldBe(0, told.Error);
        told.Output.ShouldContain(rung);
        told.Output.ShouldContain(reasons);
        told.Output.ShouldContain("38");
    }

    [Theory]
    [InlineData(1, "no such folder", "estimate", "nowhere")]
    [InlineData(1, "no such time zone", "estimate", ".", "--tz", "Mars/Olympus")]
    [InlineData(1, "neither direct.csv", "estimate", ".")]
    [InlineData(1, "--site nobody.example: A site of that name is not here.", "estimate", "--site", "nobody.example")]
    [InlineData(2, "one of them", "estimate")]
    [InlineData(2, "one of them", "estimate", ".", "--site", "nobody.example")]
    [InlineData(1, "S99: no such scenario; there is S1,", "evaluate", "--scenarios", "S1,S99")]
    [InlineData(2, "--replicates", "evaluate", "--replicates", "0")]
    [InlineData(1, "methods.md: no such file", "evaluate", "--scenarios", "S16", "--replicates", "1", "--write", "nowhere")]
    [InlineData(1, "no such scenario", "simulate", "--scenario", "S99", "--out", "x")]
    public async Task What_cannot_be_done_is_one_line(int exit, string says, params string[] arguments)
    {
        using var murmure = new Executable();
        var outcome = await murmure.RunAsync(arguments);
        outcome.Exit.ShouldBe(exit, outcome.Error);
        outcome.Error.ShouldContain(says);
        outcome.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_evaluation_prints_its_table_as_JSON()
    {
        using var murmure = new Executable();
        var outcome = await murmure.RunAsync("evaluate", "--scenarios", "S1,S7", "--replicates", "2", "--json", "--quiet");
        outcome.Exit.ShouldBe(0, outcome.Error);
        outcome.Error.ShouldBeEmpty();
        using var json = JsonDocument.Parse(outcome.Output);
        json.RootElement.GetProperty("replicates").GetInt32().ShouldBe(2);
        json.RootElement.GetProperty("scenarios").EnumerateArray().Select(s => s.GetProperty("name").GetString()).ShouldBe(["S1", "S7"]);
        foreach (var scenario in json.RootElement.GetProperty("scenarios").EnumerateArray())
        {
            scenario.GetProperty("runs").GetInt32().ShouldBe(2);
            scenario.GetProperty("rungs").EnumerateObject().Sum(r => r.Value.GetInt32()).ShouldBe(2);
            scenario.GetProperty("rule").GetProperty("error").GetDouble().ShouldBeInRange(.01, 1);
            scenario.GetProperty("allDirect").GetProperty("count").GetInt32().ShouldBe(2);
        }

        json.RootElement.GetProperty("scenarios")[1].GetProperty("truth").GetDouble().ShouldBe(0);
        json.RootElement.GetProperty("targets").EnumerateArray().Select(t => t.GetProperty("name").GetString()).Distinct().Count().ShouldBe(8);
        // Not run, so not measured: a target is never reached by default.
        json.RootElement.GetProperty("targets").EnumerateArray().Single(t => t.GetProperty("name").GetString() == "T7").GetProperty("reached").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task An_evaluation_puts_its_table_into_the_guide_between_the_markers_and_says_how_little_few_runs_say()
    {
        using var murmure = new Executable();
        foreach (var language in new[] { "en", "fr" })
        {
            Directory.CreateDirectory(Path.Combine(murmure.Folder, "guide", language));
            murmure.Write(Path.Combine("guide", language, "methods.md"),
                "before\n<!-- scores: murmure evaluate --write docs/guide -->\nold\n<!-- /scores -->\nafter\n");
        }

        var outcome = await murmure.RunAsync("evaluate", "--scenarios", "S16", "--replicates", "1", "--write", "guide", "--lang", "fr", "--quiet");
        outcome.Exit.ShouldBe(0, outcome.Error);
        outcome.Output.ShouldContain("S16");
        var english = await File.ReadAllTextAsync(Path.Combine(murmure.Folder, "guide", "en", "methods.md"));
        var french = await File.ReadAllTextAsync(Path.Combine(murmure.Folder, "guide", "fr", "methods.md"));
        foreach (var page in new[] { english, french })
        {
            page.ShouldStartWith("before\n<!-- scores");
            page.ShouldEndWith("<!-- /scores -->\nafter\n");
            page.ShouldNotContain("old");
            page.ShouldContain("| S16 |");
        }

        english.ShouldContain("it takes 200");
        french.ShouldContain("il en faut 200");
    }
}
