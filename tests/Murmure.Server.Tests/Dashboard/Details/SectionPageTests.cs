using System.Net;
using Murmure.Attribution;
using Murmure.Statistics.Intervals;
using Murmure.Storage.Events;
using static Murmure.Server.Tests.Dashboard.Details.DetailSite;

namespace Murmure.Server.Tests.Dashboard.Details;

[WholeServer]
public sealed class SectionPageTests
{
    private static readonly DateOnly Day = new(2026, 11, 10);
    private const string Second = "/culture/2026/11/une-exposition-qui-dure-tout-l-hiver-au-musee-777777";

    private static IEnumerable<StoredEvent> Events =>
    [
        .. Enumerable.Repeat(WhatsApp.At(Day, 9), 300), .. Enumerable.Repeat((FromGoogle with { Page = Second }).At(Day, 9), 100), .. Enumerable.Repeat((Direct with { Page = Other }).At(Day, 9), 600),
        .. Enumerable.Repeat((Direct with { Page = "/" }).At(Day, 9), 50),
        .. Enumerable.Repeat(Preview.At(Day, 9), 6), .. Enumerable.Repeat(Share.At(Day, 10), 2),
        // Public posts cause Telegram's previews too, and Facebook is no private channel: neither is a sign of private sharing.
        .. Enumerable.Repeat((Preview with { Channel = "telegram", Platform = "telegram" }).At(Day, 9), 40), (Share with { Channel = "facebook", Family = Family.Social, Private = false }).At(Day, 10),
        (FromGoogle with { Kind = EventKind.Engagement, Page = Second, Detail = new EventDetail { EngagedMilliseconds = 9_000, ScrollPercent = 60 } }).At(Day, 9),
        (Direct with { Kind = EventKind.Engagement, Page = Other, Detail = new EventDetail { ScrollPercent = 95 } }).At(Day, 9), (Direct with { Kind = EventKind.Engagement, Page = Other, Detail = new EventDetail { ScrollPercent = 40 } }).At(Day, 9),
    ];

    private static async Task<PagesHost> StartAsync()
    {
        var host = await DetailSite.StartAsync(Events);
        await host.Store.PutPagesAsync(Host,
        [
            new PageCard(Article, "Un concert au port", "Culture", "Anne Le Goff", new DateTime(2026, 11, 10, 7, 0, 0, DateTimeKind.Utc)),
            new PageCard(Second, "Une exposition", "Culture", "Jean & Marie", new DateTime(2026, 9, 1, 7, 0, 0, DateTimeKind.Utc)),
        ], default);
        return host;
    }

    [Fact]
    public async Task A_section_shows_what_the_API_answers_of_it_with_the_interval_of_its_rate()
    {
        await using var host = await StartAsync();
        var page = await host.ReadAsync($"/section/culture?{Days}");
        foreach (var (name, metric) in new[] { ("Visits", "visits"), ("Pages read", "pageviews"), ("With evidence", "evidence_visits") })
            Figure(page, name).ShouldBe((await host.TotalAsync(metric, "section==culture")).ToString(System.Globalization.CultureInfo.InvariantCulture), name);
        (Figure(page, "Pages read"), Figure(page, "Signs of private sharing"), Figure(page, "Published in these days"), Figure(page, "Read down to")).ShouldBe(("400", "8", "1", "60\u202F%"));
        (await host.TotalAsync("previews", "section==culture;channel==whatsapp") + await host.TotalAsync("shares", "section==culture;channel==whatsapp")).ShouldBe(8);
        var rate = Rate.Garwood(8, .4, .90);
        page.ShouldContain(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"<p class=\"big\">20.0 ({rate.Lower:0.0} to {rate.Upper:0.0})</p>"));
        page.IndexOf("Un concert au port", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("Une exposition", StringComparison.Ordinal));
        (await host.ReadAsync($"/section/culture?{Days}&lang=fr")).ShouldContain("<p class=\"big\">20,0 (de");
    }

    [Fact]
    public async Task A_section_and_an_author_say_how_many_read_to_the_end()
    {
        await using var host = await StartAsync();
        Figure(await host.ReadAsync($"/section/sport?{Days}"), "Read to the end (90\u202F% of the page)").ShouldBe("50\u202F%");
        Figure(await host.ReadAsync($"/author?name=Jean%20%26%20Marie&{Days}"), "Read to the end (90\u202F% of the page)").ShouldBe("0\u202F%", "one told, and had read six tenths");
        Figure(await host.ReadAsync($"/author?name=Anne%20Le%20Goff&{Days}"), "Read to the end (90\u202F% of the page)").ShouldBe("–", "nobody told");
        var sections = await host.ReadAsync($"/sections?{Days}");
        Cell(sections, $"href=\"{Page}/section/sport?", "Read to the end").ShouldBe("50\u202F%");
    }

    [Fact]
    public async Task Sections_and_authors_stand_side_by_side_and_lead_to_their_pages()
    {
        await using var host = await StartAsync();
        var page = await host.ReadAsync($"/sections?{Days}");
        var visits = await host.RowsAsync("visits", "section");
        foreach (var (section, count) in visits.Where(row => row.Key.Length > 0))
        {
            var link = $"href=\"{Page}/section/{section}?from=2026-10-28&to=2026-11-24\"";
            (Cell(page, link, "Visits"), Cell(page, link, "Published in these days")).ShouldBe((count.ToString(System.Globalization.CultureInfo.InvariantCulture), section == "culture" ? "1" : "0"), section);
        }
        page.ShouldContain("Home page");
        page.ShouldContain($"href=\"{Page}/author?name=Jean%20%26%20Marie&from=2026-10-28&to=2026-11-24\"><bdi>Jean & Marie</bdi>");
        var author = await host.ReadAsync("/author?name=Jean%20%26%20Marie&period=28d");
        author.ShouldContain("<h1><bdi>Jean & Marie</bdi></h1>");
        Figure(author, "Pages read").ShouldBe("100");
        author.ShouldContain("0.0 (0.0 to", Case.Sensitive, "nothing was shared, and still the interval says what cannot be excluded");
        (await host.ReadAsync($"/page?path={Uri.EscapeDataString(Second)}&{Days}")).ShouldContain($"href=\"{Page}/author?name=Jean%20%26%20Marie&from=");
    }

    [Fact]
    public async Task A_section_that_nobody_read_says_so_and_an_author_without_a_name_is_not_there()
    {
        await using var host = await StartAsync();
        (await host.ReadAsync($"/section/nothing?{Days}")).ShouldContain("Nobody opened a page of it in these days");
        foreach (var wrong in new[] { "/author", "/author?name=", "/author?name=" + new string('x', 201) })
        {
            using var answer = await host.Client.GetAsync(Page + wrong);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, wrong);
        }
    }
}
