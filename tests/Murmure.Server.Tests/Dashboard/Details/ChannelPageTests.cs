using System.Globalization;
using System.Net;
using Murmure.Attribution;
using Murmure.Server.Dashboard.Details;
using Murmure.Server.Dashboard.Details.Channels;
using Murmure.Storage.Events;
using static Murmure.Server.Tests.Dashboard.Details.DetailSite;

namespace Murmure.Server.Tests.Dashboard.Details;

[WholeServer]
public sealed class ChannelPageTests
{
    private static readonly DateOnly Tuesday = new(2026, 11, 10);

    private static IEnumerable<StoredEvent> Events =>
    [
        .. Enumerable.Repeat(Preview.At(Tuesday, 9), 6), .. Enumerable.Repeat(Share.At(Tuesday, 9), 4), .. Enumerable.Repeat(WhatsApp.At(Tuesday, 20), 9),
        .. Enumerable.Repeat((WhatsApp with { Page = Other, Grade = Grade.Measured, Rule = "share.tag" }).At(Tuesday.AddDays(1), 21), 3),
        .. Enumerable.Repeat((WhatsApp with { Sender = Sender.Ours, Grade = Grade.Measured, Rule = "campaign.tag", UtmSource = "whatsapp" }).At(Tuesday, 8), 2),
        .. Enumerable.Repeat(FromGoogle.At(Tuesday, 8), 5), .. Enumerable.Repeat(Direct.At(Tuesday, 8), 4),
        (WhatsApp with { Kind = EventKind.Copy, Detail = new EventDetail() }).At(Tuesday, 20),
    ];

    /// <summary>The count of a step, as the funnel has it.</summary>
    private static string Step(string page, string name)
    {
        var from = page.IndexOf($"<th scope=\"row\">{name}", page.IndexOf("id=\"funnel\"", StringComparison.Ordinal), StringComparison.Ordinal);
        from.ShouldBeGreaterThan(0, name);
        var at = page.IndexOf("<td class=\"n strong\"", from, StringComparison.Ordinal);
        return page[(page.IndexOf('>', at) + 1)..page.IndexOf("</td>", at, StringComparison.Ordinal)];
    }

    [Fact]
    public async Task A_channel_shows_what_the_API_answers_of_it()
    {
        await using var host = await StartAsync(Events);
        await host.Store.PutPagesAsync(Host, [new PageCard(Article, "Un concert au port")], default);
        var page = await host.ReadAsync($"/channel/whatsapp?{Days}");
        page.ShouldContain("<h1><bdi>WhatsApp</bdi></h1>");
        page.ShouldContain("A private channel");
        foreach (var (name, metric, filter) in new[]
        {
            ("Shares by a button of yours", "shares", ""), ("Clicks on your short links", "clicks", ""), ("Visits", "visits", ""), ("Of these, sent by readers", "visits", ";sender==readers"),
            ("Goals reached in these visits", "goals", ""),
        })
            Step(page, name).ShouldBe((await host.TotalAsync(metric, "channel==whatsapp" + filter)).ToString(CultureInfo.InvariantCulture), name);
        Step(page, "Previews asked for").ShouldBe("≈\u202F" + await host.TotalAsync("previews", "channel==whatsapp"));
        (Step(page, "Visits"), Step(page, "Of these, sent by readers")).ShouldBe(("14", "12"));
        Figure(page, "Readers’ visits for each share by a button").ShouldBe("3.00");
        Figure(page, "Readers’ visits for each preview").ShouldBe("2.00");

        var rules = await host.RowsAsync("visits", "rule", "channel==whatsapp");
        (rules["app.mark"], rules["share.tag"], rules["campaign.tag"]).ShouldBe((9, 3, 2));
        page.ShouldContain("A share tag on the link came back");
        var pages = await host.RowsAsync("visits", "page", "channel==whatsapp");
        (pages[Article], pages[Other]).ShouldBe((11, 3));
        page.ShouldContain($"href=\"{Page}/page?path={Uri.EscapeDataString(Article)}&from=2026-10-28&to=2026-11-24\"><bdi>Un concert au port</bdi>");
        (await host.RowsAsync("visits", "hour", "channel==whatsapp"))["20"].ShouldBe(9);
        page.ShouldContain("14 visits by hour of the day, most from 20:00 to 21:00.");
        page.ShouldContain("14 visits by day of the week, most on Tuesday.");
        (await host.ReadAsync($"/channel/whatsapp?{Days}&lang=fr")).ShouldContain("le plus grand nombre le mardi.");
    }

