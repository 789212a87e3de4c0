using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Attribution;
using Murmure.Server.Dashboard.Explore;
using Murmure.Server.Dashboard.Explore.Comparing;
using Murmure.Server.Dashboard.Overview;
using Murmure.Server.Estimates;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>A site's first screen on a Wednesday morning, after eight weeks of which the last four have more visits.</summary>
[WholeServer]
public sealed partial class OverviewTests
{
    private const string Host = "www.example.org";
    private const string Page = "/app/sites/" + Host;
    private const string Days = "from=2026-10-28&to=2026-11-24";
    private const string Article = "/culture/2026/11/un-concert-au-port-qui-a-fait-venir-du-monde-123456";
    private const string Other = "/sport/2026/11/la-regate-de-novembre-aura-bien-lieu-dimanche-654321";

    private static readonly DayRange FourWeeks = new(new(2026, 10, 28), new(2026, 11, 24));

    private static readonly EstimateFigure Model = new()
    {
        Direct = 250, Visits = 560, Measured = 140, Rung = "model", Rule = .61, FirstVisitRule = .48, Checks = new() { TimeArrow = .24 }, Seed = "7", DemotedBecause = [], ByDay = [],
        Alpha = new(.4, .3, .52, .9), DarkShareOfVisits = new(.15, .13, .18, .9), Bounds = new(.4, .1, .7, .95), Narrowings = [new("confirm-calendar", .03, null, null)],
        ByPage = [new("/sport/*", new(.8, .7, .9, .9)), new("/", new(.7, .6, .8, .9)), new(Article, new(.5, .4, .6, .9)), new(Other, new(.2, .1, .3, .9))],
    };

    private static EstimateFigure Bounds => Model with { Rung = "bounds", Alpha = new(.4, .1, .7, .95), DarkShareOfVisits = new(.2, .07, .33, .95), Narrowings = [new("confirm-calendar", .28, null, null)] };

    private static HastyClock Clock => new(new DateTimeOffset(2026, 11, 25, 9, 0, 0, TimeSpan.Zero));

    private static Task<PagesHost> StartAsync() => PagesHost.StartAtAsync(Clock, Host, [.. Events()]);

    private static IEnumerable<StoredEvent> Events()
    {
        var visitor = 0UL;
        for (var day = FourWeeks.From.AddDays(-28); day <= FourWeeks.To; day = day.AddDays(1))
        {
            var late = FourWeeks.Contains(day);
            var template = PagesHost.Visit with { Day = day, Time = day.ToDateTime(new TimeOnly(8, 30), DateTimeKind.Utc), Page = Article };
            var direct = template with { Family = Family.Direct, Channel = "direct", Source = "", Private = false, Grade = Grade.Unknown, Sender = Sender.Unknown, Rule = "none", Clue = "" };
            var proven = template with { Grade = Grade.Measured, Rule = "share.tag" };
            StoredEvent[] seen = late
                ?
                [
                    .. Enumerable.Repeat(proven, 2), .. Enumerable.Repeat(template with { Page = Other }, 3), .. Enumerable.Repeat(direct, 5), .. Enumerable.Repeat(direct with { Page = "/" }, 5),
                    .. Enumerable.Repeat(direct with { Family = Family.Search, Channel = "google", Grade = Grade.Observed, ReferrerHost = "www.google.com", Rule = "referrer.host" }, 5),
                    template with { Kind = EventKind.Preview, Verdict = Verdict.Preview, Visitor = 0, Platform = "whatsapp" },
                ]
                : [proven, .. Enumerable.Repeat(direct, 10)];
            foreach (var one in seen)
                yield return one.Kind == EventKind.Preview ? one : one with { Visitor = ++visitor };
        }
    }

    private static async Task KeepAsync(PagesHost host, EstimateFigure figure)
    {
        var site = host.Services.GetRequiredService<SiteDirectory>().All.Single();
        // What the server makes by itself comes first, so that it does not come later.
        await host.Services.GetRequiredService<EstimateRounds>().RunDueAsync(default);
        await host.Services.GetRequiredService<EstimateBook>().KeepAsync(site.Id, EstimatePeriods.Rolling, FourWeeks, figure, host.Services.GetRequiredService<Classifier>().Version, default);
        await host.Store.PutPagesAsync(Host, [new PageCard(Article, "Un concert au port"), new PageCard(Other, "La régate de novembre")], default);
    }

