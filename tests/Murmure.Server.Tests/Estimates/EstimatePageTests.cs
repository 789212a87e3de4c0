using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Estimates;
using Murmure.Server.Sites;
using Murmure.Server.Surveys;
using Murmure.Server.Tests.Dashboard;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Estimates;

[WholeServer]
public sealed class EstimatePageTests
{
    private const string Page = "/app/sites/www.example.org/estimate";

    private static async Task<string> PostAsync(HttpClient browser, string form, params (string Name, string Value)[] fields)
    {
        using var answer = await PagesHost.SendAsync(browser, Page, form, fields);
        return answer.StatusCode == HttpStatusCode.Redirect ? "done" : WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    private static async Task<string> ReadAsync(HttpClient browser, string path = Page) => WebUtility.HtmlDecode(await browser.GetStringAsync(path));

    private static SiteRules Site(PagesHost host) => host.Services.GetRequiredService<SiteDirectory>().All.Single();

    private static async Task<PagesHost> WithProfileAsync(string profile)
    {
        var host = await PagesHost.StartAsync("www.example.org");
        using var answer = await PagesHost.SendAsync(host.Client, "/app/sites/www.example.org/settings", "settings", ("zone", "Europe/Paris"), ("language", "fr"), ("profile", profile));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return host;
    }

    [Fact]
    public async Task The_calendar_is_confirmed_and_taken_back()
    {
        await using var host = await PagesHost.StartAsync("www.example.org");
        (await PostAsync(host.Client, "confirm", ("first", "2026-11-02"), ("last", "2026-11-01"))).ShouldContain("A period has a first and a last day");
        (await PostAsync(host.Client, "confirm", ("first", "2026-11-01"), ("last", "2026-11-30"))).ShouldBe("done");
        (await ReadAsync(host.Client)).ShouldContain(PagesHost.Owner);
        (await host.Services.GetRequiredService<CampaignCalendar>().OfAsync(Site(host), new DayRange(new(2026, 11, 3), new(2026, 11, 30)), default)).ShouldNotBeNull().ShouldBeEmpty();
        (await PostAsync(host.Client, "withdraw-1")).ShouldBe("done");
        (await ReadAsync(host.Client)).ShouldNotContain("withdraw-1");
        (await ReadAsync(host.Client, "/app/audit")).ShouldContain("Confirmation of mailings taken back");
    }

    [Fact]
    public async Task The_survey_is_off_until_its_owner_wants_it_and_what_is_typed_wrong_changes_nothing()
    {
        await using var host = await WithProfileAsync("uk-stats");
        (await ReadAsync(host.Client)).ShouldContain("Nobody is asked.");
        (string, string)[] typed = [("on", "yes"), ("direct", "150"), ("tagged", "1000"), ("public", "30"), ("languages", "fr"), ("not", "/jeunes/*")];
        foreach (var (field, wrong) in new[] { ("direct", "1001"), ("public", "-1"), ("tagged", "all"), ("languages", "de"), ("not", "jeunes") })
            (await PostAsync(host.Client, "survey", [.. typed.Select(one => one.Item1 == field ? (field, wrong) : one)])).ShouldContain("Numbers run from 0 to 1,000");
        host.Services.GetRequiredService<SurveyBook>().Of(Site(host)).ShouldBeNull();

        (await PostAsync(host.Client, "survey", typed)).ShouldBe("done");
        var rules = host.Services.GetRequiredService<SurveyBook>().Of(Site(host)).ShouldNotBeNull();
        (rules.Direct, rules.Tagged, rules.Public).ShouldBe((150, 1_000, 30));
        rules.Languages.ShouldBe(["fr"]);
        rules.ExcludedPaths.ShouldBe(["/jeunes/*"]);
        (await ReadAsync(host.Client)).ShouldContain("/survey.js");
        (await PostAsync(host.Client, "survey", [.. typed, ("minors", "yes")])).ShouldBe("done");
        host.Services.GetRequiredService<SurveyBook>().Of(Site(host)).ShouldBeNull("minors are never asked");
    }

    [Fact]
    public async Task A_site_that_is_measured_by_its_log_has_nobody_to_ask_and_an_exempt_one_no_estimate()
    {
        await using var host = await PagesHost.StartAsync("www.example.org");
        (await ReadAsync(host.Client)).ShouldContain("This site reads logs only, so no question can be shown to visitors.");
        await using var exempt = await WithProfileAsync("fr-exempt");
        var page = await ReadAsync(exempt.Client);
        page.ShouldContain("there is no estimate");
        page.ShouldNotContain("value=\"confirm\"");
    }

    [Fact]
    public async Task A_figure_is_shown_with_what_stands_behind_it_and_what_would_say_more()
    {
        await using var host = await PagesHost.StartAsync("www.example.org");
        (await ReadAsync(host.Client)).ShouldContain("No day is closed yet.");
        var figure = new EstimateFigure
        {
            Direct = 4_000, Visits = 9_000, Measured = 300, Rung = "model", Rule = .61, FirstVisitRule = .48, Checks = new() { TimeArrow = .24 }, Seed = "7",
            Alpha = new(.27, .22, .33, .9), DarkShareOfVisits = new(.15, .13, .18, .9), Bounds = new(.27, .1, .5, .95), DemotedBecause = ["survey-weak"], ByDay = [], ByPage = [new("/une", new(.4, .3, .5, .9))],
            Narrowings = [new("connect-log", .03, null, null), new("collect-answers", .04, 400, 9)],
        };
        var range = new DayRange(Site(host).Today(TimeProvider.System).AddDays(-20), Site(host).Today(TimeProvider.System).AddDays(-1));
        var book = host.Services.GetRequiredService<EstimateBook>();
        await book.KeepAsync(Site(host).Id, EstimatePeriods.Rolling, range, figure with { Alpha = new(.2, .1, .3, .9) }, "2026-01-01", default);
        await book.KeepAsync(Site(host).Id, EstimatePeriods.Rolling, range, figure, "2026-01-01", default);

        var page = await ReadAsync(host.Client);
        page.ShouldContain("27\u202F% (22\u202F% to 33\u202F%)");
        page.ShouldContain("27\u202F% of direct visits came from private messages: between 22\u202F% and 33\u202F%, nine times in ten");
        page.ShouldContain("More answers, or clearer ones");
        page.ShouldContain("connect your access log");
        page.ShouldNotContain("collect 400 answers", Case.Sensitive, "a log has nobody to ask");
        page.ShouldContain("1 earlier figure");
        page.ShouldContain("20\u202F% (10\u202F% to 30\u202F%)");
        page.ShouldContain("61\u202F%");
        (await ReadAsync(host.Client, Page + "?lang=fr")).ShouldContain("de 22\u202F% à 33\u202F%");
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/api/v1/estimates/latest?site=www.example.org");
        asked.Headers.Authorization = new("Bearer", await host.KeyAsync("reports:read"));
        using var answer = await host.Client.SendAsync(asked);
        var steps = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["figure"]!["narrowings"]!.AsArray().Select(step => (string)step!["step"]!);
        steps.ShouldBe(["connect-log"], "nor says the API, or the verb that asks it, otherwise");
    }

    [Fact]
    public async Task A_viewer_reads_and_changes_nothing()
    {
        await using var host = await WithProfileAsync("uk-stats");
        using var viewer = await host.JoinAsync("viewer@courrier.example", "viewer");
        var page = await ReadAsync(viewer);
        foreach (var form in (string[])["confirm", "survey"])
            page.ShouldNotContain($"value=\"{form}\"");
    }
}
