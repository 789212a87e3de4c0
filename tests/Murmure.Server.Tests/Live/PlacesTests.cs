using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Analysis;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Ingest;
using Murmure.Server.Logs;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Dashboard.Details;
using Murmure.Server.Tests.Ingest;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Live;

/// <summary>Regions and cities, from the operator's file to what is shown.</summary>
[WholeServer]
public sealed class PlacesTests : IDisposable
{
    private const string Site = "www.example.org";

    /// <summary>Readers of each network. Of Normandy three towns are few or would give the few away; all regions are many.</summary>
    private static readonly (string Address, string City, int Readers, bool Shown)[] Readers =
    [
        ("80.10.1.", "FR/Normandy/Caen", 30, true), ("80.10.2.", "FR/Normandy/Rouen", 12, false), ("80.10.3.", "FR/Normandy/Bayeux", 3, false),
        ("80.10.4.", "FR/Normandy/Le Havre", 2, false), ("80.10.5.", "FR/Brittany/Brest", 20, true), ("81.240.1.", "BE/Hainaut/Mons", 15, true), ("81.240.2.", "BE/Liège/Liege", 14, true),
    ];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("murmure-places-");

    private string File => Path.Combine(folder.FullName, "city.mmdb");

    public PlacesTests() => SomePlaces.Nested().WriteTo(File);

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Analyze_page_file_and_api_count_cities_alike_and_keep_the_same_back()
    {
        await using var store = EventStores.OpenTemporary(TimeProvider.System);
        var report = await AnalyzeAsync(store);
        var analyzed = SmallCells.Of(report.Cities).ToDictionary(cell => cell.Name, cell => cell.Visits, StringComparer.Ordinal);
        analyzed.ShouldBe(Readers.ToDictionary(place => place.City, place => place.Shown ? place.Readers : (long?)null), ignoreOrder: true);
        SmallCells.Of(report.Regions).Select(cell => (cell.Name, cell.Visits)).ShouldBe([("FR/Normandy", 47L), ("FR/Brittany", 20), ("BE/Hainaut", 15), ("BE/Liège", 14)]);
        (await HtmlReport.RenderAsync(report, Language.English)).ShouldContain("<bdi>Caen (Normandy, France)</bdi>");

        await using var host = await PagesHost.StartAsync(Site);
        await AnalyzeAsync(host.Store);
        using (await PagesHost.SendAsync(host.Client, $"/app/sites/{Site}/settings", "settings", ("zone", "UTC"), ("language", "en"), ("profile", "log-only"), ("cities", "yes")))
            host.Services.GetRequiredService<SiteDirectory>().Find(Site)!.Cities.ShouldBeTrue();
        const string Days = "from=2026-11-09&to=2026-11-09";
        var api = await host.AskAsync($"reports?site={Site}&{Days}&dimensions=city");
        api.GetProperty("rows").EnumerateArray().ToDictionary(row => row[0].GetString()!, row => row[1].ValueKind == JsonValueKind.Number ? row[1].GetInt64() : (long?)null).ShouldBe(analyzed, ignoreOrder: true);

        var page = WebUtility.HtmlDecode(await host.Client.GetStringAsync($"/app/sites/{Site}?{Days}&tables=city"));
        foreach (var (_, city, readers, shown) in Readers)
            Row(page, Texts.For(Language.English).Area(city)).ShouldBe(shown ? $"{readers}" : "< 10", city);
        WebUtility.HtmlDecode(await host.Client.GetStringAsync($"/app/sites/{Site}?{Days}&tables=region&lang=fr")).ShouldContain("<bdi>Hainaut (Belgique)</bdi>");

        var file = (await host.Client.GetStringAsync($"/app/sites/{Site}/by/city.csv?{Days}")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','));
        file.ToDictionary(row => row[0], row => row[1].Length == 0 ? (long?)null : long.Parse(row[1], CultureInfo.InvariantCulture)).ShouldBe(analyzed, ignoreOrder: true);
    }

    /// <summary>Who knows a country's figure, and those of its regions that are shown, must not know the rest.</summary>
    [Theory]
    [InlineData("dimensions=city", "FR/Normandy/Caen=30 FR/Brittany/Brest=20 BE/Hainaut/Mons=15 BE/Liège/Liege=14 FR/Normandy/Bayeux= FR/Normandy/Le Havre= FR/Normandy/Rouen= total=96")]
    [InlineData("dimensions=region", "FR/Normandy=47 FR/Brittany=20 BE/Hainaut=15 BE/Liège=14 total=96")]
    [InlineData("filters=city==FR/Normandy/Caen", "30 total=30")]
    [InlineData("filters=city==FR/Normandy/Bayeux", " total=")]
    [InlineData("filters=city!=FR/Normandy/Bayeux", " total=")]
    [InlineData("filters=city!=FR/Normandy/Caen", "66 total=66")]
    [InlineData("filters=city~=Le Havre", " total=")]
    [InlineData("filters=region==FR/Normandy;city!=FR/Normandy/Caen", "17 total=17")]
    [InlineData("filters=country==FR;city!=FR/Normandy/Bayeux", " total=")]
    [InlineData("dimensions=device&filters=city==FR/Normandy/Rouen", "desktop= total=")]
    public async Task The_api_looks_at_a_place_within_those_around_it(string question, string told)
    {
        await using var host = await PagesHost.StartAsync(Site);
        await AnalyzeAsync(host.Store);
        var answer = await host.AskAsync($"reports?site={Site}&from=2026-11-09&to=2026-11-09&{question}");
        var rows = answer.GetProperty("rows").EnumerateArray().Select(row => string.Join('=', row.EnumerateArray().Select(cell => cell.ToString())));
        string.Join(' ', rows.Append("total=" + answer.GetProperty("totals").GetProperty("visits"))).ShouldBe(told);
    }

    /// <summary>The one region that is few is the only one of its country that is: a list of all regions would hide it among those of other countries.</summary>
    [Fact]
    public void A_small_place_is_kept_back_with_another_of_the_same_country()
    {
        static CountRow Row((string Name, int Visitors) one) => new(one.Name, one.Visitors) { Visitors = one.Visitors };
        var (regions, cities) = SmallCells.Within(
            [Row(("FR", 63)), Row(("BE", 60))], [.. new[] { ("FR/A", 40), ("FR/B", 20), ("FR/C", 3), ("BE/A", 40), ("BE/B", 11), ("BE/C", 9) }.Select(Row)],
            [.. new[] { ("FR/B/a", 20), ("BE/A/a", 30), ("BE/A/b", 10) }.Select(Row)]);
        SmallCells.Of(regions).Where(cell => cell.Visits is null).Select(cell => cell.Name).ShouldBe(["FR/B", "BE/B", "BE/C", "FR/C"], ignoreOrder: true);
        SmallCells.Of(cities).Where(cell => cell.Visits is null).Select(cell => cell.Name).ShouldContain("FR/B/a", "its region is kept back");
    }

    [Fact]
    public async Task A_live_site_keeps_them_until_its_day_closes_and_then_those_of_many()
    {
        await using var host = await LiveHost.StartAsync(intake: new IntakeOptions { Places = File }, sites: [LiveHost.Rules() with { Cities = true }, LiveHost.Rules("example.net", id: 2)]);
        foreach (var (address, _, readers, _) in Readers)
        {
            for (var i = 1; i <= readers; i++)
                await host.ViewAsync("/a", address: address + i);
        }
        await host.ViewAsync("/a", address: "80.10.1.1", site: "example.net");
        (await host.EventsAsync("example.net")).ShouldHaveSingleItem().City.ShouldBe("", "that site does not keep them");
        (await host.EventsAsync()).GroupBy(one => one.City).ToDictionary(city => city.Key, city => city.Count()).ShouldBe(Readers.ToDictionary(place => place.City, place => place.Readers), ignoreOrder: true);

        var key = await ApiTests.KeyAsync(host, 1, [1], Scopes.ReportsRead);
        (await ApiTests.GetAsync(host, key, "/api/v1/reports?site=example.org&from=2026-11-25&to=2026-11-25&dimensions=city")).Body.ShouldContain("\"rows\":[]", customMessage: "its day goes on");

        host.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 26, 3, 0, 0, TimeSpan.Zero));
        await host.CloseDaysAsync();
        var closed = await host.EventsAsync();
        closed.GroupBy(one => one.City).ToDictionary(city => city.Key, city => city.Count()).ShouldBe(
            new Dictionary<string, int> { ["FR/Normandy/Caen"] = 30, [""] = 17, ["FR/Brittany/Brest"] = 20, ["BE/Hainaut/Mons"] = 15, ["BE/Liège/Liege"] = 14 }, ignoreOrder: true);
        closed.Count(one => one.Region == "FR/Normandy").ShouldBe(47, "Rouen's readers hide the five of Bayeux and Le Havre");
        (await ApiTests.GetAsync(host, key, "/api/v1/reports?site=example.org&from=2026-11-25&to=2026-11-25&dimensions=city")).Body.ShouldContain("FR/Normandy/Caen");
    }

    [Fact]
    public async Task A_file_that_is_replaced_is_read_again_without_a_stop_and_a_broken_one_is_said_and_not_used()
    {
        await using var host = await LiveHost.StartAsync(intake: new IntakeOptions { Places = File }, sites: [LiveHost.Rules() with { Cities = true }]);
        var watch = host.Services.GetServices<IHostedService>().OfType<PlaceWatch>().ShouldHaveSingleItem();
        async Task<string> CityAsync(string path)
        {
            await host.ViewAsync(path, address: "80.10.1.9");
            return (await host.EventsAsync()).Single(one => one.Page == path).City;
        }

        (await CityAsync("/1")).ShouldBe("FR/Normandy/Caen");
        SomePlaces.Nested(city: name => name == "Caen" ? "Hérouville" : name).WriteTo(File);
        await watch.Look(File);
        (await CityAsync("/2")).ShouldBe("FR/Normandy/Caen", "it may be half of a copy yet");
        await watch.Look(File);
        (await CityAsync("/3")).ShouldBe("FR/Normandy/Hérouville");

        System.IO.File.WriteAllText(File, "no database");
        await watch.Look(File);
        await watch.Look(File);
        (await CityAsync("/4")).ShouldBe("FR/Normandy/Hérouville");
        var key = await ApiTests.KeyAsync(host, 1, [1], Scopes.Admin);
        (await ApiTests.GetAsync(host, key, "/api/v1/doctor")).Body.ShouldContain("GeoLite2-City of 2026-11-10 is read (15 days old)");
        (await ApiTests.GetAsync(host, key, "/api/v1/doctor")).Body.ShouldContain("it is no whole database");
    }

    [Fact]
    public async Task The_public_page_and_the_register_say_so_where_a_site_keeps_them()
    {
        await using var host = await LiveHost.StartAsync(
            intake: new IntakeOptions { Places = File }, sites: [LiveHost.Rules() with { Cities = true }, LiveHost.Rules("example.net", id: 2), LiveHost.Rules("exempt.example", ComplianceProfile.FrExempt, id: 3) with { Cities = true }]);
        async Task<string> ReadAsync(string site, string query = "") => WebUtility.HtmlDecode(await host.Client.GetStringAsync($"/app/transparency/{site}{query}"));
        var page = await ReadAsync("example.org");
        page.ShouldContain("from which region and city readers come");
        page.ShouldContain("<a href=\"https://www.maxmind.com\" rel=\"noreferrer\">Regions and cities: GeoLite2-City, of 10 November 2026</a>");
        (await ReadAsync("example.org", "?lang=fr")).ShouldContain("Aussi la région et la ville.");
        foreach (var site in (string[])["example.net", "exempt.example"])
            (await ReadAsync(site)).ShouldNotContain("region and city", Case.Insensitive, site);
    }

    private async Task<TrafficReport> AnalyzeAsync(IEventStore store)
    {
        var log = new StringBuilder();
        foreach (var (address, _, readers, _) in Readers)
        {
            for (var i = 1; i <= readers; i++)
                log.Append(CultureInfo.InvariantCulture, $"{address}{i} - - [09/Nov/2026:08:00:00 +0000] \"GET /a HTTP/1.1\" 200 1000 \"-\" \"{LiveHost.Firefox}\"\n");
        }
        LogReader.TryOpen(new MemoryStream(Encoding.UTF8.GetBytes(log.ToString())), "access.log", null, log.Length, out var reader, out var problem).ShouldBeTrue(problem?.Say());
        using (reader)
            return await new LogAnalysis(store, Doors.Classifier, TimeProvider.System).RunAsync([reader!], new LogAnalysisOptions(Site) { Places = File }, null, null, default);
    }

    private static string Row(string page, string name) => Regex.Match(page, $"""<bdi>{Regex.Escape(name)}</bdi>.*?<td class="n">(?<figure>[^<]*(?:< 10)?)</td>""", RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Groups["figure"].Value;
}
