using System.IO.Compression;
using System.Text;
using Murmure.Attribution;
using Murmure.Server.Analysis;
using Murmure.Server.Simulation;
using Murmure.Server.Tests.Ingest;
using Murmure.Statistics.Simulation;

namespace Murmure.Server.Tests.Analysis;

public sealed class LogAnalysisTests(LogAnalysisTests.TwoDays days) : IClassFixture<LogAnalysisTests.TwoDays>
{
    private static readonly LogAnalysisOptions Paris = new(Zone: TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"));

    [Theory]
    [InlineData(4_096)]
    [InlineData(50_000)]
    public async Task The_size_of_the_chunks_does_not_show(int chunkBytes)
    {
        var report = await Analysed.BytesAsync([days.Log], Paris, chunkBytes);
        report.Visits.ShouldBeGreaterThan(1_000);
        Analysed.JsonOf(report).ShouldBe(days.Json);
    }

    [Fact]
    public async Task The_same_log_gives_the_same_report_again() => Analysed.JsonOf(await Analysed.BytesAsync([days.Log], Paris)).ShouldBe(days.Json);

    /// <summary>Cut inside an hour, at a line's end, as a log's rotation does.</summary>
    [Fact]
    public async Task A_file_cut_in_two_gives_the_same_report()
    {
        var cut = Array.IndexOf(days.Log, (byte)'\n', days.Log.Length / 2) + 1;
        Analysed.JsonOf(await Analysed.BytesAsync([days.Log[..cut], days.Log[cut..]], Paris)).ShouldBe(days.Json);
    }

    [Fact]
    public async Task Gzip_and_windows_line_ends_give_the_same_report()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(days.Log);
        Analysed.JsonOf(await Analysed.BytesAsync([packed.ToArray()], Paris)).ShouldBe(days.Json);
        var windows = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(days.Log).Replace("\n", "\r\n", StringComparison.Ordinal));
        Analysed.JsonOf(await Analysed.BytesAsync([windows], Paris)).ShouldBe(days.Json);
    }

    /// <summary>Folding needs the lines of one minute together; everything else is derived from what is stored.</summary>
    [Fact]
    public async Task Without_previews_the_order_of_the_lines_does_not_show()
    {
        var lines = Encoding.UTF8.GetString(days.Log).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !IsPreview(line)).ToArray();
        lines.Length.ShouldBeGreaterThan(5_000);
        var inOrder = await Analysed.TextAsync(string.Join('\n', lines), Paris);
        new Random(5).Shuffle(lines);
        Analysed.JsonOf(await Analysed.TextAsync(string.Join('\n', lines), Paris)).ShouldBe(Analysed.JsonOf(inOrder));
    }

    [Fact]
    public async Task What_is_handed_on_is_what_is_counted()
    {
        var kept = new List<Storage.Events.StoredEvent>();
        var report = await Analysed.BytesAsync([days.Log], Paris, onEvent: kept.Add);
        kept.Count(one => one.Kind == Storage.Events.EventKind.Pageview).ShouldBe((int)report.PageViews);
        kept.Count(one => one.Kind == Storage.Events.EventKind.Preview).ShouldBe((int)report.Previews.Sum(row => row.Previews));
        kept.Select(one => one.Day).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Every_line_is_accounted_for_once()
    {
        var report = await Analysed.BytesAsync([days.Log], Paris);
        var log = report.Log.ShouldNotBeNull();
        log.Read.ShouldBe(days.Lines);
        log.Parsed.ShouldBe(log.Status.Values.Sum());
        (log.Skipped.Values.Sum() + report.Hits.Values.Sum()).ShouldBe(log.Parsed);
    }

    [Fact]
    public async Task A_common_log_cannot_tell_people_from_machines()
    {
        var log = string.Concat(Enumerable.Range(0, 5).Select(i => $"203.0.113.{i} - - [09/Nov/2026:08:00:0{i} +0000] \"GET /news/a HTTP/1.1\" 200 512\n"));
        var report = await Analysed.TextAsync(log);
        report.Hits[Verdict.Unknown].ShouldBe(5);
        (report.Hits[Verdict.Person], report.Visits).ShouldBe((0, 5));
    }

    [Theory]
    [InlineData("16/Jan/2027:11:59:59", 0)]
    [InlineData("16/Jan/2027:12:00:01", 1)]
    [InlineData("09/Nov/2099:08:00:00", 1)]
    [InlineData("01/Jan/1970:00:00:07", 1)]
    [InlineData("31/Dec/1992:23:59:59", 1)]
    [InlineData("24/Oct/1994:13:41:41", 0)]
    public async Task A_time_that_cannot_be_right_is_counted_and_stretches_nothing(string stamp, long refused)
    {
        var line = $"203.0.113.9 - - [09/Nov/2026:08:00:00 +0000] \"GET /news/a HTTP/1.1\" 200 512 \"-\" \"{Asked.Firefox}\"\n";
        var report = await Analysed.TextAsync(line + line.Replace("09/Nov/2026:08:00:00", stamp, StringComparison.Ordinal));
        var log = report.Log.ShouldNotBeNull();
        (log.Read, log.Parsed, log.Skipped.GetValueOrDefault("wrong-clock")).ShouldBe((2, 2, refused));
        (report.From == report.To, report.PageViews).ShouldBe((refused == 1, 2 - refused));
    }

    [Fact]
    public async Task Lines_of_a_local_clock_are_in_the_zone_that_is_named()
    {
        const string header = "#Software: Microsoft Internet Information Services 10.0\n#Fields: date-local time-local c-ip cs-method cs-uri-stem sc-status cs(User-Agent)\n";
        var report = await Analysed.TextAsync(header + $"2026-11-09 00:30:00 203.0.113.9 GET /a 200 {Asked.Firefox.Replace(' ', '+')}\n", Paris, "iis");
        report.From.ShouldBe(new DateTimeOffset(2026, 11, 9, 0, 30, 0, TimeSpan.FromHours(1)));
        report.Days.ShouldHaveSingleItem().Day.ShouldBe(new DateOnly(2026, 11, 9));
    }

    private static bool IsPreview(string line) =>
        Doors.Classifier.ReadAgent(line.Split('"') is [.., var agent, _] ? agent : "").Verdict == Verdict.Preview;

    /// <summary>Two simulated days, analysed once.</summary>
    public sealed class TwoDays : IAsyncLifetime
    {
        public byte[] Log { get; private set; } = [];

        public int Lines { get; private set; }

        public string Json { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            var folder = Directory.CreateTempSubdirectory("murmure-analysis-");
            var scenario = Scenario.Find("base")! with { Days = 2, Site = new SiteShape(Sections: 4, Articles: 30) };
            Lines = (await SimulationWriter.WriteAsync(scenario, 3, new DateOnly(2026, 11, 9), folder.FullName)).Lines;
            Log = await File.ReadAllBytesAsync(Path.Combine(folder.FullName, "access.log"));
            folder.Delete(recursive: true);
            Json = Analysed.JsonOf(await Analysed.BytesAsync([Log], Paris));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
