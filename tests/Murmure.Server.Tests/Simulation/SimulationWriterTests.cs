using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Murmure.Server.Simulation;
using Murmure.Statistics.Simulation;

namespace Murmure.Server.Tests.Simulation;

public sealed partial class SimulationWriterTests(SimulationWriterTests.BaseRun run) : IClassFixture<SimulationWriterTests.BaseRun>
{
    private static readonly DateOnly Monday = new(2026, 11, 9);

    private static readonly Scenario Small = Scenario.Find("base")! with { Days = 2, Site = new SiteShape(Sections: 4, Articles: 30) };

    [Fact]
    public async Task The_same_seed_writes_the_same_bytes_and_another_seed_others()
    {
        using var first = new Folder();
        using var second = new Folder();
        using var other = new Folder();
        await SimulationWriter.WriteAsync(Small, 5, Monday, first.Path);
        await SimulationWriter.WriteAsync(Small, 5, Monday, second.Path);
        await SimulationWriter.WriteAsync(Small, 6, Monday, other.Path);
        first.Hashes().Keys.ShouldBe(["access.log", "campaigns.csv", "hits.jsonl", "pages.jsonl", "survey.jsonl", "truth.json"]);
        second.Hashes().ShouldBe(first.Hashes());
        other.Hashes()["access.log"].ShouldNotBe(first.Hashes()["access.log"]);
    }

    [Fact]
    public void Every_line_is_strictly_combined_and_none_goes_back_in_time()
    {
        var last = DateTimeOffset.MinValue;
        foreach (var line in run.Lines)
        {
            var match = Combined.Match(line);
            match.Success.ShouldBeTrue(line);
            var time = DateTimeOffset.ParseExact(match.Groups["time"].Value.Insert(24, ":"), "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture);
            time.ShouldBeGreaterThanOrEqualTo(last);
            last = time;
        }

        run.Lines.Length.ShouldBe(run.Result.Lines);
        run.Lines.Length.ShouldBeInRange(120_000, 200_000);
    }

    [Fact]
    public void No_address_can_belong_to_anybody()
    {
        IPNetwork[] nobody =
        [
            IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("203.0.113.0/24"),
            IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("2001:db8::/32"),
        ];
        foreach (var address in run.Lines.Select(l => l[..l.IndexOf(' ', StringComparison.Ordinal)]).Distinct())
            nobody.Any(n => n.Contains(IPAddress.Parse(address))).ShouldBeTrue(address);
    }

    [Fact]
    public void No_label_of_the_truth_enters_the_log_or_the_hits()
    {
        foreach (var line in run.Lines.Concat(File.ReadLines(run.At("hits.jsonl"))))
        {
            foreach (var word in new[] { "stealth", "untagged", "Private", "cause", "generation" })
                line.Contains(word, StringComparison.OrdinalIgnoreCase).ShouldBeFalse(line);
        }
    }

    [Fact]
    public void The_traces_of_sharing_are_all_there()
    {
        string[] expected =
        [
            "\"WhatsApp/2\"", " A\"", " i\"", "TelegramBot", "Discordbot", "Facebot Twitterbot", "GoogleMessages", "Slackbot-LinkExpanding", "?mm=w1 ", "?mm=w2 ",
            "WA4A/", "[WAiOS/", "FBAN/MessengerForiOS", "Orca-Android", "https://web.whatsapp.com/", "android-app://com.whatsapp/", "android-app://org.telegram.messenger/",
            "utm_source=newsletter", "fbclid=", "gclid=", "https://chatgpt.com/", "https://webmail.orange.fr/", "GPTBot", "\"HEAD /health", "semalt", "/robots.txt", " 301 ", " 404 ", " 304 ",
        ];
        foreach (var mark in expected)
            run.Lines.Any(l => l.Contains(mark, StringComparison.Ordinal)).ShouldBeTrue(mark);
    }

    [Fact]
    public void The_truth_file_says_what_the_run_says()
    {
        using var truth = JsonDocument.Parse(File.ReadAllText(run.At("truth.json")));
        var root = truth.RootElement;
        root.GetProperty("alpha").GetDouble().ShouldBe(run.Result.Truth.Total.Alpha);
        root.GetProperty("direct").GetInt32().ShouldBe(run.Result.Truth.Total.Direct);
        root.GetProperty("darkShareOfVisits").GetDouble().ShouldBeInRange(.05, .2);
        root.GetProperty("branchingRatio").GetDouble().ShouldBeInRange(.1, .5);
        foreach (var table in new[] { "byDay", "byChannel", "byPage" })
            root.GetProperty(table).EnumerateObject().Sum(p => p.Value.GetProperty("visits").GetInt32()).ShouldBe(run.Result.Truth.Total.Visits);
        root.GetProperty("byDay").EnumerateObject().Select(p => p.Name).First().ShouldBe("2026-11-09");
        root.GetProperty("byDay").EnumerateObject().Count().ShouldBe(14);
    }

    [Fact]
    public void The_paper_has_a_title_of_its_own_for_every_page_and_an_author_for_every_article()
    {
        JsonElement[] cards = [.. File.ReadLines(run.At("pages.jsonl")).Select(l => JsonDocument.Parse(l).RootElement)];
        cards.Length.ShouldBe(129);
        cards.Select(c => c.GetProperty("title").GetString()).Distinct().Count().ShouldBe(cards.Length);
        cards.Select(c => c.GetProperty("path").GetString()).Distinct().Count().ShouldBe(cards.Length);
        cards.Skip(9).ShouldAllBe(c => c.GetProperty("author").GetString()!.Length > 5 && ArticlePath.IsMatch(c.GetProperty("path").GetString()!));
        cards.Count(c => c.GetProperty("paid").GetBoolean()).ShouldBeInRange(20, 65);
    }

    [Fact]
    public async Task A_site_of_four_hundred_articles_still_has_no_title_twice()
    {
        using var folder = new Folder();
        var big = Small with { Days = 1, Site = new SiteShape(Articles: 400) };
        await SimulationWriter.WriteAsync(big, 1, Monday, folder.Path);
        string[] titles = [.. File.ReadLines(folder.At("pages.jsonl")).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("title").GetString()!)];
        titles.Distinct().Count().ShouldBe(409);
    }

