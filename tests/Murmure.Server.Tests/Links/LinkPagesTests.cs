using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Ingest;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Live;

namespace Murmure.Server.Tests.Links;

/// <summary>The members' pages for links, as a browser without script uses them.</summary>
[WholeServer]
public sealed class LinkPagesTests
{
    [Fact]
    public async Task A_link_is_made_from_one_address_and_found_by_words_tag_and_folder()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        await MakeAsync(host, ("url", "https://mine.example/a"), ("slug", "élections"), ("title", "Les élections"), ("tags", "Vote, autumn 2026"), ("folder", "Politique"));
        await MakeAsync(host, ("url", "https://mine.example/b"), ("slug", "other"));
        foreach (var query in new[] { "search=élec", "tag=vote", "tag=autumn-2026", "folder=Politique" })
        {
            var found = await host.Client.GetStringAsync("/app/links?" + query);
            found.ShouldContain("Les &#xE9;lections", customMessage: query);
            found.ShouldNotContain("/other", customMessage: query);
        }
        (await host.Client.GetStringAsync("/app/links?search=nothing")).ShouldContain("No link matches your search. <a href=\"/app/links\">Show all</a>");
        (await host.Client.GetStringAsync("/app/links?archived=yes")).ShouldContain("No link matches your search. <a href=\"/app/links\">Show all</a>");
    }

    [Fact]
    public async Task The_list_goes_on_where_its_page_ends_and_keeps_what_was_asked()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        var key = await host.KeyAsync("links:write");
        using var client = new HttpClient { BaseAddress = host.Address, DefaultRequestHeaders = { { "Authorization", "Bearer " + key } } };
        var many = Enumerable.Range(0, 60).Select(i => $"{{\"url\":\"https://mine.example/\",\"slug\":\"number-{i}\",\"tags\":[\"many\"]}}");
        (await client.PostAsync("/api/v1/links/bulk", new StringContent($"[{string.Join(',', many)}]", System.Text.Encoding.UTF8, "application/json"))).StatusCode.ShouldBe(HttpStatusCode.Created);
        var first = await host.Client.GetStringAsync("/app/links?tag=many");
        first.ShouldContain("/number-59");
        first.ShouldNotContain("/number-9<");
        first.ShouldContain("href=\"/app/links?tag=many&amp;before=11\"");
        var last = await host.Client.GetStringAsync("/app/links?tag=many&before=11");
        last.ShouldContain("/number-9<");
        last.ShouldNotContain("rel=\"next\"");
    }

    [Fact]
    public async Task Everything_of_a_link_can_be_set_and_is_there_again()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        var path = await MakeAsync(host, ("url", "https://mine.example/a"), ("slug", "a"));
        (await SendAsync(host.Client, path + "/settings", "settings",
            ("url", "https://mine.example/b"), ("slug", "b"), ("title", "T"), ("notes", "Two\nlines"), ("folder", "F"), ("tags", "x, y"), ("externalId", "cms-7"), ("status", "301"), ("cacheSeconds", "60"),
            ("validFrom", "2026-07-01T09:30"), ("validUntil", "2036-07-01T09:30"), ("maxClicks", "7"), ("fallbackUrl", "https://mine.example/over"), ("password", "geheim"), ("appendPath", "yes"))).ShouldBe(HttpStatusCode.Redirect);
        var settings = WebUtility.HtmlDecode(await host.Client.GetStringAsync(path + "/settings"));
        foreach (var value in new[] { "https://mine.example/b", "\"b\"", "\"T\"", "Two\nlines", "\"F\"", "\"x, y\"", "cms-7", "\"60\"", "2026-07-01T09:30", "2036-07-01T09:30", "\"7\"", "https://mine.example/over" })
            settings.ShouldContain(value);
        settings.ShouldContain("<option value=\"301\" selected");
        settings.ShouldNotContain("geheim");
        settings.ShouldNotContain("name=\"forwardQuery\" type=\"checkbox\" value=\"yes\" checked");
        (await host.Client.GetAsync("/a")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.Client.GetStringAsync("/b")).ShouldContain("password", Case.Insensitive);
        // Saved again without the password's field, it keeps it; it goes when it is taken away.
        (await SendAsync(host.Client, path + "/settings", "settings", ("url", "https://mine.example/b"), ("passwordless", "yes"))).ShouldBe(HttpStatusCode.Redirect);
        (await host.Client.GetAsync("/b")).Headers.Location!.ToString().ShouldBe("https://mine.example/b");
        (await host.Client.GetStringAsync(path)).ShouldNotContain("This redirect is permanent");
    }

    [Fact]
    public async Task What_is_wrong_is_said_beside_its_field_in_the_reader_s_language_and_what_was_typed_stays()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        using var answer = await PagesHost.SendAsync(host.Client, "/app/links/new?lang=fr", "link", ("url", "javascript:alert(1)"), ("title", "Gardé"));
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        page.ShouldContain("Une adresse commence par https://");
        page.ShouldContain("Gardé");
        foreach (var (field, value, said) in new[] { ("slug", "a/b", "No blanks"), ("validFrom", "tomorrow", "no date and time"), ("maxClicks", "none", "at least 1"), ("status", "418", "301, 302"), ("fallbackUrl", "http://10.0.0.1/", "private network") })
        {
            using var refused = await PagesHost.SendAsync(host.Client, "/app/links/new", "link", ("url", "https://mine.example/"), (field, value));
            WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()).ShouldContain(said, customMessage: field);
        }
        (await host.Client.GetStringAsync("/app/links")).ShouldContain("No link yet");
    }

    [Fact]
    public async Task What_another_link_has_already_cannot_be_given_and_a_known_external_id_finds_its_link()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        var first = await MakeAsync(host, ("url", "https://mine.example/a"), ("slug", "a"), ("externalId", "cms-7"));
        (await MakeAsync(host, ("url", "https://mine.example/other"), ("externalId", "cms-7"))).ShouldBe(first);
        var second = await MakeAsync(host, ("url", "https://mine.example/b"), ("slug", "b"));
        foreach (var (field, value, said) in new[] { ("slug", "a", "has it already"), ("externalId", "cms-7", "has this id already") })
        {
            using var refused = await PagesHost.SendAsync(host.Client, second + "/settings", "settings", ("url", "https://mine.example/b"), (field, value));
            (await refused.Content.ReadAsStringAsync()).ShouldContain(said);
        }
    }

    [Fact]
    public async Task A_slug_that_looks_like_another_and_a_permanent_redirect_are_warned_of()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        var path = await MakeAsync(host, ("url", "https://mine.example/"), ("slug", "раураl"), ("status", "308"));
        var page = await host.Client.GetStringAsync(path);
        page.ShouldContain("can be mistaken for another one");
        page.ShouldContain("This redirect is permanent");
    }

    [Fact]
    public async Task A_viewer_reads_and_changes_nothing()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        var path = await MakeAsync(host, ("url", "https://mine.example/a"), ("slug", "a"));
        using var viewer = await host.JoinAsync("viewer@courrier.example", "viewer");
        foreach (var open in new[] { "/app/links", path, path + "/qr", path + "/qr.png", "/app/links/domains" })
        {
            using var answer = await viewer.GetAsync(open);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, open);
            if (answer.Content.Headers.ContentType!.MediaType == "text/html")
                (await answer.Content.ReadAsStringAsync()).ShouldNotContain("name=\"_handler\"", customMessage: open);
        }
        foreach (var closed in new[] { "/app/links/new", path + "/settings", path + "/rules", path + "/card", path + "/utm", path + "/delete", "/app/links/domains/1" })
            (await viewer.GetAsync(closed)).StatusCode.ShouldNotBe(HttpStatusCode.OK, closed);
        var token = await PagesTests.TokenAsync(viewer, "/app/logs");
        using var forged = await viewer.PostAsync(path, new FormUrlEncodedContent(
            [new("__RequestVerificationToken", token), new("_handler", "place"), new("channel", "whatsapp"), new("name", "Forged place")]));
        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Client.GetStringAsync(path)).ShouldNotContain("Forged place");
    }

    [Fact]
    public async Task A_place_has_an_address_of_its_own_a_line_of_figures_and_can_be_taken_away()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        var path = await MakeAsync(host, ("url", "https://mine.example/a"), ("slug", "a"), ("title", "Un & deux"));
        (await SendAsync(host.Client, path, "place", ("channel", "whatsapp"), ("name", "WhatsApp : élus"), ("key", ""))).ShouldBe(HttpStatusCode.Redirect);
        (await SendAsync(host.Client, path, "place", ("channel", "tchap"), ("name", ""), ("key", ""))).ShouldBe(HttpStatusCode.Redirect);
        using var twice = await PagesHost.SendAsync(host.Client, path, "place", ("channel", "facebook"), ("name", "WhatsApp : élus"), ("key", "other"));
        (await twice.Content.ReadAsStringAsync()).ShouldContain("could not be told apart");
        var page = WebUtility.HtmlDecode(await host.Client.GetStringAsync(path));
        page.ShouldContain("a~whatsappelus");
        page.ShouldContain($"https://wa.me/?text=Un%20%26%20deux%20{Uri.EscapeDataString(host.Address + "a~w")}\"");
        page.IndexOf("WhatsApp : élus", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf(">Signal<", StringComparison.Ordinal), "below its channel");
        page.IndexOf(">Tchap<", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf(">Facebook<", StringComparison.Ordinal), "private channels first");
        await ClickAsync(host, "/a~whatsappelus", LiveHost.Firefox);
        await ClickAsync(host, "/a~whatsappelus", "WhatsApp/2.24.20.83 A");
        await ClickAsync(host, "/a~whatsappelus", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)");
        await host.Services.GetRequiredService<JournalDrain>().WaitAsync(default);
        page = WebUtility.HtmlDecode(await host.Client.GetStringAsync(path));
        var row = page[page.IndexOf("WhatsApp : élus", StringComparison.Ordinal)..];
        row[..row.IndexOf("</tr>", StringComparison.Ordinal)].ShouldContain("data-label=\"Clicks per share\">1.0<");
        var listed = WebUtility.HtmlDecode(await host.Client.GetStringAsync("/app/links"));
        listed.ShouldContain("data-label=\"Clicks with machines\">2<");
        listed.ShouldContain("data-label=\"Clicks\">1<");
        (await SendAsync(host.Client, path, "remove-whatsappelus")).ShouldBe(HttpStatusCode.Redirect);
        page = WebUtility.HtmlDecode(await host.Client.GetStringAsync(path));
        page.ShouldNotContain("a~whatsappelus");
        page.ShouldContain("WhatsApp : élus", customMessage: "what was counted stays, under its name");
    }

    [Fact]
    public async Task A_link_is_archived_brought_back_and_deleted_and_the_log_says_by_whom()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        var path = await MakeAsync(host, ("url", "https://mine.example/a"), ("slug", "a-link"));
        (await SendAsync(host.Client, path + "/settings", "archive")).ShouldBe(HttpStatusCode.Redirect);
        (await host.Client.GetStringAsync("/app/links")).ShouldNotContain("/a-link");
        (await host.Client.GetStringAsync("/app/links?archived=yes")).ShouldContain("/a-link");
        (await host.Client.GetAsync("/a-link")).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await SendAsync(host.Client, path + "/settings", "archive")).ShouldBe(HttpStatusCode.Redirect);
        (await host.Client.GetStringAsync("/app/links")).ShouldContain("/a-link");
        (await SendAsync(host.Client, path + "/delete", "delete")).ShouldBe(HttpStatusCode.Redirect);
        (await host.Client.GetAsync("/a-link")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.Client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var log = await host.Client.GetStringAsync("/app/audit");
        foreach (var done in new[] { "Link added", "Link changed", "Link deleted" })
            log.ShouldContain(done);
        log.ShouldContain(PagesHost.Owner);
    }

    [Fact]
    public async Task A_domain_is_added_and_set_and_its_lost_clicks_are_reported_by_day_and_address()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        using var added = await PagesHost.SendAsync(host.Client, "/app/links/domains", "domain", ("host", "https://Go.Example.net/"), ("site", "mine.example"));
        var settings = PagesHost.Target(added).AbsolutePath;
        using var refused = await PagesHost.SendAsync(host.Client, settings, "domain", ("rootUrl", "https://mine.example/"), ("android", "org.example.app 14:6D"));
        (await refused.Content.ReadAsStringAsync()).ShouldContain("fingerprint of its certificate");
        var print = string.Join(':', Enumerable.Repeat("ab", 32));
        (await SendAsync(host.Client, settings, "domain", ("rootUrl", "https://mine.example/"), ("allowed", "mine.example"), ("apple", "ABCDE12345.org.example.app"), ("android", "org.example.app   " + print))).ShouldBe(HttpStatusCode.Redirect);
        (await ClickAsync(host, "/", LiveHost.Firefox, "go.example.net")).ShouldBe("https://mine.example/");
        (await ClickAsync(host, "/misprinted", LiveHost.Firefox, "go.example.net")).ShouldBeNull();
        using var apps = await AskAsync(host, "/.well-known/assetlinks.json", LiveHost.Firefox, "go.example.net");
        (await apps.Content.ReadAsStringAsync()).ShouldContain(print.ToUpperInvariant());
        await host.Services.GetRequiredService<JournalDrain>().WaitAsync(default);
        var page = await host.Client.GetStringAsync("/app/links/domains");
        page.ShouldContain("data-label=\"Bare domain\">1<");
        page.ShouldContain("data-label=\"Unknown address\">1<");
        page.ShouldContain("/misprinted");
        using var other = await PagesHost.SendAsync(host.Client, "/app/links/new", "link", ("url", "https://elsewhere.example/"), ("domain", "go.example.net"));
        (await other.Content.ReadAsStringAsync()).ShouldContain("may lead to certain hosts only");
        using var stranger = await host.JoinAsync("eve@gazette.example", "owner", "La Gazette");
        (await stranger.GetStringAsync("/app/links/domains")).ShouldNotContain("go.example.net");
        (await stranger.GetStringAsync("/app/links")).ShouldNotContain("go.example.net");
    }

    /// <summary>Makes a link and answers the path of its page.</summary>
    internal static async Task<string> MakeAsync(PagesHost host, params (string Name, string Value)[] fields)
    {
        using var made = await PagesHost.SendAsync(host.Client, "/app/links/new", "link", [("forwardQuery", "yes"), ("noIndex", "yes"), .. fields]);
        made.StatusCode.ShouldBe(HttpStatusCode.Redirect, await made.Content.ReadAsStringAsync());
        return PagesHost.Target(made).AbsolutePath;
    }

    internal static async Task<HttpStatusCode> SendAsync(HttpClient client, string page, string form, params (string Name, string Value)[] fields)
    {
        using var answer = await PagesHost.SendAsync(client, page, form, fields);
        return answer.StatusCode;
    }

    private static async Task<string?> ClickAsync(PagesHost host, string path, string agent, string? at = null)
    {
        using var answer = await AskAsync(host, path, agent, at);
        return answer.Headers.Location?.ToString();
    }

    private static async Task<HttpResponseMessage> AskAsync(PagesHost host, string path, string agent, string? at)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        if (at is not null)
            request.Headers.Host = at;
        using var client = host.Browser();
        return await client.SendAsync(request);
    }
}
