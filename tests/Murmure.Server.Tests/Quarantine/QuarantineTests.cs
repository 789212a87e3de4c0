using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Ingest;
using Murmure.Server.Tests.Dashboard;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Quarantine;

[WholeServer]
public sealed class QuarantineTests
{
    private const string Site = "mine.example";
    private const string Page = "/app/sites/mine.example/quarantine?from=2026-11-01&to=2026-11-30";

    private static readonly string[] RuleTexts = ["", ".why", ".mistake"];

    [Fact]
    public async Task An_editor_counts_what_a_rule_found_as_people_and_takes_it_back()
    {
        await using var host = await FilledAsync();
        (await ViewsAsync(host)).ShouldBe(1);
        var html = await host.Client.GetStringAsync(Page);
        html.ShouldContain("Addresses of hosting companies");
        html.ShouldContain("Excluded by you");
        html.ShouldContain("Count these as people");

        (await PagesHost.SendAsync(host.Client, Page, "count-hosting-network")).Headers.Location!.ToString().ShouldContain("from=2026-11-01");
        (await ViewsAsync(host)).ShouldBe(3);
        (await host.Client.GetStringAsync(Page)).ShouldContain("Count them as machines again");
        (await PagesHost.SendAsync(host.Client, Page, "count-hosting-network")).Dispose();
        (await ViewsAsync(host)).ShouldBe(1);
        var audit = WebUtility.HtmlDecode(await host.Client.GetStringAsync("/app/audit"));
        audit.ShouldContain("Set-apart visits counted as people");
        audit.ShouldContain("Set-apart visits counted as machines again");
        audit.ShouldContain("mine.example · hosting-network");
    }

    [Fact]
    public async Task A_viewer_reads_the_report_and_decides_nothing()
    {
        await using var host = await FilledAsync();
        await host.AddAsync("viewer@courrier.example", "viewer");
        using var viewer = host.Browser();
        await PagesHost.SignInAsync(viewer, "viewer@courrier.example");
        var html = await viewer.GetStringAsync(Page);
        html.ShouldContain("Addresses of hosting companies");
        html.ShouldNotContain("count-hosting-network");
    }

    [Fact]
    public async Task A_key_does_the_same_and_doing_it_twice_is_doing_it_once()
    {
        await using var host = await FilledAsync();
        var (reader, admin) = (await host.KeyAsync("reports:read"), await host.KeyAsync("admin"));
        using var told = await AskAsync(host, reader, HttpMethod.Get, "?site=mine.example&from=2026-11-01&to=2026-11-30");
        using (var report = JsonDocument.Parse(await told.Content.ReadAsStringAsync()))
        {
            var row = report.RootElement.GetProperty("setApart").EnumerateArray().Single(one => one.GetProperty("views").GetInt64() > 0);
            row.GetProperty("rule").GetString().ShouldBe("hosting-network");
            row.GetProperty("grade").GetString().ShouldBe("inferred");
            row.GetProperty("visits").GetInt64().ShouldBe(1);
            row.GetProperty("days")[0].GetProperty("day").GetString().ShouldBe("2026-11-02");
            report.RootElement.GetProperty("refused")[0].GetProperty("reason").GetString().ShouldBe("blocked");
        }

        for (var again = 0; again < 2; again++)
        {
            (await CountAsync(host, admin, "hosting-network", "{\"people\":true}")).ShouldBe(HttpStatusCode.OK);
            (await ViewsAsync(host)).ShouldBe(3);
        }

        await using var scope = host.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<MurmureDb>().Audit.CountAsync(entry => entry.Action == "counted-as-people")).ShouldBe(1);
        (await CountAsync(host, admin, "hosting-network", "{\"people\":false}")).ShouldBe(HttpStatusCode.OK);
        (await ViewsAsync(host)).ShouldBe(1);
        (await CountAsync(host, reader, "hosting-network", "{\"people\":true}")).ShouldBe(HttpStatusCode.Forbidden);
        (await CountAsync(host, admin, "no-such-rule", "{\"people\":true}")).ShouldBe(HttpStatusCode.NotFound);
        foreach (var wrong in new[] { "", "{}", "{\"people\":\"yes\"}", "null", "[" })
            (await CountAsync(host, admin, "burst", wrong)).ShouldBe(HttpStatusCode.BadRequest, wrong);
        (await CountAsync(host, admin, "burst", "{\"people\":true}", "other.example")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("fr")]
    public void Every_reason_and_every_rule_has_a_name_and_says_why(string language)
    {
        var texts = Murmure.Server.Dashboard.Text.Texts.For(Murmure.Server.Dashboard.Text.Languages.Parse(language)!.Value);
        foreach (var reason in Enum.GetValues<DropReason>().Select(reason => reason.Slug()))
        {
            texts.Find("reason." + reason).ShouldNotBeNull(reason);
            texts.Find("why." + reason).ShouldNotBeNull(reason);
        }

        foreach (var rule in Murmure.Attribution.Suspicions.Suspicion.All.Select(rule => rule.Slug))
            RuleTexts.ShouldAllBe(part => texts.Find($"suspicion.{rule}{part}") != null, rule);
    }

    private static async Task<PagesHost> FilledAsync()
    {
        var host = await PagesHost.StartAsync(Site);
        var time = new DateTime(2026, 11, 2, 9, 30, 0, DateTimeKind.Utc);
        StoredEvent Doubted(string page, int minute) => PagesHost.Visit with
        {
            Time = time.AddMinutes(minute), Hour = 10, Visitor = 9, Page = page, Suspicion = "hosting-network", Detail = new EventDetail(),
        };
        await host.Store.AppendAsync(new EventBatch("doubted", Site, new[] { Doubted("/a", 0), Doubted("/b", 1) }), default);
        await host.Store.DeriveVisitsAsync(Site, DayRange.All, default);
        await host.Store.AddRefusedAsync(Site, [new(new DateOnly(2026, 11, 2), "blocked", 12)], default);
        return host;
    }

    private static async Task<long> ViewsAsync(PagesHost host) => (await host.Store.QueryAsync(new ReportQuery(Site, DayRange.All, [Metric.Pageviews]), default)).Sum(Metric.Pageviews);

    private static async Task<HttpStatusCode> CountAsync(PagesHost host, string key, string rule, string body, string site = Site)
    {
        using var answer = await AskAsync(host, key, HttpMethod.Put, $"/{rule}?site={site}", body);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> AskAsync(PagesHost host, string key, HttpMethod method, string path, string? body = null)
    {
        using var client = new HttpClient { BaseAddress = host.Address };
        using var request = new HttpRequestMessage(method, "/api/v1/quarantine" + path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.SendAsync(request);
    }
}
