using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Murmure.Attribution;
using Murmure.Server.Dashboard.Explore;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>A site's page narrowed, compared and taken away as a file. 60 visits of one day: 24 from WhatsApp, 36 from Google; 5 of them from Belgium.</summary>
[WholeServer]
public sealed partial class ExploreTests
{
    private const string Host = "www.example.org";
    private const string Page = "/app/sites/" + Host;
    private static readonly DateOnly Day = new(2026, 11, 24);

    private static Task<PagesHost> StartAsync() => PagesHost.StartAtAsync(new HastyClock(new DateTimeOffset(2026, 11, 25, 9, 0, 0, TimeSpan.Zero)), Host, [.. Events()]);

    private static IEnumerable<StoredEvent> Events()
    {
        var template = PagesHost.Visit with { Day = Day, Time = Day.ToDateTime(new TimeOnly(8, 30), DateTimeKind.Utc), Page = "/port" };
        for (var i = 0UL; i < 60; i++)
        {
            var visit = template with { Visitor = i + 1, Country = i < 5 ? "BE" : "FR", Page = i % 2 == 0 ? "/port" : "/culture/le-phare" };
            yield return i < 24 ? visit : visit with { Family = Family.Search, Channel = "google", Source = "Google", Private = false, ReferrerHost = "www.google.com", Rule = "referrer.host" };
        }
        yield return template with { Kind = EventKind.Preview, Verdict = Verdict.Preview, Visitor = 0, Platform = "whatsapp" };
        // A week before, so that there is something to compare with.
        for (var i = 0UL; i < 30; i++)
            yield return template with { Visitor = 1_000 + i, Day = Day.AddDays(-7), Time = template.Time.AddDays(-7) };
    }

    private static async Task<string> ReadAsync(PagesHost host, string query) => Spaces().Replace(WebUtility.HtmlDecode(await host.Client.GetStringAsync(Page + query)), " ");

    private static SiteQuestion Read(string query) => SiteQuestion.Read(new QueryCollection(QueryHelpers.ParseQuery(query)), new DateOnly(2026, 11, 25));

    [Fact]
    public async Task A_click_on_a_row_narrows_everything_to_it()
    {
        await using var host = await StartAsync();
        var whole = await ReadAsync(host, "?period=7d");
        whole.ShouldContain($"<a class=\"value\" href=\"{Page}?period=7d&filters=channel%3D%3Dwhatsapp\"><bdi>WhatsApp</bdi></a>");
        var part = await ReadAsync(host, "?period=7d&filters=channel%3D%3Dwhatsapp");
        part.ShouldContain("<h1>24 visits match these filters</h1>");
        part.ShouldContain("40\u202F% of the site’s 60 visits in these days.");
        part.ShouldContain("<bdi>Channel: WhatsApp</bdi>");
        part.ShouldNotContain("<bdi>Google</bdi>", Case.Sensitive, "the tables are narrowed too");
        part.ShouldContain($"href=\"{Page}?period=7d&filters=channel!%3Dwhatsapp\"", Case.Sensitive, "its contrary is a click away");
        part.ShouldContain($"href=\"{Page}?period=7d\"", Case.Sensitive, "and so is its end");
        (await ReadAsync(host, "?period=7d&filters=channel%3D%3Dwhatsapp&lang=fr")).ShouldContain("<h1>24 visites répondent à ces filtres</h1>");
    }

    [Fact]
    public async Task Contraries_texts_within_and_several_filters_agree_with_the_API()
    {
        await using var host = await StartAsync();
        foreach (var (filters, visits) in ((string, int)[])[("channel!=whatsapp", 36), ("page~=phare", 30), ("page!~PHARE", 30), ("page!~phare;channel==whatsapp", 12), ("channel==whatsapp;page~=PHARE", 12), ("channel==whatsapp|google", 60), ("family==social", 0)])
        {
            var answer = await AskAsync(host, $"/api/v1/reports?site={Host}&from=2026-11-18&to=2026-11-24&filters={Uri.EscapeDataString(filters)}");
            answer.GetProperty("totals").GetProperty("visits").GetInt64().ShouldBe(visits, filters);
            (await ReadAsync(host, "?period=7d&filters=" + Uri.EscapeDataString(filters))).ShouldContain($"<h1>{visits} visits match these filters</h1>", Case.Sensitive, filters);
        }
    }

