using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors.Tests;
using Murmure.Connectors.Tests.WhatsApp;
using Murmure.Server.Hosting;
using Murmure.Server.Tests.Campaigns;
using Murmure.Server.Tests.Dashboard;
using Murmure.Storage.Metadata;
using Murmure.Storage.Observations;

namespace Murmure.Server.Tests.Connections;

/// <summary>What pages show and take of connections besides their settings: templates, links that open conversations, totals.</summary>
[WholeServer]
public sealed partial class ChannelPagesTests
{
    private const string Site = "mine.example";
    private const string Connections = "/app/sites/mine.example/connections";
    private const string Templates = Connections + "/1/templates";
    private const string Posts = "/app/sites/mine.example/campaigns/1/posts";
    private static readonly DateOnly Day = new(2026, 11, 20);

    [Fact]
    public async Task Templates_are_listed_with_what_Meta_decided_and_one_shows_its_days()
    {
        await using var graph = await GraphAsync();
        await using var host = await StartAsync(graph);
        await host.Services.GetRequiredService<ObservationFile>().AppendAsync([new ObservationCount(1, 0, "template", "paused", Day, 2)], 1, default);
        var page = await ReadAsync(host, Templates);
        page.ShouldContain("""<a href="/app/sites/mine.example/connections/1/templates?template=11"><bdi>evening_letter</bdi></a>""");
        page.ShouldContain("Approved");
        page.ShouldContain("Rejected");
        page.ShouldContain("In its button");
        page.ShouldContain("20 November 2026: Paused, templates: 2");
        page.ShouldNotContain("All these days");
        var off = await ReadAsync(host, Templates + "?template=11");
        off.ShouldContain("Bonsoir, {{1}} à {{2}}");
        off.ShouldContain("Switch on template insights");
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var start = new DateTimeOffset(today.AddDays(-1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeSeconds();
        graph.Analytics = [new { template_id = "11", start, sent = 1200, delivered = 1100, read = 700, clicked = new[] { new { type = "url_button", count = 30 } } }, new { template_id = "12", start, sent = 9999 }];
        var on = await ReadAsync(host, Templates + "?template=11", "fr");
        on.ShouldContain("Ce qu’il a donné");
        on.ShouldContain("data-label=\"Envoyés\">1\u202F200<");
        on.ShouldContain("data-label=\"Cliqués\">30<");
        on.ShouldNotContain("9\u202F999");
        (await host.Client.GetAsync(Connections + "/2/templates")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(401, "{\"error\":{\"code\":190,\"message\":\"+33612345678\"}}", "was withdrawn")]
    [InlineData(503, "", "The service itself has a fault")]
    [InlineData(200, "<html>", "in a way that it does not document")]
    [InlineData(429, "", "Too much in too short a time")]
    public async Task What_keeps_templates_from_being_listed_is_said_in_words(int status, string body, string said)
    {
        await using var graph = await GraphAsync();
        await using var host = await StartAsync(graph);
        graph.Faults.Enqueue(StandIn.Status(status, body));
        var page = await ReadAsync(host, Templates);
        page.ShouldContain(said);
        page.ShouldNotContain("612345678");
    }

    [Fact]
    public async Task A_post_chooses_among_approved_templates_and_knows_where_the_button_leads()
    {
        await using var graph = await GraphAsync();
        await using var host = await StartAsync(graph);
        var form = await ReadAsync(host, Posts + "/new");
        form.ShouldContain("""<option value="evening_letter fr">evening_letter · fr · Marketing</option>""");
        form.ShouldNotContain("spring_offer");
        graph.Log.Count(one => one.Path.EndsWith("/message_templates", StringComparison.Ordinal)).ShouldBe(1);
        using var kept = await PagesHost.SendAsync(host.Client, Posts + "/new", "keep", ("connection", "1"), ("template", "evening_letter fr"), ("body.1", "Anne"), ("text", "x"));
        kept.StatusCode.ShouldBe(HttpStatusCode.Redirect, await kept.Content.ReadAsStringAsync());
        (await DetailsAsync(host, 2)).ShouldBe("body.1=Anne, button=1, button-url=https://go.mine.example/{{1}}, language=fr, template=evening_letter");
        var shown = await ReadAsync(host, Posts + "/2");
        shown.ShouldContain("Bonsoir, Anne à {{2}}");
        shown.ShouldContain("The template has 2 placeholders: fill in each of them.");
        shown.ShouldContain("""<option value="evening_letter fr" selected>""");
        using var bare = await PagesHost.SendAsync(host.Client, Posts + "/new", "keep", ("connection", "1"), ("template", "no_button fr"), ("text", "x"));
        (await DetailsAsync(host, 3)).ShouldBe("button=none, language=fr, template=no_button");
        using var refused = await PagesHost.SendAsync(host.Client, Posts + "/new", "keep", ("connection", "1"), ("template", "spring_offer fr"), ("text", "x"));
        (await refused.Content.ReadAsStringAsync()).ShouldContain("This connection has no approved template of that name and language.");
        graph.Log.Count(one => one.Path.EndsWith("/message_templates", StringComparison.Ordinal)).ShouldBe(1, "a form does not ask each time");
    }

    [Fact]
    public async Task Where_Meta_does_not_answer_a_templates_name_is_typed()
    {
        await using var graph = await GraphAsync();
        await using var host = await StartAsync(graph);
        graph.Instead = (http, _) => GraphServer.ErrorAsync(http, 503, 2);
        (await ReadAsync(host, Posts + "/new")).ShouldContain("""<input id="template" name="template" type="text" """.TrimEnd());
        using var kept = await PagesHost.SendAsync(host.Client, Posts + "/new", "keep", ("connection", "1"), ("template", "unseen"), ("language", "fr"), ("text", "x"));
        kept.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await DetailsAsync(host, 2)).ShouldBe("language=fr, template=unseen");
    }

    [Fact]
    public async Task A_link_opens_a_conversation_with_the_campaigns_mark_and_what_begins_with_it_is_counted()
    {
        await using var graph = await GraphAsync();
        await using var host = await StartAsync(graph);
        var page = await ReadAsync(host, Connections + "/1/conversation?campaign=1&text=Bonjour%20%26%20merci&dark=%23112233");
        page.ShouldContain("https://wa.me/33100000000?text=%23m1%20Bonjour%20%26%20merci");
        page.ShouldContain("The message begins with #m1.");
        page.ShouldContain("Nobody has written by a campaign’s link yet.");
        var code = Code().Match(page).Groups["src"].Value;
        code.ShouldContain("dark=%23112233");
        (await host.Client.GetStringAsync(code)).ShouldStartWith("<svg");
        var unmarked = await ReadAsync(host, Connections + "/1/conversation?text=Bonjour");
        unmarked.ShouldContain("https://wa.me/33100000000?text=Bonjour");
        unmarked.ShouldNotContain("#m");
        unmarked.ShouldNotContain("%23m");
        (await ReadAsync(host, Connections + "/1/conversation?dark=red", "fr")).ShouldContain("#rrggbb");
        (await ReadAsync(host, Connections + "/1/conversation?text=" + new string('x', 3000))).ShouldContain("This is too long");
        await host.Services.GetRequiredService<ObservationFile>().AppendAsync(
            [new ObservationCount(1, 0, "conversation", "1", Day, 3), new ObservationCount(1, 0, "conversation", "1", Day.AddDays(1), 4), new ObservationCount(1, 0, "conversation", "99", Day, 5)], 1, default);
        var counted = await ReadAsync(host, Connections + "/1/conversation");
        counted.ShouldContain("<td class=\"n\">7</td><td>21 November 2026</td>");
        using var viewer = await host.JoinAsync("bo@courrier.example", "viewer", "courrier.example");
        (await viewer.GetAsync(Connections + "/1/conversation")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await viewer.GetAsync(Templates)).StatusCode.ShouldNotBe(HttpStatusCode.OK);
        using var stranger = await host.JoinAsync("eve@gazette.example", "owner", "La Gazette");
        foreach (var path in (string[])["/1/conversation", "/1/templates"])
            (await stranger.GetAsync(Connections + path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Totals_are_taken_from_a_file_and_a_bad_line_is_named_in_the_members_language()
    {
        await using var graph = await GraphAsync();
        await using var host = await StartAsync(graph);
        using var made = await PagesHost.SendAsync(host.Client, Connections + "/new?kind=manual", "keep", ("name", "Lettre"), ("channel", "email"));
        made.StatusCode.ShouldBe(HttpStatusCode.Redirect, await made.Content.ReadAsStringAsync());
        const string Page = Connections + "/2";
        (await ReadAsync(host, Connections + "/1")).ShouldNotContain("Totals from a file");
        (await UploadAsync(host, Page, "campagne;envoyés\nhiver;500\n")).ShouldContain("No post of this connection has one of these names");
        using var named = await PagesHost.SendAsync(host.Client, Posts + "/new", "keep", ("connection", "2"), ("text", "La lettre"), ("remote", "automne"));
        named.StatusCode.ShouldBe(HttpStatusCode.Redirect, await named.Content.ReadAsStringAsync());
        (await UploadAsync(host, Page, "campagne;envoyés;clics\nautomne;1000;120\nhiver;500;\n")).ShouldContain("Newsletters: 2. Figures taken: 2.");
        var counts = await host.Services.GetRequiredService<ObservationFile>().OfConnectionAsync(2, default);
        counts.Select(one => $"{one.Post} {one.Kind} {one.Amount}").Order(StringComparer.Ordinal).ShouldBe(["2 click 120", "2 sent 1000"]);
        var wrong = await UploadAsync(host, Page + "?lang=fr", "campagne;envoyés\nautomne;1000\nhiver;beaucoup\n");
        wrong.ShouldContain("Rien du fichier n’a été pris.");
        wrong.ShouldContain("un nombre entier, comme 1250");
        wrong.ShouldContain("beaucoup");
        (await UploadAsync(host, Page, "")).ShouldContain("Choose a file of at most 1 MB.");
        (await UploadAsync(host, Page, "email\nanne@example.org\n")).ShouldContain("a first line that names the columns");
    }

    [Fact]
    public void Addresses_of_services_are_looked_at_when_the_server_starts() =>
        new ServeOptions(0, "data", false) { Services = ["telegram=http://bot-api:8081", "signal=https://x.example/", "brevo=http://api.example/"], WhatsAppVersion = "newest" }.Problems()
            .Select(line => string.Join(' ', line.Split(' ')[..2])).ShouldBe(["--service signal=https://x.example/:", "--service brevo=http://api.example/:", "--whatsapp-version newest:"]);

    private static async Task<GraphServer> GraphAsync()
    {
        var graph = await GraphServer.StartAsync();
        graph.Templates.AddRange(
        [
            GraphServer.Template("12", "spring_offer", "https://go.mine.example/{{1}}", "REJECTED", "RED"), GraphServer.Template("11", "evening_letter", "https://go.mine.example/{{1}}"), GraphServer.Template("13", "no_button", null),
        ]);
        return graph;
    }

    private static async Task<PagesHost> StartAsync(GraphServer graph)
    {
        var host = await PagesHost.StartAtAsync(TimeProvider.System, Site, [PagesHost.Visit], options => options with { Connectors = graph.Options() });
        await SendPageTests.PrepareAsync(host);
        return host;
    }

    private static async Task<string> ReadAsync(PagesHost host, string path, string? language = null) =>
        WebUtility.HtmlDecode(await host.Client.GetStringAsync(language is null ? path : path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "lang=" + language));

    private static async Task<string> DetailsAsync(PagesHost host, long post)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        return string.Join(", ", (await db.Posts.AsNoTracking().SingleAsync(one => one.Id == post)).Details.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}"));
    }

    private static async Task<string> UploadAsync(PagesHost host, string page, string text)
    {
        var token = await PagesTests.TokenAsync(host.Client, page);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("totals"), "_handler" }, { new StringContent(token), "__RequestVerificationToken" }, { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", "totals.csv" },
        };
        using var answer = await host.Client.PostAsync(page, form);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("class=\"qr-shown\" src=\"(?<src>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Code();
}