    [Fact]
    public async Task The_site_s_page_and_the_table_of_channels_say_the_same_of_what_a_share_brings()
    {
        await using var host = await StartAsync(Events);
        var page = await host.ReadAsync($"?{Days}");
        string OnPage(string label) => Cell(page, ">From a share to a goal<", label);
        (OnPage("Shares"), OnPage("Previews"), OnPage("Readers’ visits"), OnPage("Visits per share"), OnPage("Visits per preview")).ShouldBe(("4", "≈\u202F6", "12", "3.00", "2.00"));
        page.ShouldContain($"href=\"{Page}/by/page?sort=evidence_visits&from=2026-10-28&to=2026-11-24\">All pages by private sharing</a>");
        page.ShouldContain("data-label=\"Shares\" data-value=\"4\">4</td>", Case.Sensitive, "by pages as well");
        var table = await host.ReadAsync($"/by/channel?{Days}");
        table.ShouldContain(">Visits per share</th>");
        var row = table[table.IndexOf("filters=channel%3D%3Dwhatsapp", StringComparison.Ordinal)..].Split("</tr>")[0];
        row.ShouldContain(">≈\u202F6</td>");
        row.ShouldEndWith("<td class=\"n\">3.00</td><td class=\"n\">2.00</td>");
        (await host.Client.GetStringAsync($"{Page}/by/channel.csv?{Days}")).Split("\r\n")[0].ShouldEndWith(",reader_visits");
    }

    [Fact]
    public async Task It_says_what_the_catalogue_knows_and_which_steps_cannot_be_seen()
    {
        await using var host = await StartAsync(Events);
        var whatsapp = await host.ReadAsync($"/channel/whatsapp?{Days}");
        whatsapp.ShouldContain("web.whatsapp.com");
        whatsapp.ShouldContain("com.whatsapp.w4b");
        whatsapp.ShouldContain("mm=w1");
        whatsapp.ShouldContain("allinurl/goaccess", Case.Sensitive, "where the marks are from");
        foreach (var note in (string[])["issue 808", "general knowledge", "compared one by one", "@3b3a82d", "test fixtures"])
            whatsapp.ShouldNotContain(note);
        (await host.ReadAsync($"/channel/whatsapp?{Days}&lang=fr")).ShouldContain("WhatsApp\u00A0: l’appareil");
        whatsapp.ShouldContain("Compared with the sources on");
        whatsapp.ShouldContain("The sender’s own device asks, anew for each share");
        var telegram = await host.ReadAsync($"/channel/telegram?{Days}");
        telegram.ShouldContain("Public posts cause the same previews");
        var messenger = await host.ReadAsync($"/channel/messenger?{Days}");
        messenger.ShouldContain("nobody is known to fetch previews in its name alone");
        (await host.ReadAsync($"/channel/google?{Days}")).ShouldContain("A public channel");
        (await host.ReadAsync($"/channel/direct?{Days}")).ShouldContain("No channel, but the absence of any trace");
        Step(await host.ReadAsync($"/channel/copied-link?{Days}"), "Addresses and passages copied").ShouldBe("1");
    }

    [Fact]
    public async Task Every_channel_operator_and_family_has_a_page_and_nothing_else_has()
    {
        var catalogue = Catalogue.Load();
        foreach (var slug in catalogue.Channels.Select(channel => channel.Slug).Concat(catalogue.Operators.Select(one => one.Slug)).Append("direct").Append("copied-link"))
            ChannelNames.Find(catalogue, slug).ShouldNotBeNull(slug);
        await using var host = await StartAsync(Events);
        using var answer = await host.Client.GetAsync($"{Page}/channel/pigeon");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var said = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        said.ShouldContain("<h1>Nothing is known under this address</h1>");
        said.ShouldContain(">See the site’s report</a>");
        said.ShouldContain($"href=\"{Page}/settings\"");
        said.ShouldNotContain("not known here");

        using var stranger = await host.JoinAsync("eve@gazette.example", "owner", "La Gazette");
        using var refused = await stranger.GetAsync($"{Page}/channel/pigeon");
        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("<h1>This site is not known here</h1>");
    }

    [Theory]
    [InlineData("general knowledge, not compared one by one", "")]
    [InlineData("Matomo searchengine-and-social-list Socials.yml @3b3a82d (CC0); the others general knowledge, not compared one by one", "Matomo searchengine-and-social-list, ")]
    [InlineData("Matomo device-detector mobile_apps.yml @3856a28 and inapp-spy @5a9065e, read for facts", "Matomo device-detector, inapp-spy")]
    [InlineData("faisalman/ua-parser-js pull request 841 (2026-08-21); inapp-spy 5.0.8; allinurl/goaccess issue 808", "faisalman/ua-parser-js, inapp-spy, allinurl/goaccess")]
    [InlineData("https://pastebin.com/MHLPZCNY (log harvest, 2021); crawler-user-agents 1.60.0", "pastebin.com, crawler-user-agents")]
    [InlineData("npm sharer.js 0.5.4, react-share 5.3.0 and vanilla-sharing 6.1.2", "sharer.js, react-share, vanilla-sharing")]
    [InlineData("core.telegram.org/api/links", "core.telegram.org")]
    [InlineData("RFC 5724; the form \"?&body=\" is read by both Android and iOS", "RFC 5724")]
    public void Of_a_source_its_name_is_said_and_not_what_was_compared(string note, string names) => string.Join(", ", FactSource.Read(note)).ShouldBe(names);

    [Fact]
    public void Every_source_of_the_catalogue_has_a_name_without_a_note_in_it()
    {
        foreach (var note in Catalogue.Load().Channels.SelectMany(channel => channel.Sources.Values).Distinct())
            FactSource.Read(note).ShouldAllBe(name => name == null || (name.Length < 50 && !name.Contains('@') && !name.Contains('(')), note);
    }
}