    [Fact]
    public async Task Few_readers_are_hidden_and_so_is_what_would_give_them_away()
    {
        await using var host = await StartAsync();
        foreach (var filter in (string[])["country==BE", "country!=BE", "country==FR"])
        {
            var page = await ReadAsync(host, "?period=7d&filters=" + Uri.EscapeDataString(filter));
            page.ShouldContain("<h1>Fewer than 10 readers: details are hidden to protect them.</h1>", Case.Sensitive, filter);
            page.ShouldContain("<dd class=\"figure\">< 10</dd>", Case.Sensitive, filter);
            page.ShouldNotContain(">55<");
            (await host.Client.GetStringAsync($"{Page}/by/channel.csv?period=7d&filters={Uri.EscapeDataString(filter)}")).ShouldNotContain(",55");
        }
        (await ReadAsync(host, "?period=7d")).ShouldNotContain(">55<", Case.Sensitive, "the row of the others would tell of the few");
    }

    [Fact]
    public async Task Of_a_day_that_goes_on_nothing_is_told_by_what_browsers_say_and_the_page_says_so()
    {
        await using var host = await StartAsync();
        var today = Events().Take(30).Select((one, reader) => one with { Day = new DateOnly(2026, 11, 25), Time = new DateTime(2026, 11, 25, 7, 0, 0, DateTimeKind.Utc), Hour = 8, Visitor = 9_000UL + (ulong)reader, Country = "SE" }).ToArray();
        await host.Store.AppendAsync(new EventBatch("today", Host, today), default);
        await host.Store.DeriveVisitsAsync(Host, DayRange.Of(new DateOnly(2026, 11, 25)), default);
        var page = await ReadAsync(host, "?period=today");
        page.ShouldContain("<p class=\"empty\">Countries, devices and the like are counted once the day is over, so that nobody can be singled out.</p>");
        page.ShouldNotContain("Sweden");
        (await ReadAsync(host, "?period=today&filters=country==SE")).ShouldContain("<h1>Countries, devices and the like are counted once the day is over");
        (await ReadAsync(host, "?period=month")).ShouldContain("Figures up to 24 November 2026:");
        (await ReadAsync(host, "/by/country?period=month")).ShouldContain("Figures up to 24 November 2026:");
        (await ReadAsync(host, "?period=7d")).ShouldNotContain("Figures up to");
    }

    [Fact]
    public async Task What_a_filter_has_no_meaning_for_is_left_out_and_not_called_small()
    {
        await using var host = await StartAsync();
        var page = await ReadAsync(host, "?period=7d&filters=exit_page%3D%3D/port");
        page.ShouldContain("<h1>30 visits match these filters</h1>");
        page.ShouldNotContain("<dd class=\"figure\">< 10</dd>");
        page.ShouldNotContain("<dt>Links prepared for sharing</dt>");
        (await ReadAsync(host, "?period=today")).ShouldNotContain("<dd class=\"figure\">< 10</dd>", Case.Sensitive, "nothing is not few");
    }

    [Fact]
    public async Task Readers_are_not_asked_by_everything_at_once()
    {
        await using var host = await StartAsync();
        var page = await ReadAsync(host, "?period=7d&filters=" + Uri.EscapeDataString("country!=XX;page!=/a;exit_page!=/b;source!=d;hour!=3"));
        page.ShouldContain("<h1>This cannot be narrowed by the filters that are set.</h1>");
    }