    private static async Task<string> ReadAsync(PagesHost host, string query = "") => Spaces().Replace(WebUtility.HtmlDecode(await host.Client.GetStringAsync(Page + query)), " ");


    private static async Task<JsonElement> AskAsync(PagesHost host, string path)
    {
        using var client = host.Browser();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await host.KeyAsync("reports:read"));
        return JsonDocument.Parse(await client.GetStringAsync(path)).RootElement;
    }

    /// <summary>The visits of each part of Direct, as the table has them.</summary>
    private static string[] Parts(string page) => [.. Part().Matches(page).Select(match => $"{match.Groups["name"].Value} {match.Groups["visits"].Value}")];

    [Fact]
    public async Task The_first_screen_answers_from_the_latest_estimate_and_says_its_days()
    {
        await using var host = await StartAsync();
        await KeepAsync(host, Model);
        var page = await ReadAsync(host);
        page.ShouldContain("<h1>Between 13\u202F% and 18\u202F% of your visits come from private sharing.</h1>");
        page.ShouldContain("Estimated for 28 October to 24 November 2026");
        page.ShouldContain("could be tested. <a href");
        page.ShouldContain($"href=\"{Page}/estimate\"");
        page.ShouldContain("A classic tool would say: 75\u202F% Direct");
        page.IndexOf("<h1>", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("75\u202F% Direct", StringComparison.Ordinal));
        page.IndexOf("75\u202F% Direct", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("id=\"direct\"", StringComparison.Ordinal));
        page.IndexOf("id=\"direct\"", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("id=\"articles\"", StringComparison.Ordinal));
        page.IndexOf("id=\"articles\"", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("id=\"next\"", StringComparison.Ordinal));
        page.IndexOf("id=\"next\"", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("id=\"figures\"", StringComparison.Ordinal));

        var share = (await AskAsync(host, $"/api/v1/estimates/latest?site={Host}")).GetProperty("figure").GetProperty("darkShareOfVisits");
        (share.GetProperty("lower").GetDouble(), share.GetProperty("upper").GetDouble()).ShouldBe((.13, .18));

        var french = await ReadAsync(host, "?lang=fr");
        french.ShouldContain("<h1>Entre 13\u202F% et 18\u202F% de vos visites viennent d’un partage privé.</h1>");
        french.ShouldContain("Estimation du 28 octobre au 24 novembre 2026\u00A0: neuf fois sur dix");
        french.ShouldContain("Un outil classique dirait\u00A0: 75\u202F% Direct");
        french.ShouldContain($"href=\"{Page}/estimate?lang=fr\"");
    }

    [Fact]
    public async Task The_parts_of_Direct_add_up_and_are_those_of_the_API()
    {
        await using var host = await StartAsync();
        await KeepAsync(host, Model);
        Parts(await ReadAsync(host, "?" + Days)).ShouldBe(["Proven 56", "Recognised 84", "Estimated 100", "Unknown 180"]);
        var french = await ReadAsync(host, "?lang=fr&period=28d");
        Parts(french).ShouldBe(["Prouvé 56", "Reconnu 84", "Estimé 100", "Inconnu 180"]);
        french.ShouldContain("entre 75 et 130 visites");

        var rows = (await AskAsync(host, $"/api/v1/reports?site={Host}&metrics=bare_visits&dimensions=grade&{Days}")).GetProperty("rows").EnumerateArray()
            .ToDictionary(row => row[0].GetString() ?? "", row => row[1].GetInt64());
        (rows["measured"], rows["observed"], rows["unknown"]).ShouldBe((56, 84, 100 + 180));
        (await AskAsync(host, $"/api/v1/reports?site={Host}&metrics=bare_visits&{Days}")).GetProperty("totals").GetProperty("bare_visits").GetInt64().ShouldBe(56 + 84 + 100 + 180);
    }

    [Fact]
    public async Task Bounds_are_called_bounds_and_what_lies_between_them_stays_unknown()
    {
        await using var host = await StartAsync();
        await KeepAsync(host, Bounds);
        var page = await ReadAsync(host);
        page.ShouldContain("Between 7\u202F% and 33\u202F% of your visits");
        page.ShouldContain("These are bounds and no estimate, for 28 October to 24 November 2026");
        page.ShouldNotContain("nine times in ten");
        Parts(page).ShouldBe(["Proven 56", "Recognised 84", "Estimated 25", "Unknown 255"]);
        page.ShouldContain("at least this many, and at most 175 visits");
        page.ShouldNotContain("Confirm your calendar of mailings: it takes a minute");
    }

    [Fact]
    public async Task Without_an_estimate_the_report_speaks_and_nothing_is_called_estimated()
    {
        await using var host = await StartAsync();
        await host.Store.PutPagesAsync(Host, [new PageCard(Article, "Un concert au port")], default);
        var page = await ReadAsync(host, "?" + Days);
        page.ShouldContain("<h1>Between 25\u202F% and 75\u202F% of your visits come from private sharing: 25\u202F% carry evidence, 50\u202F% stay unexplained.</h1>");
        page.ShouldNotContain("nine times in ten");
        Parts(page).ShouldBe(["Proven 56", "Recognised 84", "Estimated –", "Unknown 280"]);
        page.ShouldContain("These days have no estimate");
        page.ShouldContain("84 with evidence, of 84 visits");
        page.ShouldContain("Un concert au port");
        page.ShouldContain("56 with evidence, of 336 visits");
        (await ReadAsync(host, $"?lang=fr&{Days}")).ShouldContain("56 avec preuve, sur 336 visites");
    }

    [Fact]
    public async Task A_site_inside_the_exemption_has_no_estimate_to_speak_of()
    {
        await using var host = await StartAsync();
        await KeepAsync(host, Model);
        using var saved = await PagesHost.SendAsync(host.Client, Page + "/settings", "settings", ("zone", "Europe/Paris"), ("language", "fr"), ("profile", "fr-exempt"));
        saved.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var page = await ReadAsync(host, "?period=28d");
        page.ShouldNotContain("nine times in ten");
        page.ShouldNotContain("There is an estimate");
        Parts(page).ShouldContain("Estimated –");
    }

    [Fact]
    public async Task Days_without_an_estimate_say_which_have_one()
    {
        await using var host = await StartAsync();
        await KeepAsync(host, Model);
        var page = await ReadAsync(host, "?from=2026-11-20&to=2026-11-24");
        page.ShouldContain("There is an estimate for 28 October to 24 November 2026: between 13\u202F% and 18\u202F% of visits.");
        page.ShouldContain($"<a href=\"{Page}\">Show those days</a>");
        page.ShouldContain("<h1>Between 25\u202F% and 75\u202F%");
    }

    [Fact]
    public async Task Three_articles_by_title_with_their_share_and_one_thing_to_do()
    {
        await using var host = await StartAsync();
        await KeepAsync(host, Model);
        var page = await ReadAsync(host);
        var articles = page[page.IndexOf("id=\"articles\"", StringComparison.Ordinal)..page.IndexOf("id=\"next\"", StringComparison.Ordinal)];
        articles.ShouldContain("Un concert au port");
        articles.ShouldContain("50\u202F% (40\u202F% to 60\u202F%)");
        articles.ShouldContain("La régate de novembre");
        articles.ShouldContain("20\u202F% (10\u202F% to 30\u202F%)");
        articles.ShouldNotContain("/sport/*");
        Item().Count(articles).ShouldBe(2, "the home page is no article");
        page.ShouldContain("Confirm your calendar of mailings: it takes a minute, and the share of private messages in direct visits is then known to about ±3 points instead of ±11.");
        (await ReadAsync(host, "?lang=fr")).ShouldContain("à environ ±3 points près au lieu de ±11");
    }

    [Fact]
    public async Task What_is_taking_off_stands_on_the_page_of_the_latest_estimate_though_its_days_are_over()
    {
        await using var host = await StartAsync();
        await KeepAsync(host, Model);
        (await ReadAsync(host)).ShouldNotContain("Taking off now");
        var now = new DateTime(2026, 11, 25, 8, 40, 0, DateTimeKind.Utc);
        var preview = PagesHost.Visit with { Kind = EventKind.Preview, Verdict = Verdict.Preview, Visitor = 0, Platform = "whatsapp", Page = Other, Day = new DateOnly(2026, 11, 25), Hour = 9 };
        await host.Store.AppendAsync(new EventBatch("now", Host, Enumerable.Range(0, 46).Select(second => preview with { Time = now.AddSeconds(second) }).ToArray()), default);
        var page = await ReadAsync(host);
        page.ShouldContain("Estimated for 28 October to 24 November 2026");
        page.ShouldContain("Taking off now");
        page.ShouldContain("46 WhatsApp previews in the last hour");
        page.IndexOf("Taking off now", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("id=\"direct\"", StringComparison.Ordinal), "news comes first");
        (await ReadAsync(host, "?period=7d")).ShouldContain("Taking off now");
        (await ReadAsync(host, "?period=7d&filters=channel==whatsapp")).ShouldNotContain("Taking off now", Case.Sensitive, "a part of the site has no news of the whole");
        (await ReadAsync(host, "?" + Days)).ShouldNotContain("Taking off now", Case.Sensitive, "who names days that are over looks back");
    }

    [Fact]
    public async Task Presets_and_comparison_are_links_that_keep_the_rest_of_the_address()
    {
        await using var host = await StartAsync();
        var page = await ReadAsync(host, "?period=7d&compare=previous&lang=fr");
        page.ShouldContain($"<a href=\"{Page}?period=7d&compare=previous&lang=fr\" aria-current=\"true\" data-key=\"7\">7 jours</a>");
        foreach (var preset in (string[])["today", "yesterday", "28d", "month", "last-month", "12m", "year", "all"])
            page.ShouldContain($"href=\"{Page}?period={preset}&compare=previous&lang=fr\"");
        page.ShouldContain("name=\"from\" value=\"2026-11-18\"");
        page.ShouldContain("name=\"to\" value=\"2026-11-24\"");
        page.ShouldContain("<input type=\"hidden\" name=\"compare\" value=\"previous\"");
        page.ShouldContain($"<a href=\"{Page}?period=7d&lang=fr\">Sans comparaison</a>");
        page.ShouldContain($"<a href=\"{Page}?period=7d&compare=year&lang=fr\">À l’an dernier</a>");
        page.ShouldContain($"href=\"{Page}?period=7d&compare=previous&lang=en\"", Case.Sensitive, "the other language keeps period and comparison");
        (await ReadAsync(host, "?period=last-month")).ShouldContain("1 to 31 October 2026");
    }

    [Fact]
    public async Task A_period_is_compared_with_the_days_before_in_words()
    {
        await using var host = await StartAsync();
        var page = await ReadAsync(host, "?period=28d&compare=previous");
        page.ShouldContain("Compared with 30 September to 27 October 2026: as many days, on the same days of the week.");
        page.ShouldContain("82\u202F% more than before (308)");
        page.ShouldContain("none before", Case.Sensitive, "previews");
        page.ShouldContain("<span aria-hidden=\"true\">▲</span>");
        page.ShouldNotContain("Today is not over");
        (await ReadAsync(host, "?period=28d&compare=previous&lang=fr")).ShouldContain("82\u202F% de plus qu’avant (308)");

        var before = (await AskAsync(host, $"/api/v1/reports?site={Host}&metrics=visits,visitors,pageviews,previews&from=2026-09-30&to=2026-10-27")).GetProperty("totals");
        (before.GetProperty("visits").GetInt64(), before.GetProperty("visitors").GetInt64(), before.GetProperty("pageviews").GetInt64(), before.GetProperty("previews").GetInt64()).ShouldBe((308, 308, 308, 0));

        var today = await ReadAsync(host, "?period=today&compare=previous");
        today.ShouldContain("Compared with 18 November 2026");
        today.ShouldContain("Today is not over, and is compared with a whole day.");
        today.ShouldContain("100\u202F% fewer than before (20)");
        today.ShouldContain("▼");
        today.ShouldContain("<p class=\"empty\">Nothing recorded yet today.</p>");
        foreach (var empty in (string[])["id=\"trend\"", "class=\"panel card\"", "drop an access log"])
            today.ShouldNotContain(empty);
        (await ReadAsync(host, "?period=today&lang=fr")).ShouldContain("Rien n’a encore été mesuré aujourd’hui.");
        (await ReadAsync(host, "?from=2026-10-10&to=2026-10-31&compare=previous")).ShouldContain("The record begins on 30 September 2026");
        (await ReadAsync(host, "?from=2026-10-01&to=2026-10-27&compare=previous")).ShouldContain("Nothing was recorded in those days.");
        (await ReadAsync(host, "?period=all&compare=previous")).ShouldContain("Nothing was recorded in those days.");
        (await ReadAsync(host, "?period=last-month&compare=previous")).ShouldContain("Compared with 27 August to 26 September 2026: the same weekdays, 5 weeks before.", Case.Sensitive, "31 days do not end where others of the same weekdays begin");
        (await ReadAsync(host, "?from=2026-11-23&to=2026-11-24&compare=previous")).ShouldContain("Compared with 16 to 17 November 2026: the same weekdays, a week before.");
    }

    [Theory]
    [InlineData("today", "2026-11-25", "2026-11-25")]
    [InlineData("7d", "2026-11-18", "2026-11-24")]
    [InlineData("28d", "2026-10-28", "2026-11-24")]
    [InlineData("month", "2026-11-01", "2026-11-25")]
    [InlineData("last-month", "2026-10-01", "2026-10-31")]
    [InlineData("yesterday", "2026-11-24", "2026-11-24")]
    [InlineData("12m", "2025-11-25", "2026-11-24")]
    [InlineData("year", "2026-01-01", "2026-11-25")]
    [InlineData("all", null, null)]
    [InlineData("fortnight", null, null)]
    public void A_preset_is_days_of_the_site_s_calendar(string preset, string? from, string? to)
    {
        var asked = AskedPeriod.Read(preset, null, null, new DateOnly(2026, 11, 25));
        (asked.From, asked.To).ShouldBe((Day(from), Day(to)));
        asked.IsOpen.ShouldBe(preset == "fortnight");
    }

    [Theory]
    [InlineData(null, null, "2026-11-02", "2026-11-20")]
    [InlineData("2026-11-05", null, "2026-11-05", "2026-11-20")]
    [InlineData(null, "2026-11-30", "2026-11-02", "2026-11-30")]
    [InlineData("2026-11-21", null, null, null)]
    [InlineData(null, "2026-11-01", null, null)]
    public void An_end_that_an_address_leaves_open_is_that_of_the_record(string? from, string? to, string? first, string? last)
    {
        var days = new AskedPeriod(null, Day(from), Day(to), false).Within(Day("2026-11-02"), Day("2026-11-20"));
        (days?.From, days?.To).ShouldBe((Day(first), Day(last)));
        new AskedPeriod(null, null, null, false).Within(null, null).ShouldBeNull("where nothing is recorded");
    }

    [Theory]
    [InlineData("2026-11-25", "2026-11-25", "2026-11-18", "2026-11-18")]
    [InlineData("2026-11-18", "2026-11-24", "2026-11-11", "2026-11-17")]
    [InlineData("2026-10-28", "2026-11-24", "2026-09-30", "2026-10-27")]
    [InlineData("2026-10-01", "2026-10-31", "2026-08-27", "2026-09-26")]
    public void The_days_before_are_as_many_on_the_same_days_of_the_week(string from, string to, string earlier, string last)
    {
        var before = EarlierDays.Of(new DayRange(Day(from)!.Value, Day(to)!.Value), Earlier.Period).ShouldNotBeNull();
        (before.From, before.To).ShouldBe((Day(earlier)!.Value, Day(last)!.Value));
        before.From.DayOfWeek.ShouldBe(Day(from)!.Value.DayOfWeek);
    }

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("<b>(?<name>\\w+)</b>\\s*<span class=\"explained\">[^<]*</span>\\s*</th>\\s*<td class=\"n\">(?<visits>[^<]+)</td>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();

    [GeneratedRegex("<li>", RegexOptions.None, 1000)]
    private static partial Regex Item();

    [GeneratedRegex("[ \\r\\n]+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
