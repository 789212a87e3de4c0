using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Attribution;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;
using Murmure.Storage.Observations;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>Every figure says what it counts and what the API is asked for the same, and every table can be had as a file. 60 readers of two articles, 24 of them sent by WhatsApp, one day.</summary>
[WholeServer]
public sealed partial class ExplainedTests
{
    private const string Site = "www.example.org";
    private const string Page = "/app/sites/" + Site;
    private const string Days = "from=2026-11-24&to=2026-11-24";
    private static readonly DateOnly Day = new(2026, 11, 24);

    /// <summary>Pages with figures that reports of the API have too, and how many of their parts say so.</summary>
    public static readonly TheoryData<string, int> Explained = new()
    {
        { Page + "?" + Days, 8 }, { Page + "?filters=channel==whatsapp&" + Days, 6 }, { Page + "/by/channel?" + Days, 1 }, { Page + "/by/page?filters=family==messaging&" + Days, 1 }, { Page + "/by/reason?" + Days, 0 },
        { Page + "/page?path=/culture/port&" + Days, 1 }, { Page + "/channel/whatsapp?" + Days, 1 }, { Page + "/section/culture?" + Days, 1 }, { Page + "/sections?" + Days, 1 },
        { Page + "/google-analytics?" + Days, 1 }, { Page + "/orphans?" + Days, 1 },
    };

    /// <summary>Pages with tables, and a line that must stand in the file that the page leads to.</summary>
    public static readonly TheoryData<string, string, string> Tables = new()
    {
        { Page + "?" + Days, "/by/day.csv", "2026-11-24,60,60,24," }, { Page + "?" + Days, "/origins.csv", "messaging,24,1,1,10,0.5,0,3,0.125" }, { Page + "?" + Days, "/direct.csv", "unknown,36,," },
        { Page + "/by/channel?" + Days, "/by/channel.csv", "whatsapp,24," }, { Page + "/page?path=/culture/port&" + Days, "/by/channel.csv", "direct,18," }, { Page + "/channel/whatsapp?" + Days, "/by/page.csv", "/culture/port,12," },
        { Page + "/sections?" + Days, "/sections.csv", "section,culture,1,60,60,24,2," }, { Page + "/sections?" + Days, "/sections.csv", "author,\"'=Ann\",1,30,30,12,2," }, { Page + "/section/culture?" + Days, "/section/culture.csv", "/culture/port,The port,30,30,12,2," },
        { Page + "/author?name=%3DAnn&" + Days, "/author.csv", "/culture/port,The port,30,30,12,2," }, { Page + "/google-analytics?" + Days, "/google-analytics.csv", "Direct,24,36,60" }, { Page + "/orphans?" + Days, "/orphans.csv", "clicks-unknown,2026-11-24,4" },
        { Page + "/quarantine?" + Days, "/quarantine.csv", "refused,blocked,2026-11-24,17," }, { Page + "/shares?" + Days, "/shares.csv", "channel,whatsapp,0,,3,0,2,0" }, { Page + "/campaigns", "/campaigns.csv", "1,\"'=SUM(A1)\",email,1,0" },
        { "/app", "/app/sites.csv", "www.example.org,2026-10-28,2026-11-24,60,,," }, { "/app/audit", "/app/audit.csv", ",site-added,other.example," }, { Page + "/connections/1/told", "/told.csv", "members,2026-11-24,420" },
    };

    [Theory]
    [MemberData(nameof(Explained))]
    public async Task What_a_page_says_the_API_is_asked_the_API_answers(string path, int parts)
    {
        await using var host = await StartAsync();
        var asked = Requests().Matches(await host.Client.GetStringAsync(path)).Select(match => WebUtility.HtmlDecode(match.Groups["request"].Value)).ToList();
        asked.Count.ShouldBe(parts);
        using var program = host.Browser();
        program.DefaultRequestHeaders.Authorization = new("Bearer", await host.KeyAsync("reports:read"));
        foreach (var request in asked)
        {
            using var answer = await program.GetAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{request}: {await answer.Content.ReadAsStringAsync()}");
        }
    }