    [Theory]
    [InlineData("?to=0001-01-01")]
    [InlineData("?from=9999-12-31&compare=year")]
    [InlineData("?from=0001-01-01&to=9999-12-31&compare=previous&step=day")]
    [InlineData("?from=0001-01-01&to=0001-01-01&filters=channel==whatsapp&compare=year")]
    public async Task The_calendar_s_ends_are_days_like_others(string query)
    {
        await using var host = await StartAsync();
        using var answer = await host.Client.GetAsync(Page + query);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Earlier_days_stand_beside_a_part_as_well()
    {
        await using var host = await StartAsync();
        var page = await ReadAsync(host, "?period=7d&compare=previous&filters=channel%3D%3Dwhatsapp");
        page.ShouldContain("Compared with 11 to 17 November 2026");
        page.ShouldContain("20\u202F% fewer than before (30)");
        (await ReadAsync(host, "?period=7d&compare=year")).ShouldContain("Compared with 19 to 25 November 2025");
    }

    [Fact]
    public async Task A_table_has_all_its_rows_on_a_page_and_in_a_file()
    {
        await using var host = await StartAsync();
        var page = await ReadAsync(host, "/by/channel?period=7d");
        page.ShouldContain("<h1>Channel</h1>");
        page.ShouldContain("sort=visitors");
        var file = await host.Client.GetAsync($"{Page}/by/channel.csv?period=7d");
        file.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        file.Content.Headers.ContentDisposition!.FileName.ShouldBe("www.example.org-channel.csv");
        var lines = (await file.Content.ReadAsStringAsync()).Split("\r\n");
        lines[0].ShouldStartWith("channel,visits,visitors,evidence_visits");
        lines[1].ShouldStartWith("google,36,36,0");
        lines[2].ShouldStartWith("whatsapp,24,24,24");
        (await host.Client.GetAsync($"{Page}/by/nothing")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.Client.GetAsync($"{Page}/by/nothing.csv")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_fields_of_the_form_become_a_short_address()
    {
        await using var host = await StartAsync();
        using var answer = await host.Client.GetAsync($"{Page}?period=7d&by=page&how=contains&value=le%20phare;%7C");
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        PagesHost.Target(answer).PathAndQuery.ShouldBe($"{Page}?period=7d&filters=page~%3Dle%2520phare%253B%257C");
        using var nothing = await host.Client.GetAsync($"{Page}?by=day&how=is&value=2026-11-24");
        nothing.StatusCode.ShouldBe(HttpStatusCode.OK, "days are what the period is for");
    }

    [Theory]
    [InlineData("by=channel&how=is&value=WhatsApp", "channel%3D%3Dwhatsapp")]
    [InlineData("by=channel&how=is&value=whatsapp%20%7C%20Google", "channel%3D%3Dwhatsapp%7Cgoogle")]
    [InlineData("by=channel&how=is-not&value=WhatsApp%7CGoogle", "channel!%3Dwhatsapp;channel!%3Dgoogle")]
    [InlineData("by=country&how=is&value=belgium", "country%3D%3DBE")]
    [InlineData("by=country&how=is&value=Belgique&lang=fr", "country%3D%3DBE")]
    [InlineData("by=family&how=is&value=Search", "family%3D%3Dsearch")]
    [InlineData("by=source&how=is&value=Unknown", "source%3D%3D")]
    [InlineData("by=page&how=contains-not&value=phare%7Cx", "page!~phare%257Cx")]
    public async Task A_value_is_read_as_the_tables_show_it_and_several_are_set_apart(string fields, string filters)
    {
        await using var host = await StartAsync();
        using var answer = await host.Client.GetAsync($"{Page}?{fields}");
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        PagesHost.Target(answer).Query.ShouldStartWith("?filters=" + filters);
        using var there = await host.Client.GetAsync(PagesHost.Target(answer).PathAndQuery);
        there.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Names_are_offered_where_a_value_is_written()
    {
        await using var host = await StartAsync();
        var page = await ReadAsync(host, "?period=7d");
        page.ShouldContain("<option value=\"WhatsApp\">Channel</option>");
        page.ShouldContain("<option value=\"Phone\">Device</option>");
        page.ShouldNotContain("<option value=\"goal\">", Case.Sensitive, "the site has no goals");
    }

    [Fact]
    public async Task The_order_of_a_table_stays_when_days_or_filters_change_and_goes_no_further()
    {
        await using var host = await StartAsync();
        var page = await ReadAsync(host, "/by/channel?period=7d&sort=visitors");
        page.ShouldContain($"href=\"{Page}/by/channel?period=28d&sort=visitors\"");
        page.ShouldContain("<input type=\"hidden\" name=\"sort\" value=\"visitors\"");
        page.ShouldContain($"href=\"{Page}/by/channel.csv?period=7d&sort=visitors\"");
        page.ShouldContain($"href=\"{Page}?period=7d&filters=channel%3D%3Dwhatsapp\"", Case.Sensitive, "the site's page has no such table");
        using var narrowed = await host.Client.GetAsync($"{Page}/by/channel?period=7d&sort=visitors&by=page&how=is&value=/port");
        PagesHost.Target(narrowed).PathAndQuery.ShouldBe($"{Page}/by/channel?period=7d&filters=page%3D%3D%252Fport&sort=visitors");
    }

    [Fact]
    public async Task From_a_row_and_from_a_filter_there_is_a_way_to_the_details()
    {
        await using var host = await StartAsync();
        const string Channel = $"<a class=\"to-details\" href=\"{Page}/channel/whatsapp?period=7d\" title=\"Details of WhatsApp\">";
        const string Article = $"<a class=\"to-details\" href=\"{Page}/page?path=%2Fport&period=7d\" title=\"Details of /port\">";
        var whole = await ReadAsync(host, "?period=7d");
        whole.ShouldContain(Channel);
        whole.ShouldContain(Article);
        (await ReadAsync(host, "/by/channel?period=7d")).ShouldContain(Channel);
        (await ReadAsync(host, "/by/page?period=7d")).ShouldContain(Article);
        (await ReadAsync(host, "/by/country?period=7d")).ShouldNotContain("to-details", Case.Sensitive, "a country has none");
        var bar = (await ReadAsync(host, "?period=7d&filters=channel%3D%3Dwhatsapp")).Split("<h1>")[0];
        bar.ShouldContain(Channel);
        (await ReadAsync(host, "?period=7d&filters=channel!%3Dwhatsapp")).Split("<h1>")[0].ShouldNotContain("to-details");
        using var there = await host.Client.GetAsync($"{Page}/channel/whatsapp?period=7d");
        there.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/shares?period=last-month", "1 to 31 October 2026")]
    [InlineData("/quarantine?period=yesterday", "24 November 2026")]
    [InlineData("/quarantine?from=2026-11-10&to=2026-11-12", "10 to 12 November 2026")]
    [InlineData("/shares", "29 October to 25 November 2026")]
    public async Task Pages_beside_it_have_the_same_periods(string below, string days)
    {
        await using var host = await StartAsync();
        var page = await ReadAsync(host, below);
        page.ShouldContain($"<summary data-key=\"p\"><span>{days}");
        page.ShouldContain($"href=\"{Page}{below.Split('?')[0]}?period=12m\"");
    }

    [Theory]
    [InlineData("?filters=nonsense")]
    [InlineData("?filters=planet==mars")]
    [InlineData("?filters=hour==99")]
    [InlineData("?filters=event==x")]
    [InlineData("?filters=%00%FF&tables=%00,day&step=century&compare=%27")]
    public async Task What_cannot_be_read_is_left_out_and_said(string query)
    {
        await using var host = await StartAsync();
        var page = await ReadAsync(host, query + "&period=7d");
        page.ShouldContain("<p class=\"problem\" role=\"alert\">A filter in the address could not be read and is left out.</p>");
        page.ShouldContain("<h1>Too few visits yet to say how many come from private sharing.</h1>");
    }

    [Fact]
    public void An_address_says_all_of_a_question_and_no_more()
    {
        const string Whole = "?from=2026-11-01&to=2026-11-24&compare=year&filters=page~%3Da%25257Cb%253B%253D;country!%3DFR;channel%3D%3Dwhatsapp%7Csignal&step=week&tables=exit_page,os&lang=fr";
        var question = Read(Whole);
        question.Filters.Select(filter => string.Join('|', filter.Values)).ShouldBe(["a%7Cb;=", "FR", "whatsapp|signal"]);
        question.Href("/x").ShouldBe("/x" + Whole);
        Read("?utm_source=me&period=7d&filters=&tables=channel&period2=x").Href("/x").ShouldBe("/x?period=7d&tables=channel");
        Read("").Href("/x").ShouldBe("/x");
        question.Pairs().Select(pair => pair.Key).ShouldBeSubsetOf(SiteQuestion.Parameters);
        Read("?filters=" + string.Join(';', Enumerable.Range(0, 40).Select(i => $"page!=/{i}"))).Filters.Count.ShouldBe(SiteQuestion.MostFilters);
    }

    [Fact]
    public void Each_dimension_is_in_one_card_at_most_and_each_has_a_name()
    {
        Card.All.SelectMany(card => card.Tables).ShouldBeUnique();
        foreach (var language in Enum.GetValues<Murmure.Server.Dashboard.Text.Language>())
            Dimension.All.Select(dimension => new Words(Murmure.Server.Dashboard.Text.Texts.For(language), Catalogue.Load()).Name(dimension)).ShouldBeUnique();
    }

    private static async Task<JsonElement> AskAsync(PagesHost host, string path)
    {
        using var client = host.Browser();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await host.KeyAsync("reports:read"));
        return JsonDocument.Parse(await client.GetStringAsync(path)).RootElement;
    }

    [GeneratedRegex(@"\s*\n\s*|[ ]{2,}", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
