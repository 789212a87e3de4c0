using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Ingest;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Live;

[WholeServer]
public sealed class ApiTests
{
    private const string WhatsApp = "WhatsApp/2.24.20.83 A";
    private static readonly string[] Typed = ["/", "/u", "/un-article", "/un-article"];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public async Task A_server_reports_its_visitors_and_asks_for_the_figures()
    {
        await using var host = await LiveHost.StartAsync();
        var key = await KeyAsync(host, 1, [1], Scopes.EventsWrite, Scopes.ReportsRead);
        var (status, body) = await CallAsync(host, key, "/api/v1/events", """
            [{"n":"pageview","u":"https://example.org/a","ip":"203.0.113.5","ua":"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0","id":"1",
              "headers":{"Referer":"https://web.whatsapp.com/","Sec-Fetch-Site":"cross-site"}},
             {"n":"pageview","u":"https://example.org/a","ip":"203.0.113.6","ua":"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
             {"n":"pageview","u":"https://example.org/a","id":"1","ua":"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}]
            """);
        (status, body).ShouldBe((HttpStatusCode.Accepted, """{"accepted":1,"dropped":{"duplicate":1,"machine":1}}"""));
        await host.SettleAsync();
        (await GetAsync(host, key, "/api/v1/reports?site=example.org&metrics=visits,pageviews&dimensions=channel&from=2026-11-25&to=2026-11-25"))
            .ShouldBe((HttpStatusCode.OK, """{"columns":["channel","visits","pageviews"],"rows":[["whatsapp",1,1]],"totals":{"visits":1,"pageviews":1},"suppressed":false,"estimates":[],"until":null}"""));
    }

