using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Murmure.Server.Tests.Logs;

namespace Murmure.Tests;

public sealed class AnalyzeTests
{
    private const string Line = """192.0.2.7 - - [02/Nov/2026:08:00:00 +0000] "GET /culture/un-concert-au-port-123 HTTP/1.1" 200 512 "-" "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Mobile Safari/537.36 WA4A/2.26.32.83" """;

    public static TheoryData<string, byte[]?, string> BadInputs => new()
    {
        { "missing.log", null, "no such file" },
        { "empty.log", [], "no log line" },
        { "picture.log", [0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13, 1, 2, 3, 0, 0, 0, 0, 200, 201, 202, 0, 0, 0, 0], "binary file" },
        { "diary.log", "Dear diary,\ntoday nothing happened.\n"u8.ToArray(), "not recognised" },
    };

    [Theory]
    [MemberData(nameof(BadInputs))]
    public async Task What_cannot_be_read_is_one_line_and_exit_code_1(string name, byte[]? content, string says)
    {
        using var murmure = new Executable();
        if (content is not null)
            murmure.Write(name, content);
        var run = await murmure.RunAsync("analyze", name, "--lang", "en");
        run.Exit.ShouldBe(1);
        run.ErrorLines.ShouldHaveSingleItem().ShouldContain(says);
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_directory_is_one_line_and_exit_code_1()
    {
        using var murmure = new Executable();
        Directory.CreateDirectory(Path.Combine(murmure.Folder, "logs"));
        var run = await murmure.RunAsync("analyze", "logs");
        run.Exit.ShouldBe(1);
        run.ErrorLines.ShouldHaveSingleItem().ShouldContain("directory");
    }

    [Fact]
    public async Task A_truncated_gzip_is_reported_with_what_could_be_read()
    {
        using var murmure = new Executable();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => Line.Replace("-123", $"-{i}", StringComparison.Ordinal).TrimEnd() + "\n"))));
        murmure.Write("cut.gz", packed.ToArray()[..(int)(packed.Length / 2)]);
        var run = await murmure.RunAsync("analyze", "cut.gz", "--json", "--quiet", "--lang", "en");
        run.Exit.ShouldBe(1);
        run.ErrorLines.ShouldHaveSingleItem().ShouldContain("stops before its end");
        JsonDocument.Parse(run.Output).RootElement.GetProperty("parsed").GetInt64().ShouldBeInRange(5_000, 15_000);
    }

    [Theory]
    [InlineData("analyze")]
    [InlineData("analyze", "x.log", "--lang", "de")]
    [InlineData("analyze", "x.log", "--no-such-option")]
    [InlineData("no-such-verb")]
    public async Task Wrong_usage_is_exit_code_2(params string[] arguments)
    {
        using var murmure = new Executable();
        var run = await murmure.RunAsync(arguments);
        run.Exit.ShouldBe(2);
        run.Error.ShouldContain("--help");
    }

    [Theory]
    [InlineData("--format", "no-such-format", "there is no log format of that name")]
    [InlineData("--tz", "Mars/Olympus", "no such time zone")]
    public async Task A_wrong_value_is_one_line(string option, string value, string says)
    {
        using var murmure = new Executable();
        murmure.Write("a.log", Line);
        var run = await murmure.RunAsync("analyze", "a.log", option, value, "--lang", "en");
        run.Exit.ShouldBe(1);
        run.ErrorLines.ShouldHaveSingleItem().ShouldContain(says);
    }

    [Fact]
    public async Task Every_verb_shows_an_example()
    {
        using var murmure = new Executable();
        foreach (var verb in new[] { "analyze", "classify", "serve", "simulate" })
        {
            var run = await murmure.RunAsync(verb, "--help");
            run.Exit.ShouldBe(0);
            run.Output.ShouldContain("Example: ");
        }
    }

    [Fact]
    public async Task The_report_is_plain_text_in_the_language_asked_for()
    {
        using var murmure = new Executable();
        var run = await murmure.RunAsync(Encoding.ASCII.GetBytes(Line), "analyze", "-", "--lang", "fr", "--quiet");
        run.ShouldSatisfyAllConditions(r => r.Exit.ShouldBe(0), r => r.Error.ShouldBeEmpty());
        run.Output.ShouldContain("viennent d’un partage privé");
        run.Output.ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task The_json_keeps_its_contract_and_gives_no_point()
    {
        using var murmure = new Executable();
        murmure.Write("a.log", string.Concat(Enumerable.Range(0, 10).Select(i =>
            (i < 3 ? Line : Line.Replace(" WA4A/2.26.32.83", "", StringComparison.Ordinal)).Replace("192.0.2.7", $"192.0.2.{i}", StringComparison.Ordinal).TrimEnd() + "\n")));
        var run = await murmure.RunAsync("analyze", "a.log", "--json", "--quiet", "--site", "journal.example");
        var report = JsonDocument.Parse(run.Output).RootElement;
        foreach (var name in new[] { "read", "parsed", "skipped", "malformed", "status", "from", "to", "hits", "previews", "visits", "direct", "darkSocial", "pages" })
            report.TryGetProperty(name, out _).ShouldBeTrue(name);
        report.GetProperty("visits").GetProperty("total").GetInt64().ShouldBe(10);
        var dark = report.GetProperty("darkSocial");
        foreach (var name in new[] { "value", "lower", "upper", "level", "inferred" })
            dark.GetProperty(name).ValueKind.ShouldBe(JsonValueKind.Null, name);
        dark.GetProperty("rung").GetInt32().ShouldBe(0);
        dark.GetProperty("floor").GetDouble().ShouldBe(0.3, 1e-12);
        dark.GetProperty("ceiling").GetDouble().ShouldBe(1.0, 1e-12);
        report.GetProperty("direct").GetProperty("visits").GetInt64().ShouldBe(7);
        report.GetProperty("direct").GetProperty("asReportedByReferrerOnly").GetInt64().ShouldBe(10);
    }

    [Fact]
    public async Task A_public_log_has_the_counts_that_were_counted_independently()
    {
        var expected = SharedData.Path("logs_expected.json");
        using var murmure = new Executable();
        var run = await murmure.RunAsync("analyze", SharedData.Path("logs/apache_logs"), "--json", "--quiet");
        var report = JsonDocument.Parse(run.Output).RootElement;
        var truth = JsonDocument.Parse(await File.ReadAllTextAsync(expected)).RootElement.GetProperty("cases").EnumerateArray()
            .Single(one => one.GetProperty("file").GetString() == "logs/apache_logs").GetProperty("expected");
        report.GetProperty("read").GetInt64().ShouldBe(truth.GetProperty("lines").GetInt64());
        report.GetProperty("parsed").GetInt64().ShouldBe(truth.GetProperty("parsed").GetInt64());
        report.GetProperty("malformed").GetInt64().ShouldBe(truth.GetProperty("malformed").GetInt64());
        report.GetProperty("status").EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetInt64())
            .ShouldBe(truth.GetProperty("status").EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetInt64()), ignoreOrder: true);
    }
}
