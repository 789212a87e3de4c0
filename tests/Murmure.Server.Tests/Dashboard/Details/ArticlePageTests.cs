using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Attribution;
using Murmure.Server.Estimates;
using Murmure.Server.Sites;
using Murmure.Storage.Events;
using static Murmure.Server.Tests.Dashboard.Details.DetailSite;

namespace Murmure.Server.Tests.Dashboard.Details;

/// <summary>An article that was passed on by WhatsApp on one morning and read for two days.</summary>
[WholeServer]
public sealed class ArticlePageTests
{
    private static readonly DateOnly Day = new(2026, 11, 10);
    private static readonly string Below = "/page?path=" + Uri.EscapeDataString(Article);

    private static IEnumerable<StoredEvent> Events =>
    [
        .. Enumerable.Repeat(Preview.At(Day, 9), 3), .. Enumerable.Repeat((Preview with { Platform = "telegram", Channel = "telegram" }).At(Day, 20), 2),
        .. Enumerable.Repeat(WhatsApp.At(Day, 10), 12), .. Enumerable.Repeat(WhatsApp.At(Day, 11), 8), .. Enumerable.Repeat(Direct.At(Day.AddDays(1), 8), 20),
        .. Enumerable.Repeat(FromGoogle.At(Day, 15), 5), .. Enumerable.Repeat(Share.At(Day, 12), 2), .. Enumerable.Repeat((WhatsApp with { Page = Other }).At(Day, 9), 7),
        (WhatsApp with { Grade = Grade.Measured, Rule = "share.tag", Detail = new EventDetail { Generation = 1 } }).At(Day, 13),
        (WhatsApp with { Grade = Grade.Measured, Rule = "share.tag", Detail = new EventDetail { Generation = 2 } }).At(Day, 13),
        (FromGoogle with { Kind = EventKind.Goal, Detail = new EventDetail { Name = "subscribe" } }).At(Day, 15),
        (FromGoogle with { Kind = EventKind.Engagement, Detail = new EventDetail { EngagedMilliseconds = 94_000, ScrollPercent = 80 } }).At(Day, 15),
        (FromGoogle with { Kind = EventKind.Engagement, Detail = new EventDetail { ScrollPercent = 90 } }).At(Day, 15),
    ];

    [Fact]
    public async Task A_page_shows_what_the_API_answers_of_it()
    {
        await using var host = await StartAsync(Events);
        await host.Store.PutPagesAsync(Host, [new PageCard(Article, "Un concert au port", Author: "Anne Le Goff", Published: new DateTime(2026, 11, 9, 23, 30, 0, DateTimeKind.Utc))], default);
        var page = await host.ReadAsync($"{Below}&{Days}");
        page.ShouldContain("<h1><bdi>Un concert au port</bdi></h1>");
        page.ShouldContain("Anne Le Goff");
        page.ShouldContain("<span>10 November 2026", customMessage: "in Paris it was half past midnight");
        foreach (var (name, metric) in new[]
        {
            ("Visits that landed here", "visits"), ("Pages read", "pageviews"), ("Of these, with evidence of a private share", "evidence_visits"), ("Of these, Direct", "direct_visits"),
            ("Previews", "previews"), ("Shared by a button", "shares"), ("Goals reached here", "goals"),
        })
            Figure(page, name).ShouldBe((await host.TotalAsync(metric, "page==" + Article)).ToString(System.Globalization.CultureInfo.InvariantCulture), name);
        Figure(page, "Visits that landed here").ShouldBe("47");
        Figure(page, "Read down to, on average").ShouldBe("85\u202F%");
        Figure(page, "Read to the end (90\u202F% of the page)").ShouldBe("50\u202F%");
        Figure(page, "Attention, each time that it was opened").ShouldBe("2 seconds");

        var hours = await host.RowsAsync("previews", "hour", "page==" + Article);
        (hours["9"], hours["20"]).ShouldBe((3, 2));
        page.ShouldContain("5 previews by hour of the day, most from 9:00 to 10:00.");
        page.ShouldContain("<th scope=\"row\">20:00 to 21:00</th><td class=\"n \" data-label=\"Previews\">2</td>");
        page.ShouldContain("≈\u202F3");
        page.ShouldContain("≥\u202F2");
    }

