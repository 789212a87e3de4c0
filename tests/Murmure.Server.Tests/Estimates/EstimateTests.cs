using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Estimates;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Estimates;

[WholeServer]
public sealed class EstimateTests
{
    private const string Asked = "/api/v1/estimates?site=example.org&from=2026-11-01&to=2026-12-31";

    private static Task DueAsync(LiveHost host) => host.Services.GetRequiredService<EstimateRounds>().RunDueAsync(default);

    private static async Task<JsonElement> AskAsync(LiveHost host, string key, string path = Asked) => JsonDocument.Parse((await ApiTests.GetAsync(host, key, path)).Body).RootElement;

    private static async Task ChangeAsync(LiveHost host, Func<MurmureDb, Task> change)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        await change(db);
        await db.SaveChangesAsync();
    }

    /// <summary>Three direct visits on Wednesday and one on Thursday, who is not over yet; Wednesday is closed.</summary>
    private static async Task<LiveHost> TwoDaysAsync(ComplianceProfile profile = ComplianceProfile.UkStats)
    {
        var host = await LiveHost.StartAsync(sites: LiveHost.Rules(profile: profile));
        await host.ViewAsync("/", address: "203.0.113.1");
        await host.ViewAsync("/articles/un-article-assez-long-pour-ne-pas-etre-tape", address: "203.0.113.2");
        await host.ViewAsync("/a", address: "203.0.113.3", referrer: "https://web.whatsapp.com/");
        await host.SettleAsync();
        host.Clock.Advance(TimeSpan.FromHours(18));
        await host.CloseDaysAsync();
        await host.ViewAsync("/", address: "203.0.113.1");
        await host.SettleAsync();
        return host;
    }

    private static JsonElement Of(JsonElement answer, string period) => answer.GetProperty("estimates").EnumerateArray().Single(one => one.GetProperty("period").GetString() == period);

    [Fact]
    public async Task A_closed_day_has_a_figure_and_today_a_provisional_one()
    {
        await using var host = await TwoDaysAsync();
        var key = await ApiTests.KeyAsync(host, 1, [1], Scopes.ReportsRead);
        await DueAsync(host);

        var told = await AskAsync(host, key);
        var rolling = Of(told, "rolling");
        (rolling.GetProperty("from").GetString(), rolling.GetProperty("to").GetString(), rolling.GetProperty("provisional").GetBoolean(), rolling.GetProperty("revision").GetInt32())
            .ShouldBe(("2026-11-25", "2026-11-25", false, 1));
        var figure = rolling.GetProperty("figure");
        (figure.GetProperty("direct").GetInt32(), figure.GetProperty("visits").GetInt64(), figure.GetProperty("measured").GetInt64(), figure.GetProperty("rung").GetString(), figure.GetProperty("rule").GetDouble())
            .ShouldBe((2, 3, 1, "heuristic", 0.5));
        figure.GetProperty("alpha").ValueKind.ShouldBe(JsonValueKind.Null, "two visits say nothing");
        figure.GetProperty("campaigns").ValueKind.ShouldBe(JsonValueKind.Null);
        var today = Of(told, "today");
        (today.GetProperty("from").GetString(), today.GetProperty("to").GetString(), today.GetProperty("provisional").GetBoolean(), today.GetProperty("figure").GetProperty("direct").GetInt32())
            .ShouldBe(("2026-11-25", "2026-11-26", true, 3));

        var latest = await AskAsync(host, key, "/api/v1/estimates/latest?site=example.org");
        latest.GetProperty("period").GetString().ShouldBe("rolling", "what is finished before what is not");
        JsonElement.DeepEquals(latest.GetProperty("figure"), figure).ShouldBeTrue();

        // Made again, nothing changed: no revision, and one provisional figure still.
        await DueAsync(host);
        (await AskAsync(host, key)).GetProperty("estimates").EnumerateArray().Select(one => $"{one.GetProperty("period")} {one.GetProperty("revision")} {one.GetProperty("earlier").GetArrayLength()}")
            .ShouldBe(["today 1 0", "rolling 1 0"]);
    }

    [Fact]
    public void A_figure_that_an_earlier_method_kept_is_read_without_what_it_did_not_know()
    {
        var figure = EstimateFigure.Read(
            """{"direct":2,"visits":3,"measured":1,"rung":"heuristic","rule":0.5,"firstVisitRule":0.5,"checks":{},"demotedBecause":[],"seed":"1","byDay":[],"byPage":[]}""").ShouldNotBeNull();
        figure.Narrowings.ShouldBeEmpty();
        figure.Burst.ShouldBeNull();
        figure.Answers.ShouldBe(0);
    }

    [Fact]
    public async Task A_tagged_click_never_lowers_the_measured_part()
    {
        await using var host = await LiveHost.StartAsync();
        var random = new Random(7);
        string?[] referrers = [null, null, "https://www.google.com/", "https://www.facebook.com/", "https://web.whatsapp.com/"];
        string[] tags = ["?mm=w1", "?mm=t2", "?mm=c1", "?mm=zz"];
        for (var round = 0; round < 20; round++)
        {
            for (var visit = 0; visit < 3; visit++)
                await host.ViewAsync("/" + random.Next(4), referrer: referrers[random.Next(referrers.Length)], address: $"203.0.113.{random.Next(1, 40)}");
            var before = await host.CountAsync(Metric.EvidenceVisits);
            await host.ViewAsync("/" + random.Next(4) + tags[random.Next(tags.Length)], referrer: referrers[random.Next(referrers.Length)], address: $"203.0.113.{random.Next(1, 40)}");
            (await host.CountAsync(Metric.EvidenceVisits)).ShouldBeGreaterThanOrEqualTo(before, $"round {round}");
        }
    }

    [Fact]
    public async Task A_report_has_the_finished_figures_of_its_days_and_none_of_a_part()
    {
        await using var host = await TwoDaysAsync();
        var key = await ApiTests.KeyAsync(host, 1, [1], Scopes.ReportsRead);
        await DueAsync(host);
        const string Report = "/api/v1/reports?site=example.org&from=2026-11-20&to=2026-11-26";
        (await AskAsync(host, key, Report)).GetProperty("estimates").EnumerateArray().Select(one => one.GetProperty("period").GetString()).ShouldBe(["rolling"]);
        (await AskAsync(host, key, Report + "&filters=page==/a")).GetProperty("estimates").GetArrayLength().ShouldBe(0);
        (await AskAsync(host, key, "/api/v1/reports?site=example.org&from=2026-11-26&to=2026-11-26")).GetProperty("estimates").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task The_owner_s_word_on_the_calendar_makes_another_revision_and_the_first_stays()
    {
        await using var host = await TwoDaysAsync();
        var key = await ApiTests.KeyAsync(host, 1, [1], Scopes.ReportsRead, Scopes.Admin);
        await DueAsync(host);
        await ChangeAsync(host, db =>
        {
            db.Set<CampaignWindow>().Add(new CampaignWindow { SiteId = 1, Name = "Lettre", Start = new DateOnly(2026, 11, 25), End = new DateOnly(2026, 11, 25) });
            return Task.CompletedTask;
        });
        (await PutAsync(host, key, """{"from":"2026-11-01","to":"2026-11-24","confirmed":true}""")).ShouldBe(HttpStatusCode.OK);
        await DueAsync(host);
        Of(await AskAsync(host, key), "rolling").GetProperty("revision").GetInt32().ShouldBe(1, "a part of the period is not confirmed");
        (await PutAsync(host, key, """{"from":"2026-11-25","to":"2026-11-30","confirmed":true}""")).ShouldBe(HttpStatusCode.OK);
        await DueAsync(host);

        var rolling = Of(await AskAsync(host, key), "rolling");
        rolling.GetProperty("revision").GetInt32().ShouldBe(2);
        rolling.GetProperty("figure").GetProperty("campaigns").EnumerateArray().Select(one => $"{one.GetProperty("name")} {one.GetProperty("from")} {one.GetProperty("to")}").ShouldBe(["Lettre 2026-11-25 2026-11-25"]);
        rolling.GetProperty("earlier").EnumerateArray().ShouldHaveSingleItem().GetProperty("revision").GetInt32().ShouldBe(1);

        (await PutAsync(host, key, """{"from":"2026-11-25","to":"2026-11-25","confirmed":false}""")).ShouldBe(HttpStatusCode.OK);
        await DueAsync(host);
        rolling = Of(await AskAsync(host, key), "rolling");
        (rolling.GetProperty("revision").GetInt32(), rolling.GetProperty("figure").GetProperty("campaigns").ValueKind).ShouldBe((3, JsonValueKind.Null));
        (await host.Services.GetRequiredService<CampaignCalendar>().ConfirmedAsync(new SiteId(1), default)).Select(row => $"{row.FirstDay:MM-dd} {row.LastDay:MM-dd}").ShouldBe(["11-26 11-30", "11-01 11-24"]);
    }

    [Fact]
    public async Task A_change_of_method_or_catalogue_makes_revisions_and_is_said_where_it_begins()
    {
        await using var host = await TwoDaysAsync();
        var key = await ApiTests.KeyAsync(host, 1, [1], Scopes.ReportsRead);
        await DueAsync(host);
        (await AskAsync(host, key)).GetProperty("annotations").GetArrayLength().ShouldBe(0);
        await ChangeAsync(host, async db => await db.Estimates.ExecuteUpdateAsync(row => row.SetProperty(r => r.Method, "0").SetProperty(r => r.Catalogue, "2020-01-01")));
        await DueAsync(host);

        var told = await AskAsync(host, key);
        var rolling = Of(told, "rolling");
        (rolling.GetProperty("revision").GetInt32(), rolling.GetProperty("method").GetString()).ShouldBe((2, EstimateRunner.Method));
        rolling.GetProperty("earlier")[0].GetProperty("method").GetString().ShouldBe("0");
        told.GetProperty("annotations").EnumerateArray().Select(one => $"{one.GetProperty("kind")} {one.GetProperty("was")}").ShouldBe(["catalogue 2020-01-01", "method 0"]);
    }

    [Fact]
    public async Task Inside_the_exemption_there_is_none_and_the_reason_is_said()
    {
        await using var host = await TwoDaysAsync(ComplianceProfile.FrExempt);
        var key = await ApiTests.KeyAsync(host, 1, [1], Scopes.ReportsRead);
        await DueAsync(host);
        var told = await AskAsync(host, key);
        (told.GetProperty("unavailable").GetString(), told.GetProperty("estimates").GetArrayLength()).ShouldBe(("fr-exempt", 0));
        await ChangeAsync(host, async db => (await db.Estimates.CountAsync()).ShouldBe(0));
    }

    [Fact]
    public async Task A_site_that_is_deleted_takes_its_figures_along()
    {
        await using var host = await TwoDaysAsync();
        await DueAsync(host);
        await ChangeAsync(host, async db => (await db.Estimates.CountAsync()).ShouldBe(2));
        await ChangeAsync(host, async db => await db.Sites.ExecuteDeleteAsync());
        await ChangeAsync(host, async db => (await db.Estimates.CountAsync()).ShouldBe(0));
    }

    [Fact]
    public void Weeks_and_months_are_made_when_all_of_their_days_are_over()
    {
        var first = new DateOnly(2026, 10, 30);
        ClosedDay Closed(int day, bool purged = false) => new("example.org", first.AddDays(day), 1, 1, default, "") { Purged = purged };
        var closed = Enumerable.Range(0, 34).Select(day => Closed(day)).ToList();
        string Told((string Period, DayRange Range) one) => $"{one.Period} {one.Range}";

        EstimatePeriods.Finished(closed, [], new DateOnly(2026, 12, 3)).Select(Told).ShouldBe(
        [
            "rolling 2026-11-05..2026-12-02", "week 2026-11-02..2026-11-08", "week 2026-11-09..2026-11-15", "week 2026-11-16..2026-11-22", "week 2026-11-23..2026-11-29",
            "month 2026-11-01..2026-11-30",
        ], "October and its last week began before there was a site");
        EstimatePeriods.Finished(closed, [new DateOnly(2026, 11, 20)], new DateOnly(2026, 12, 3)).Select(Told).ShouldNotContain(one => one.Contains("2026-11-16", StringComparison.Ordinal) || one.Contains("month", StringComparison.Ordinal));
        EstimatePeriods.Finished([.. closed.Select((_, day) => Closed(day, day < 12))], [], new DateOnly(2026, 12, 3)).Select(Told).ShouldBe(
            ["rolling 2026-11-11..2026-12-02", "week 2026-11-16..2026-11-22", "week 2026-11-23..2026-11-29"], "of purged days there is nothing to count");
        EstimatePeriods.Finished([], [first], first).ShouldBeEmpty();
        EstimatePeriods.UpTo(closed, [first.AddDays(34)], first.AddDays(34))!.ToString().ShouldBe("2026-11-20..2026-12-03");
        EstimatePeriods.UpTo([], [], first).ShouldBeNull();
    }

    private static async Task<HttpStatusCode> PutAsync(LiveHost host, string key, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/sites/example.org/calendar")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"), Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
        };
        using var answer = await host.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
