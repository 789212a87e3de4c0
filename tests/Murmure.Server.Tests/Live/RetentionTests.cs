using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Privacy;
using Murmure.Server.Reports;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Live;

/// <summary>What goes by age, and what goes because somebody asks.</summary>
[WholeServer]
public sealed class RetentionTests
{
    private static readonly DateOnly First = new(2026, 11, 25);

    [Fact]
    public async Task After_ninety_days_the_report_is_the_same_and_what_needs_events_is_refused_in_the_askers_language()
    {
        await using var host = await WithAClosedDayAsync();
        var key = await ApiTests.KeyAsync(host, 1, [1], Scopes.ReportsRead);
        var before = await ReportAsync(host);
        Later(host, 89);
        await PurgeAsync(host);
        (await host.Store.PurgesAsync(LiveHost.Host, default)).ShouldBeEmpty("the ninetieth day is kept");

        Later(host, 1);
        await PurgeAsync(host);

        var purge = (await host.Store.PurgesAsync(LiveHost.Host, default)).ShouldHaveSingleItem();
        (purge.Events, purge.Visits, purge.Left).ShouldBe((2, 2, 0));
        (await host.EventsAsync()).ShouldBeEmpty();
        (await ReportAsync(host)).ShouldBe(before);
        const string Question = "/api/v1/reports?site=example.org&from=2026-11-25&to=2026-11-25&dimensions=device,browser";
        var english = await GetAsync(host, key, Question, "en");
        english.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        english.Body.GetProperty("type").GetString().ShouldBe("urn:murmure:range-needs-events");
        english.Body.GetProperty("since").GetString().ShouldBe("2026-11-26");
        english.Body.GetProperty("detail").GetString().ShouldStartWith("What is asked for is counted from single events");
        (await GetAsync(host, key, Question, "fr")).Body.GetProperty("detail").GetString().ShouldStartWith("Cette question se compte événement par événement");
        (await GetAsync(host, key, Question.Replace(",browser", "", StringComparison.Ordinal), "en")).Status.ShouldBe(HttpStatusCode.OK);

        Later(host, 25 * 31);
        await PurgeAsync(host);
        (await host.CountAsync(Metric.Visits)).ShouldBe(0);
        (await host.Store.PurgesAsync(LiveHost.Host, default))[0].Counts.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task Erasing_days_takes_what_is_open_closed_and_in_the_journal_and_is_written_down()
    {
        await using var host = await WithAClosedDayAsync();
        await host.ViewAsync("/today");
        await host.ViewAsync("/today", address: "203.0.113.77");
        var reader = await ApiTests.KeyAsync(host, 1, [1], Scopes.ReportsRead);
        var admin = await ApiTests.KeyAsync(host, 1, [], Scopes.Admin);
        const string Both = "/api/v1/sites/example.org/events?from=2026-11-25&to=2026-11-26";
        (await DeleteAsync(host, reader, Both)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await DeleteAsync(host, admin, Both.Replace("example.org", "other.example", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.NotFound);
        foreach (var wrong in new[] { "", "?from=2026-11-25", "?from=2026-11-25&to=2026-11-24", "?from=yesterday&to=2026-11-25" })
            (await DeleteAsync(host, admin, "/api/v1/sites/example.org/events" + wrong)).Status.ShouldBe(HttpStatusCode.BadRequest);

        var (status, body) = await DeleteAsync(host, admin, Both);

        status.ShouldBe(HttpStatusCode.OK);
        body.GetProperty("days").GetInt32().ShouldBe(2);
        body.GetProperty("events").GetInt64().ShouldBe(4);
        body.GetProperty("dailyCounts").GetInt64().ShouldBeGreaterThan(20);
        (await host.EventsAsync()).ShouldBeEmpty();
        (await host.CountAsync(Metric.Visits)).ShouldBe(0);
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        (await db.Audit.SingleAsync(entry => entry.Action == AuditAction.EventsErased)).Subject.ShouldBe("example.org 2026-11-25..2026-11-26");
    }

    [Theory]
    [InlineData(90, 26, "--keep-counts 26")]
    [InlineData(90, 0, "--keep-counts 0")]
    [InlineData(6, 25, "--keep-events 6")]
    [InlineData(90, 2, "--keep-events 90")]
    public void What_may_not_be_kept_so_long_is_said_at_the_start(int days, int months, string said) =>
        new RetentionOptions(days, months).Problems().ShouldContain(problem => problem.StartsWith(said, StringComparison.Ordinal));

    private static async Task<LiveHost> WithAClosedDayAsync()
    {
        var host = await LiveHost.StartAsync();
        await host.ViewAsync("/a", referrer: "https://web.whatsapp.com/");
        await host.ViewAsync("/b", address: "203.0.113.10");
        await host.SettleAsync();
        host.Clock.Advance(TimeSpan.FromHours(18));
        // By this call or by the server's own round, whichever came first.
        await host.CloseDaysAsync();
        (await host.Store.ClosedDaysAsync(LiveHost.Host, default)).Count.ShouldBe(1);
        return host;
    }

    /// <summary>Without running the timers of a server: there are millions of ticks in two years.</summary>
    private static void Later(LiveHost host, int days) => host.Clock.AdjustTime(host.Clock.GetUtcNow().AddDays(days));

    private static Task PurgeAsync(LiveHost host) => host.Services.GetRequiredService<Retention>().PurgeDueAsync(default);

    private static async Task<string> ReportAsync(LiveHost host)
    {
        using var json = new MemoryStream();
        ReportJson.Write(json, (await host.Services.GetRequiredService<ReportRunner>().RunAsync(LiveHost.Host, First, First, default)).ShouldNotBeNull());
        return System.Text.Encoding.UTF8.GetString(json.ToArray());
    }

    internal static Task<(HttpStatusCode Status, JsonElement Body)> DeleteAsync(LiveHost host, string key, string path) => SendAsync(host, HttpMethod.Delete, key, path, "en");

    private static Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(LiveHost host, string key, string path, string language) => SendAsync(host, HttpMethod.Get, key, path, language);

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(LiveHost host, HttpMethod method, string key, string path, string language)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.AcceptLanguage.ParseAdd(language);
        using var answer = await host.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone());
    }
}