    [Theory]
    [InlineData("[{\"n\":\"pageview\",\"u\":\"https://example.org/\",\"time\":\"yesterday\"}]", 400, "event-unreadable")]
    [InlineData("[{\"n\":\"pageview\",\"u\":\"https://example.org/\",\"time\":\"2026-11-25T10:00:00Z\"}]", 400, "event-unreadable")]
    [InlineData("[{\"n\":\"pageview\",\"u\":\"https://example.org/\",\"time\":\"2026-11-24T10:00:00Z\"}]", 403, "backfill-scope")]
    [InlineData("[{\"n\":\"pageview\",\"u\":\"https://other.example/\"}]", 404, "not-found")]
    [InlineData("[{\"n\":\"pageview\",\"u\":\"https://example.org/\",\"status\":2000}]", 400, "event-unreadable")]
    [InlineData("[{\"n\":\"pageview\",\"u\":\"https://example.org/\",\"headers\":[]}]", 400, "event-unreadable")]
    [InlineData("not json", 400, "event-unreadable")]
    public async Task What_a_server_gets_wrong_has_a_slug(string body, int status, string slug)
    {
        await using var host = await LiveHost.StartAsync(sites: [LiveHost.Rules(), LiveHost.Rules("other.example", id: 2)]);
        var key = await KeyAsync(host, 1, [1], Scopes.EventsWrite);
        var (answer, said) = await CallAsync(host, key, "/api/v1/events", body);
        ((int)answer).ShouldBe(status);
        said.ShouldContain($"urn:murmure:{slug}");
        (await host.EventsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_past_is_taken_with_its_scope_while_the_day_is_open()
    {
        await using var host = await LiveHost.StartAsync();
        var key = await KeyAsync(host, 1, [1], Scopes.EventsWrite, Scopes.Backfill);
        const string Past = """[{"n":"pageview","u":"https://example.org/","time":"2026-11-20T10:00:00Z","ua":"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0","id":"p"}]""";
        (await CallAsync(host, key, "/api/v1/events", Past)).Body.ShouldBe("""{"accepted":1,"dropped":{}}""");
        (await CallAsync(host, key, "/api/v1/events", Past)).Body.ShouldBe("""{"accepted":0,"dropped":{"duplicate":1}}""");
        (await host.EventsAsync()).ShouldHaveSingleItem().Day.ShouldBe(new DateOnly(2026, 11, 20));
        host.Clock.Advance(TimeSpan.FromHours(27));
        await host.CloseDaysAsync();
        (await CallAsync(host, key, "/api/v1/events", Past)).Body.ShouldBe("""{"accepted":0,"dropped":{"closed-day":1}}""");
    }

    [Fact]
    public async Task Fetches_become_previews_folded_and_people_are_left_to_the_script()
    {
        await using var host = await LiveHost.StartAsync();
        var key = await KeyAsync(host, 1, [1], Scopes.FetchesWrite);
        var typed = string.Join(',', Typed.Select(path => $$"""{"u":"https://example.org{{path}}","ua":"{{WhatsApp}}","ip":"203.0.113.5","status":200}"""));
        var person = $$"""{"u":"https://example.org/b","ua":"{{LiveHost.Firefox}}","ip":"203.0.113.7","status":200}""";
        (await CallAsync(host, key, "/api/v1/fetches", $"[{typed},{person}]")).Body.ShouldBe("""{"accepted":4,"dropped":{"person":1}}""");
        var kept = (await host.EventsAsync()).ShouldHaveSingleItem();
        (kept.Kind, kept.Page, kept.Platform, kept.Visitor).ShouldBe((EventKind.Preview, "/un-article", "whatsapp", 0UL));
    }

    [Theory]
    [InlineData("/api/v1/events", "POST")]
    [InlineData("/api/v1/fetches", "POST")]
    [InlineData("/api/v1/reports?site=example.org", "GET")]
    public async Task Nothing_is_answered_without_a_key_or_without_the_scope(string path, string method)
    {
        await using var host = await LiveHost.StartAsync();
        var scope = path.Contains("reports", StringComparison.Ordinal) ? Scopes.EventsWrite : Scopes.ReportsRead;
        var key = await KeyAsync(host, 1, [1], scope);
        foreach (var (with, status) in new[] { ((string?)null, 401), ("mur_" + new string('x', 43), 401), (key, 403) })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (with is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", with);
            using var answer = await host.Client.SendAsync(request);
            ((int)answer.StatusCode).ShouldBe(status);
        }
    }

    [Fact]
    public async Task Another_organisations_site_is_not_there()
    {
        await using var host = await LiveHost.StartAsync(sites: [LiveHost.Rules(), LiveHost.Rules("other.example", id: 2)]);
        var ours = await KeyAsync(host, 1, [1], Scopes.ReportsRead);
        var theirs = await KeyAsync(host, 2, [2], Scopes.ReportsRead, Scopes.Admin);
        (await GetAsync(host, theirs, "/api/v1/reports?site=example.org")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync(host, ours, "/api/v1/reports?site=other.example")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync(host, ours, "/api/v1/reports?site=nobody.example")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync(host, ours, "/api/v1/reports?site=example.org")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("metrics=beauty", "metric-unknown")]
    [InlineData("dimensions=beauty", "dimension-unknown")]
    [InlineData("from=yesterday", "day")]
    [InlineData("from=2026-11-20&to=2026-11-10", "range")]
    [InlineData("filters=page", "filter")]
    [InlineData("filters=hour==25", "filter-value")]
    [InlineData("limit=0", "limit")]
    [InlineData("metrics=machine_hits&dimensions=page", "not-kept")]
    [InlineData("dimensions=country,device,browser&filters=os==Linux", "readers")]
    public async Task What_is_wrong_with_a_question_is_said(string query, string slug)
    {
        await using var host = await LiveHost.StartAsync();
        var key = await KeyAsync(host, 1, [1], Scopes.ReportsRead);
        var (status, body) = await GetAsync(host, key, "/api/v1/reports?site=example.org&" + query);
        (status, body.Contains($"urn:murmure:{slug}", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.BadRequest, true), body);
    }

    [Fact]
    public async Task The_document_of_the_api_is_the_one_that_was_read_and_accepted()
    {
        await using var host = await LiveHost.StartAsync();
        using var document = JsonDocument.Parse(await host.Client.GetStringAsync("/openapi/v1.json"));
        var text = JsonSerializer.Serialize(document.RootElement, Indented) + "\n";
        var file = DocumentFile();
        if (Environment.GetEnvironmentVariable("MURMURE_ACCEPT") == "1")
            await File.WriteAllTextAsync(file, text);
        text.ShouldBe(await File.ReadAllTextAsync(file), "docs/openapi.json changed: if it is meant to, run again with MURMURE_ACCEPT=1");
    }

    private static string DocumentFile()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Murmure.slnx")))
            folder = folder.Parent;
        return Path.Combine(folder.ShouldNotBeNull().FullName, "docs", "openapi.json");
    }

    /// <summary>A key of an organisation that has these sites.</summary>
    internal static async Task<string> KeyAsync(LiveHost host, long organisation, long[] sites, params string[] scopes)
    {
        var (text, prefix, hash) = KeyDirectory.Make();
        await using (var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync())
        {
            if (!await db.Organisations.AnyAsync(one => one.Id == organisation))
                db.Organisations.Add(new Organisation { Id = organisation, Name = $"Organisation {organisation}" });
            foreach (var site in await db.Sites.Where(site => sites.Contains(site.Id)).ToListAsync())
                site.OrganisationId = organisation;
            db.Keys.Add(new ApiKey { OrganisationId = organisation, Name = "test", Prefix = prefix, Hash = hash, Scopes = [.. scopes] });
            await db.SaveChangesAsync();
        }
        await host.Services.GetRequiredService<KeyDirectory>().ReadAsync(default);
        await host.Services.GetRequiredService<SiteBook>().PublishAsync(default);
        return text;
    }

    internal static async Task<(HttpStatusCode Status, string Body)> CallAsync(LiveHost host, string key, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await host.Client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    internal static async Task<(HttpStatusCode Status, string Body)> GetAsync(LiveHost host, string key, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await host.Client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