    [Fact]
    public async Task It_says_how_soon_readers_came_and_how_often_it_was_shared_on()
    {
        await using var host = await StartAsync(Events);
        var page = await host.ReadAsync($"{Below}&{Days}");
        page.ShouldContain("half of them within 4 hours", Case.Sensitive, "20 of 42 came by 11 h, 22 by 13 h, and the first preview was asked for at 9 h");
        page.ShouldContain("42 visits that a private share can have brought came in the three days after the busiest hour (3 previews, shares and copies on 10 November 2026 from 9:00 to 10:00).");
        var shown = page[page.IndexOf("id=\"generations\"", StringComparison.Ordinal)..];
        var kept = (await host.RowsAsync("visits", "generation", "page==" + Article)).OrderBy(row => row.Key).Select(row => row.Value).ToArray();
        kept.ShouldBe([45, 1, 1]);
        foreach (var (name, visits) in new[] { ("Without a tag", 45), ("1", 1), ("2", 1) })
            shown.ShouldContain($"<td class=\"n strong\" data-label=\"Visits\">{visits}</td>", Case.Sensitive, name);
        (await host.ReadAsync($"{Below}&{Days}&lang=fr")).ShouldContain("la moitié en 4 heures");
        (await host.ReadAsync($"{Below}&from=2026-11-10&to=2026-11-11")).ShouldContain("are not over, or go beyond the days shown: 42 visits so far");
        (await host.ReadAsync($"{Below}&from=2026-11-11&to=2026-11-24")).ShouldContain("No preview, share or copy of this page in these days");
    }

    [Fact]
    public async Task The_estimate_of_these_days_speaks_of_the_page_with_its_interval_and_of_no_other_days()
    {
        await using var host = await StartAsync([.. Events, Direct.At(FourWeeks.From, 9), Direct.At(FourWeeks.To, 9)]);
        var site = host.Services.GetRequiredService<SiteDirectory>().All.Single();
        await host.Services.GetRequiredService<EstimateRounds>().RunDueAsync(default);
        var figure = new EstimateFigure
        {
            Direct = 250, Visits = 560, Measured = 140, Rung = "model", Rule = .61, FirstVisitRule = .48, Checks = new(), Seed = "7", DemotedBecause = [], ByDay = [],
            Alpha = new(.4, .3, .52, .9), DarkShareOfVisits = new(.15, .13, .18, .9), ByPage = [new(Article, new(.5, .4, .6, .9))],
        };
        await host.Services.GetRequiredService<EstimateBook>().KeepAsync(site.Id, EstimatePeriods.Rolling, FourWeeks, figure, host.Services.GetRequiredService<Classifier>().Version, default);
        (await host.ReadAsync($"{Below}&{Days}")).ShouldContain("50\u202F% (40\u202F% to 60\u202F%)");
        (await host.ReadAsync($"{Below}&from=2026-11-10&to=2026-11-24")).ShouldContain("These days have no estimate of their own");
        (await host.ReadAsync($"/page?path=%2Fculture&{Days}")).ShouldNotContain("50\u202F% (40");
    }

    [Fact]
    public async Task The_report_leads_there_with_its_days_and_a_file_of_it_leads_nowhere()
    {
        await using var host = await StartAsync(Events);
        var report = await host.ReadAsync("?period=28d&lang=fr");
        report.ShouldContain($"href=\"{Page}/page?path={Uri.EscapeDataString(Article)}&period=28d&lang=fr\"");
        report.ShouldContain($"href=\"{Page}/channel/whatsapp?period=28d&lang=fr\"");
        var page = await host.ReadAsync($"{Below}&period=28d&lang=fr");
        page.ShouldContain($"href=\"{Page}/page?path={Uri.EscapeDataString(Article)}&period=7d&lang=fr\"", Case.Sensitive, "the days change and the page stays");
        page.ShouldContain("<input type=\"hidden\" name=\"path\" value=\"" + Article + "\"");
        page.ShouldContain($"href=\"{Page}/page?path={Uri.EscapeDataString(Article)}&period=28d&lang=en\"", Case.Sensitive, "the language changes and the page stays");
    }

    [Fact]
    public async Task A_page_that_nobody_read_says_so_and_what_is_no_page_is_not_there()
    {
        await using var host = await StartAsync(Events);
        (await host.ReadAsync("/page?path=%2Fnever")).ShouldContain("Nobody opened this page in these days");
        foreach (var wrong in new[] { "/page", "/page?path=", "/page?path=never", "/page?path=/" + new string('x', 2_000) })
        {
            using var answer = await host.Client.GetAsync(Page + wrong);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, wrong);
        }
    }
}
