using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Murmure.Attribution;
using Murmure.Server.Analysis;
using Murmure.Server.Logs;
using Murmure.Server.Reports;
using Murmure.Server.Simulation;
using Murmure.Statistics.Simulation;
using Murmure.Storage.Events.DuckDb;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>The same log, read by <c>analyze</c> and kept by a server: its page, its file and its API give the same figures.</summary>
[WholeServer]
public sealed partial class AgreementTests : IDisposable
{
    private const string Site = "www.courrier-du-littoral.fr";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("murmure-agree-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Analyze_page_file_and_api_count_alike()
    {
        var scenario = Scenario.Find("base")! with { Days = 3, Site = new SiteShape(Sections: 4, Articles: 30) };
        await SimulationWriter.WriteAsync(scenario, 5, new DateOnly(2026, 11, 9), folder.FullName);
        using var analyzed = await AnalyzeAsync();
        await using var host = await PagesHost.StartAsync(Site);
        await ReadAsync(host.Store);

        // The host's own visit, of another day, is left out by the days asked for.
        const string Days = "from=2026-11-09&to=2026-11-11";
        var visits = analyzed.RootElement.GetProperty("visits");
        var (total, visitors, views) = (visits.GetProperty("total").GetInt64(), visits.GetProperty("visitors").GetInt64(), visits.GetProperty("pageViews").GetInt64());
        var previews = analyzed.RootElement.GetProperty("hits").GetProperty("preview").GetInt64();
        total.ShouldBeGreaterThan(1_000);

        var page = WebUtility.HtmlDecode(await host.Client.GetStringAsync($"/app/sites/{Site}?{Days}"));
        Figures(page).Take(3).ShouldBe([total, visitors, views]);
        Figures(page).ShouldContain(previews);
        page.ShouldContain($"A classic tool would say: {Texts(analyzed.RootElement.GetProperty("direct").GetProperty("asReportedByReferrerOnly").GetInt64(), total)} Direct");

        var api = await AskAsync(host, $"/api/v1/reports?site={Site}&{Days}&metrics=visits,visitors,pageviews,unknown_views,previews,bare_visits,direct_visits");
        api.GetProperty("visits").GetInt64().ShouldBe(total);
        api.GetProperty("visitors").GetInt64().ShouldBe(visitors);
        (api.GetProperty("pageviews").GetInt64() + api.GetProperty("unknown_views").GetInt64()).ShouldBe(views);
        api.GetProperty("previews").GetInt64().ShouldBe(previews);
        api.GetProperty("bare_visits").GetInt64().ShouldBe(analyzed.RootElement.GetProperty("direct").GetProperty("asReportedByReferrerOnly").GetInt64());
        api.GetProperty("direct_visits").GetInt64().ShouldBe(analyzed.RootElement.GetProperty("direct").GetProperty("visits").GetInt64());

        var file = (await host.Client.GetStringAsync($"/app/sites/{Site}/by/channel.csv?{Days}")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','));
        var channels = file.Where(row => row[1] != "0").ToDictionary(row => row[0], row => long.Parse(row[1], CultureInfo.InvariantCulture));
        channels.ShouldBe(visits.GetProperty("byChannel").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetInt64()), ignoreOrder: true);
    }

    private async Task<JsonDocument> AnalyzeAsync()
    {
        await using var store = DuckDbEventStore.Open(Path.Combine(folder.FullName, "own.duckdb"), new DuckDbOptions(), TimeProvider.System);
        await ReadAsync(store);
        var report = await new ReportRunner(store, Catalogue.Load()).RunAsync(Site, null, null, default);
        using var json = new MemoryStream();
        ReportJson.Write(json, report.ShouldNotBeNull());
        return JsonDocument.Parse(json.ToArray());
    }

    private async Task ReadAsync(Storage.Events.IEventStore store)
    {
        LogReader.TryOpen(Path.Combine(folder.FullName, "access.log"), null, out var reader, out var problem).ShouldBeTrue(problem?.Say());
        using (reader)
            await new LogAnalysis(store, new Classifier(Catalogue.Load()), TimeProvider.System).RunAsync([reader!], new LogAnalysisOptions(Site, TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")), null, null, default);
    }

    private static string Texts(long part, long whole) => Murmure.Server.Dashboard.Text.Texts.For(Murmure.Server.Dashboard.Text.Language.English).Share(part, whole);

    private static long[] Figures(string page) => [.. Figure().Matches(page).Select(match => match.Groups["figure"].Value.Replace(",", "", StringComparison.Ordinal))
        .Where(figure => figure.All(char.IsAsciiDigit)).Select(figure => long.Parse(figure, CultureInfo.InvariantCulture))];

    private static async Task<JsonElement> AskAsync(PagesHost host, string path)
    {
        using var client = host.Browser();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await host.KeyAsync("reports:read"));
        return JsonDocument.Parse(await client.GetStringAsync(path)).RootElement.GetProperty("totals");
    }

    [GeneratedRegex("<dd class=\"figure\">(?<figure>[^<]+)</dd>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Figure();
}