    [Theory]
    [InlineData("en", "Visits by people: pages opened under one day’s pseudonym", "read under the catalogue 20")]
    [InlineData("fr", "Visites de personnes\u00A0: pages ouvertes sous un même pseudonyme du jour", "lus avec le catalogue 20")]
    public async Task It_says_so_in_the_language_of_the_page(string language, string counted, string how)
    {
        await using var host = await StartAsync();
        foreach (var path in (string[])[Page, Page + "/by/channel", Page + "/page", Page + "/channel/whatsapp", Page + "/google-analytics"])
        {
            var page = WebUtility.HtmlDecode(await host.Client.GetStringAsync($"{path}?{Days}&path=/culture/port&lang={language}"));
            page.ShouldContain(counted, Case.Sensitive, path);
            page.ShouldContain(how, Case.Sensitive, path);
        }
        foreach (var path in (string[])[Page + "/live", Page + "/campaigns/1", Page + "/sections", Page + "/orphans"])
            WebUtility.HtmlDecode(await host.Client.GetStringAsync($"{path}?lang={language}")).ShouldContain(how, Case.Sensitive, path);
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_table_can_be_had_as_a_file(string page, string file, string line)
    {
        await using var host = await StartAsync();
        var links = Downloads().Matches(await host.Client.GetStringAsync(page)).Select(match => WebUtility.HtmlDecode(match.Groups["href"].Value)).ToList();
        var found = links.Where(href => href.Split('?')[0].EndsWith(file, StringComparison.Ordinal)).ShouldHaveSingleItem(string.Join(' ', links));
        using var answer = await host.Client.GetAsync(found);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType.ShouldNotBeNull().MediaType.ShouldBe("text/csv");
        answer.Content.Headers.ContentDisposition.ShouldNotBeNull().FileName.ShouldNotBeNull().ShouldEndWith(".csv");
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Skip(1).ShouldContain(one => one.Contains(line, StringComparison.Ordinal), string.Join('\n', lines));
        lines.ShouldAllBe(one => one.Count(c => c == ',') >= lines[0].Count(c => c == ','));
    }

    [Fact]
    public async Task Files_are_for_those_who_see_the_page()
    {
        await using var host = await StartAsync();
        using var viewer = await host.JoinAsync("viewer@courrier.example", "viewer");
        (await viewer.GetAsync("/app/audit.csv")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var elsewhere = await host.JoinAsync("else@example.org", "owner", "Elsewhere");
        foreach (var file in (string[])["by/day", "origins", "direct", "sections", "section/culture", "author", "google-analytics", "orphans", "quarantine", "shares", "campaigns", "connections/1/told"])
            (await elsewhere.GetAsync($"{Page}/{file}.csv?{Days}")).StatusCode.ShouldBe(HttpStatusCode.NotFound, file);
        (await elsewhere.GetStringAsync("/app/sites.csv")).ShouldNotContain(Site);
    }

    private static async Task<PagesHost> StartAsync()
    {
        var host = await PagesHost.StartAtAsync(new HastyClock(new DateTimeOffset(2026, 11, 25, 9, 0, 0, TimeSpan.Zero)), Site, [.. Events()]);
        await host.Store.PutPagesAsync(Site, [new("/culture/port", "The port", "culture", "=Ann", Day.ToDateTime(new TimeOnly(7, 0), DateTimeKind.Utc))], default);
        await host.Store.AddRefusedAsync(Site, [new(Day, "blocked", 17)], default);
        using var other = await PagesHost.SendAsync(host.Client, "/app/sites/new", "site", ("host", "other.example"), ("zone", "UTC"), ("language", "en"), ("profile", "uk-stats"));
        using var connection = await PagesHost.SendAsync(host.Client, Page + "/connections/new?kind=manual", "keep", ("name", "Channel"), ("channel", "telegram"));
        using var campaign = await PagesHost.SendAsync(host.Client, Page + "/campaigns/new", "keep", ("name", "=SUM(A1)"));
        using var post = await PagesHost.SendAsync(host.Client, Page + "/campaigns/1/posts/new", "keep", ("connection", "by-hand:email"), ("text", "A letter."));
        using var published = await PagesHost.SendAsync(host.Client, Page + "/campaigns/1", "published-1");
        await host.Services.GetRequiredService<ObservationFile>().AppendAsync([new ObservationCount(1, 0, "members", "", Day, 420, true)], 1, default);
        return host;
    }

    private static IEnumerable<StoredEvent> Events()
    {
        var template = PagesHost.Visit with { Day = Day, Time = Day.ToDateTime(new TimeOnly(8, 30), DateTimeKind.Utc) };
        for (var i = 0; i < 60; i++)
        {
            var visit = template with { Visitor = (ulong)(i + 1), Page = i % 2 == 0 ? "/culture/port" : "/culture/phare" };
            if (i >= 24)
                visit = visit with { Family = Family.Direct, Channel = "direct", Source = "", Private = false, Grade = Grade.Unknown, Sender = Sender.Unknown, Rule = "none", Clue = "" };
            yield return visit;
            if (i < 24)
                yield return visit with { Kind = EventKind.Engagement, Detail = new EventDetail { EngagedMilliseconds = 10_000, ScrollPercent = 50 } };
            if (i < 3)
                yield return visit with { Kind = EventKind.Goal, Detail = new EventDetail { Name = "sign-up" } };
            if (i < 3)
                yield return visit with { Kind = EventKind.Share, Page = "/", Detail = new EventDetail() };
        }
        for (var i = 0; i < 2; i++)
            yield return template with { Kind = EventKind.Preview, Verdict = Verdict.Preview, Visitor = 0, Platform = "whatsapp", Page = "/culture/port" };
        for (var i = 0; i < 4; i++)
            yield return template with { Kind = EventKind.Click, Visitor = (ulong)(500 + i), Page = "/nowhere", Detail = new EventDetail { Orphan = Orphan.Unknown } };
    }

    [GeneratedRegex("<code>GET (?<request>/api/v1/[^<]+)</code>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Requests();

    [GeneratedRegex("href=\"(?<href>[^\"]+\\.csv[^\"]*)\" download", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Downloads();
}
