using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Links.Elsewhere;

[WholeServer]
public sealed class SwitchTests
{
    private const string Domain = "go.example.org";

    /// <summary>The export, how many links it gives, how many rows give none, the clicks counted, and the problems in order.</summary>
    public static readonly TheoryData<string, int, int, long, string> Sources = new()
    {
        { "bitly", 4, 2, 0, "3 no-url; 4 link-url; 5 date-unreadable" },
        { "bitly.csv", 3, 4, 1252, "4 no-url; 5 date-unreadable; 6 slug-twice; 7 row-torn; 8 clicks-unreadable; 9 row-torn" },
        { "dub", 2, 1, 17, "3 link-url" },
        { "shlink", 2, 1, 328, "2 link-slug" },
        { "yourls", 2, 0, 1242, "" },
        { "yourls.sql", 2, 1, 5, "5 link-url" },
        { "kutt", 1, 2, 12, "2 password-unknown; 3 banned-there" },
        { "shortio", 2, 0, 15, "2 encoding" },
        { "rebrandly", 1, 1, 42, "3 link-slug" },
        { "owly", 1, 1, 1005, "3 no-slug" },
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task An_export_comes_over_row_by_row_and_the_same_again_adds_nothing(string source, int imported, int refused, long clicks, string problems)
    {
        await using var site = await LinkSite.StartAsync();
        var dry = await ImportAsync(site, source, dry: true);
        Tally(dry).ShouldBe((imported, 0, refused, clicks, problems));
        (await ListAsync(site)).ShouldBeEmpty();
        Tally(await ImportAsync(site, source)).ShouldBe((imported, 0, refused, clicks, problems));
        var links = await ListAsync(site);
        links.Count.ShouldBe(imported);
        Tally(await ImportAsync(site, source)).ShouldBe((0, imported, refused, clicks, problems));
        (await ListAsync(site)).Count.ShouldBe(imported);
        (await KeptAsync(site)).Sum(row => row.Clicks).ShouldBe(clicks);
        foreach (var link in links)
            (await site.FollowAsync("/" + link.GetProperty("slug").GetString(), Domain)).Location.ShouldBe(link.GetProperty("url").GetString());
    }

    [Fact]
    public async Task Slugs_titles_tags_and_dates_stay_what_they_were()
    {
        await using var site = await LinkSite.StartAsync();
        await ImportAsync(site, "bitly");
        var links = (await ListAsync(site)).ToDictionary(link => link.GetProperty("slug").GetString()!);
        links.Keys.Order(StringComparer.Ordinal).ShouldBe(["3date", "3old", "3xYzAb1", "Printemps"]);
        var link = links["Printemps"];
        link.GetProperty("url").GetString().ShouldBe("https://www.example.org/printemps?utm_source=bitly");
        link.GetProperty("title").GetString().ShouldBe("Programme du printemps");
        link.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ShouldBe(["culture", "été"]);
        link.GetProperty("created").GetDateTime().ShouldBe(new DateTime(2024, 3, 5, 9, 30, 0, DateTimeKind.Utc));
        link.GetProperty("externalId").GetString().ShouldBe("bitly:Printemps");
        links["3old"].GetProperty("archived").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Clicks_of_a_source_are_kept_by_day_apart_from_ours()
    {
        await using var site = await LinkSite.StartAsync();
        await ImportAsync(site, "yourls.sql");
        var link = (await ListAsync(site)).Single(one => one.GetProperty("slug").GetString() == "ozh").GetProperty("id").GetInt64();
        (await KeptAsync(site)).Where(row => row.LinkId == link).OrderBy(row => row.Day).Select(row => (row.Day, row.Clicks)).ShouldBe(
            [(ImportedClicks.Undated, 2), (new DateOnly(2010, 3, 1), 2), (new DateOnly(2010, 3, 2), 1)]);
        var standing = (await site.CallAsync(HttpMethod.Get, $"/api/v1/links/{link}/standing")).Body.GetProperty("imported").EnumerateArray().ShouldHaveSingleItem();
        standing.GetProperty("source").GetString().ShouldBe("YOURLS");
        standing.GetProperty("clicks").GetInt64().ShouldBe(5);
        standing.GetProperty("undated").GetInt64().ShouldBe(2);
        var report = await site.CallAsync(HttpMethod.Get, "/api/v1/reports?site=example.org&metrics=clicks&dimensions=link&from=2009-01-01&to=2026-11-25");
        report.Body.GetProperty("rows").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_of_who_made_or_clicked_a_link_is_taken_over()
    {
        await using var site = await LinkSite.StartAsync();
        await ImportAsync(site, "yourls");
        await ImportAsync(site, "yourls.sql");
        await site.Host.StopAsync();
        foreach (var file in Directory.EnumerateFiles(site.Host.Folder, "*", SearchOption.AllDirectories))
        {
            var text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            foreach (var canary in (string[])["198.51.100.77", "198.51.100.99", "Canary"])
                text.Contains(canary, StringComparison.Ordinal).ShouldBeFalse($"{canary} in {Path.GetFileName(file)}");
        }
        await site.Host.StartAgainAsync();
    }

    [Fact]
    public async Task A_slug_that_somebody_else_has_stays_theirs_and_a_second_run_goes_on()
    {
        await using var site = await LinkSite.StartAsync();
        await site.LinkAsync(new { url = "https://www.example.org/ours", slug = "spring", domain = Domain });
        var said = await ImportAsync(site, "dub");
        Tally(said).ShouldBe((1, 0, 2, 0, "2 slug-taken; 3 link-url"));
        (await site.FollowAsync("/spring", Domain)).Location.ShouldBe("https://www.example.org/ours");
    }

    [Fact]
    public async Task The_line_to_compare_says_who_counted_and_that_nothing_was_sorted()
    {
        await using var site = await LinkSite.StartAsync();
        (await ImportAsync(site, "yourls")).GetProperty("reconciliation").GetString().ShouldBe("YOURLS: 1,242 clicks imported, counted by YOURLS, not sorted.");
        (await ImportAsync(site, "owly", language: "fr")).GetProperty("reconciliation").GetString().ShouldBe("Ow.ly\u00A0: 1\u202F005 clics importés, comptés par Ow.ly, non triés.");
    }

    [Theory]
    [InlineData("from=beauty", "x", 400, "urn:murmure:body")]
    [InlineData("from=dub", "", 400, "urn:murmure:log-unreadable")]
    [InlineData("from=shlink", "{\"broken\"", 400, "urn:murmure:log-unreadable")]
    [InlineData("from=shlink", "{\"shortUrls\":7}", 400, "urn:murmure:log-unreadable")]
    [InlineData("from=dub&domain=not a host", "x", 400, "urn:murmure:link-domain")]
    public async Task What_is_no_export_is_refused_with_a_slug(string query, string body, int status, string type)
    {
        await using var site = await LinkSite.StartAsync();
        var (answered, said, _) = await SendAsync(site, query, Encoding.UTF8.GetBytes(body));
        answered.ShouldBe(status);
        said.GetProperty("type").GetString().ShouldBe(type);
    }

    internal static async Task<JsonElement> ImportAsync(LinkSite site, string source, bool dry = false, string language = "en")
    {
        var (status, body, _) = await SendAsync(site, $"from={source.Split('.')[0]}&domain={Domain}&dry={(dry ? "true" : "false")}", Exports.Of(source), language);
        status.ShouldBe(200, body.ToString());
        return body;
    }

    private static async Task<(int Status, JsonElement Body, string Type)> SendAsync(LinkSite site, string query, byte[] body, string language = "en")
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        return await site.SendAsync(HttpMethod.Post, "/api/v1/links/imports?" + query, content, request => request.Headers.AcceptLanguage.ParseAdd(language));
    }

    private static (int Imported, int Known, int Refused, long Clicks, string Problems) Tally(JsonElement said) => (
        said.GetProperty("imported").GetInt32(), said.GetProperty("known").GetInt32(), said.GetProperty("refused").GetInt32(), said.GetProperty("clicks").GetInt64(),
        string.Join("; ", said.GetProperty("problems").EnumerateArray().Select(row => (Row: row.GetProperty("row").GetInt32(), Type: row.GetProperty("type").GetString())).OrderBy(row => row.Row).Select(row => $"{row.Row} {row.Type}")));

    private static async Task<List<JsonElement>> ListAsync(LinkSite site)
    {
        var working = await site.CallAsync(HttpMethod.Get, "/api/v1/links");
        var archived = await site.CallAsync(HttpMethod.Get, "/api/v1/links?archived=true");
        return [.. working.Body.GetProperty("links").EnumerateArray(), .. archived.Body.GetProperty("links").EnumerateArray()];
    }

    private static async Task<List<ImportedClicks>> KeptAsync(LinkSite site)
    {
        await using var db = await site.Host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        return await db.ImportedClicks.AsNoTracking().ToListAsync();
    }
}