    [Fact]
    public void Hits_carry_the_headers_that_logs_lack_and_the_presses_of_the_share_button()
    {
        JsonElement[] hits = [.. File.ReadLines(run.At("hits.jsonl")).Take(40_000).Select(l => JsonDocument.Parse(l).RootElement)];
        hits.Select(h => h.GetProperty("id").GetString()).Distinct().Count().ShouldBe(hits.Length);
        var sites = hits.Select(h => h.TryGetProperty("headers", out var headers) ? headers.GetProperty("Sec-Fetch-Site").GetString() : null).ToHashSet();
        sites.ShouldBe(["none", "cross-site", "same-origin", null], ignoreOrder: true);
        hits.Count(h => h.TryGetProperty("n", out var name) && name.GetString() == "share").ShouldBeGreaterThan(20);
    }

    [Fact]
    public void The_survey_and_the_campaign_calendar_are_readable_and_the_empty_calendar_confirms_itself()
    {
        File.ReadAllText(run.At("campaigns.csv")).ShouldBe("start,end\n");
        var answers = File.ReadLines(run.At("survey.jsonl")).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("answer").GetString()).CountBy(a => a ?? "").ToDictionary();
        answers.Keys.ShouldBe(["", "private", "other", "unknown"], ignoreOrder: true);
        (answers["private"] + answers["other"]).ShouldBeGreaterThan(400);
    }

    [Theory]
    [InlineData(2026, 10, 24, "+0200", "+0100")]
    [InlineData(2027, 3, 27, "+0100", "+0200")]
    public async Task Time_goes_forward_through_the_nights_when_the_clocks_change(int year, int month, int day, string before, string after)
    {
        using var folder = new Folder();
        await SimulationWriter.WriteAsync(Small, 2, new DateOnly(year, month, day), folder.Path);
        DateTimeOffset[] times =
        [
            .. File.ReadLines(folder.At("access.log")).Select(l => DateTimeOffset.ParseExact(
                Combined.Match(l).Groups["time"].Value.Insert(24, ":"), "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture)),
        ];
        times.ShouldBeInOrder();
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
        times.ShouldAllBe(t => zone.GetUtcOffset(t) == t.Offset);
        times[0].ToString("zzz", CultureInfo.InvariantCulture).ShouldBe(before.Insert(3, ":"));
        times[^1].ToString("zzz", CultureInfo.InvariantCulture).ShouldBe(after.Insert(3, ":"));
    }

    [Fact]
    public async Task A_cancelled_writing_stops()
    {
        using var folder = new Folder();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => SimulationWriter.WriteAsync(Small, 1, Monday, folder.Path, cancellation: cancelled.Token));
    }

    [Fact]
    public void At_least_a_third_of_the_agents_stand_in_no_list_of_examples()
    {
        var data = SharedData();
        Assert.SkipWhen(data is null, "The lists of example agents are not here (shared/data or MURMURE_DATA).");
        var known = Directory.EnumerateFiles(data!, "*.jsonl").SelectMany(File.ReadLines)
            .Select(l => JsonDocument.Parse(l).RootElement)
            .Where(e => e.TryGetProperty("ua", out _)).Select(e => e.GetProperty("ua").GetString()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        known.Count.ShouldBeGreaterThan(1000);
        string[] agents = [.. run.Lines.Select(l => Combined.Match(l).Groups["agent"].Value).Distinct()];
        agents.Length.ShouldBeGreaterThan(1000);
        ((double)agents.Count(a => !known.Contains(a)) / agents.Length).ShouldBeGreaterThan(1 / 3.0);
    }

    private static string? SharedData()
    {
        if (Environment.GetEnvironmentVariable("MURMURE_DATA") is { Length: > 0 } given)
            return given;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(data))
                return data;
        }

        return null;
    }

    [GeneratedRegex("""^(?<ip>[0-9a-f.:]+) - - \[(?<time>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "(?<method>GET|HEAD|POST) (?<target>/[!-~]*) HTTP/1\.1" (?<status>\d{3}) (?<bytes>\d+|-) "(?<referrer>-|[!#-~]+)" "(?<agent>[ !#-~]+)"$""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Combined { get; }

    [GeneratedRegex("^/[a-z-]+/[a-z0-9-]+-[0-9]{5}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ArticlePath { get; }

    /// <summary>The base scenario, written once for the tests that only read it.</summary>
    public sealed class BaseRun : IAsyncLifetime
    {
        private readonly Folder folder = new();

        public SimulationResult Result { get; private set; } = null!;

        public string[] Lines { get; private set; } = [];

        public string At(string file) => folder.At(file);

        public async ValueTask InitializeAsync()
        {
            Result = await SimulationWriter.WriteAsync(Scenario.Find("base")!, 1, Monday, folder.Path);
            Lines = await File.ReadAllLinesAsync(At("access.log"));
        }

        public ValueTask DisposeAsync()
        {
            folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("murmure-simulation-").FullName;

        public string At(string file) => System.IO.Path.Combine(Path, file);

        public SortedDictionary<string, string> Hashes() => new(
            Directory.EnumerateFiles(Path).ToDictionary(f => System.IO.Path.GetFileName(f), f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))),
            StringComparer.Ordinal);

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
