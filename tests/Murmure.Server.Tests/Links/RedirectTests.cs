using System.Net;
using System.Net.Http.Headers;
using Murmure.Attribution;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Links;

[WholeServer]
public sealed class RedirectTests
{
    private const string WhatsApp = "WhatsApp/2.24.20.83 A";
    private const string Googlebot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

    [Theory]
    [InlineData("https://example.com/a%2Fb?x=%C3%A9&y=a+b#f%20g", "", "https://example.com/a%2Fb?x=%C3%A9&y=a+b#f%20g")]
    [InlineData("https://example.com/é?q=ü", "", "https://example.com/%C3%A9?q=%C3%BC")]
    [InlineData("https://EXAMPLE.com", "", "https://example.com/")]
    [InlineData("https://bücher.example/", "", "https://xn--bcher-kva.example/")]
    [InlineData("https://example.com/?a=1#end", "?b=%0d%0aSet-Cookie:x", "https://example.com/?a=1&b=%0d%0aSet-Cookie:x#end")]
    [InlineData("https://example.com/?a=1", "?a=2&b=3&&c", "https://example.com/?a=1&b=3&c")]
    [InlineData("https://example.com/", "?url=https://evil.example/", "https://example.com/?url=https://evil.example/")]
    public async Task The_destination_goes_out_byte_for_byte_and_the_query_is_joined_to_it(string url, string query, string location)
    {
        await using var site = await LinkSite.StartAsync();
        await site.LinkAsync(new { url, slug = "a" });
        (await site.FollowAsync("/a" + query)).ShouldBe((HttpStatusCode.Found, location));
    }

    private static readonly string[] Harmful =
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " data:text/html,<script>alert(1)</script>",
        "java\tscript:alert(1)",
        "vbscript:x",
        "//evil.example/",
        "/relative",
        "https:evil.example",
        "https://",
        "https:///path",
        "https://user:secret@example.com/",
        "https://example.com\\@evil.example/",
        "https://example.com/a b",
        "https://example.com/\r\nSet-Cookie: a=b",
        "http://127.0.0.1/",
        "http://localhost:8080/app",
        "http://LOCALHOST./",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        "http://metadata.google.internal/",
        "http://10.0.0.1/",
        "http://①②⑦.⓪.⓪.①/",
        "http://intranet/",
    ];

    /// <summary>One server for all of them: a start costs a hundred times what a refusal does.</summary>
    [Fact]
    public async Task What_could_do_harm_is_no_destination()
    {
        await using var site = await LinkSite.StartAsync();
        foreach (var url in Harmful)
        {
            foreach (object link in new object[] { new { url }, new { url = "https://example.com/", fallbackUrl = url }, new { url = "https://example.com/", rules = new[] { new { @if = Array.Empty<object>(), to = url } } } })
            {
                var (status, body, _) = await site.CallAsync(HttpMethod.Post, "/api/v1/links", link);
                (status, body.GetProperty("type").GetString()).ShouldBe((400, "urn:murmure:link-url"), $"{url}: {body}");
            }
        }
    }

    [Theory]
    [InlineData("caf%C3%A9")]
    [InlineData("cafe%CC%81")]
    public async Task A_slug_in_Unicode_is_found_in_either_normal_form(string asked)
    {
        await using var site = await LinkSite.StartAsync();
        await site.LinkAsync(new { url = "https://example.com/", slug = "café" });
        (await site.FollowAsync("/" + asked)).Status.ShouldBe(HttpStatusCode.Found);
        (await site.FollowAsync("/%ff%fe")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await site.FollowAsync("/%")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("раураl", true)]
    [InlineData("рау", true)]
    [InlineData("привет", false)]
    [InlineData("hello", false)]
    public async Task A_slug_that_can_be_mistaken_for_another_is_warned_of(string slug, bool warned)
    {
        await using var site = await LinkSite.StartAsync();
        var link = await site.LinkAsync(new { url = "https://example.com/", slug });
        link.GetProperty("warnings").EnumerateArray().Any(warning => warning.GetString() == "slug-looks-alike").ShouldBe(warned);
    }

    private static readonly string[] NoSlugs = ["app", "Api", "robots.txt", "..", "a/b", "a?b", "a~w", "a+", "a%2fb", "x.qr", "a\u202Eb", "a\u0000b"];

    [Fact]
    public async Task What_means_something_else_in_an_address_is_no_slug()
    {
        await using var site = await LinkSite.StartAsync();
        foreach (var slug in NoSlugs)
        {
            var (status, body, _) = await site.CallAsync(HttpMethod.Post, "/api/v1/links", new { url = "https://example.com/", slug });
            (status, body.GetProperty("type").GetString()).ShouldBe((400, "urn:murmure:link-slug"), slug);
        }
    }

    [Fact]
    public async Task A_click_says_by_which_address_it_came_and_whoever_asked_is_kept_apart()
    {
        await using var site = await LinkSite.StartAsync();
        var id = (await site.LinkAsync(new { url = "https://example.org/article", slug = "a", placements = new[] { new { key = "s", channel = "whatsapp", name = "WhatsApp: supporters" } } })).GetProperty("id").GetInt64();
        await site.FollowAsync("/a");
        await site.FollowAsync("/a~w");
        await site.FollowAsync("/a~s");
        await site.FollowAsync("/a~nobody-set-this-up");
        await site.FollowAsync("/a~w?qr=1");
        await site.FollowAsync("/a~w", also: request => request.Headers.Referrer = new Uri("https://www.facebook.com/"));
        await site.FollowAsync("/a~w", agent: Googlebot);
        await site.FollowAsync("/a~w", agent: WhatsApp);
        var events = await site.Host.EventsAsync();
        events.ShouldAllBe(one => one.Detail!.Link == id && one.Page == "/a");
        events.Where(one => one.Kind == EventKind.Click && one.Verdict == Verdict.Person).Select(one => (one.Channel, one.Detail!.Variant, one.Grade, one.Sender, one.Detail.Scan)).ShouldBe(
        [
            ("direct", "", Grade.Unknown, Sender.Unknown, false), ("whatsapp", "whatsapp", Grade.Measured, Sender.Ours, false),
            ("whatsapp", "WhatsApp: supporters", Grade.Measured, Sender.Ours, false), ("direct", "", Grade.Unknown, Sender.Unknown, false),
            ("whatsapp", "whatsapp", Grade.Measured, Sender.Ours, true), ("facebook", "whatsapp", Grade.Observed, Sender.Unknown, false),
        ], ignoreOrder: true);
        events.Single(one => one.Verdict == Verdict.Automated).Visitor.ShouldBe(0UL);
        events.Single(one => one.Kind == EventKind.Preview).Platform.ShouldBe("whatsapp");
    }

    [Fact]
    public async Task Without_consent_the_address_is_counted_and_not_its_visitor()
    {
        await using var site = await LinkSite.StartAsync(ComplianceProfile.EuConsent);
        await site.LinkAsync(new { url = "https://example.org/article", slug = "a" });
        await site.FollowAsync("/a~w");
        await site.FollowAsync("/a~w", also: request => request.Headers.Add("Sec-GPC", "1"));
        var clicks = await site.ClicksAsync();
        clicks.Select(one => (one.Visitor != 0, one.Detail!.Variant, one.Channel, one.Browser + one.Os + one.Country)).ShouldBe([(false, "whatsapp", "whatsapp", ""), (true, "", "direct", "")], ignoreOrder: true);
    }

    [Fact]
    public async Task Maximum_clicks_are_those_of_people_and_outlive_a_restart()
    {
        await using var site = await LinkSite.StartAsync();
        await site.LinkAsync(new { url = "https://example.com/", slug = "a", maxClicks = 2, fallbackUrl = "https://example.com/over" });
        (await site.FollowAsync("/a", agent: Googlebot)).Location.ShouldBe("https://example.com/");
        (await site.FollowAsync("/a", agent: WhatsApp)).Location.ShouldBe("https://example.com/");
        (await site.FollowAsync("/a")).Location.ShouldBe("https://example.com/");
        await site.Host.RestartAsync();
        (await site.FollowAsync("/a")).Location.ShouldBe("https://example.com/");
        (await site.FollowAsync("/a")).Location.ShouldBe("https://example.com/over");
        await site.Host.RestartAsync();
        (await site.FollowAsync("/a")).Location.ShouldBe("https://example.com/over");
    }

    [Fact]
    public async Task A_password_is_asked_for_and_tried_a_few_times_only()
    {
        await using var site = await LinkSite.StartAsync();
        await site.LinkAsync(new { url = "https://example.com/secret", slug = "a", password = "Zauberwort" });
        using var page = await site.GetAsync("/a");
        (page.StatusCode, (await page.Content.ReadAsStringAsync()).Contains("example.com/secret", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.OK, false));
        (await TryAsync(site, "wrong")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await TryAsync(site, "Zauberwort")).ShouldBe((HttpStatusCode.SeeOther, "https://example.com/secret"));
        for (var i = 0; i < 10; i++)
            await TryAsync(site, "wrong");
        (await TryAsync(site, "Zauberwort")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        (await site.ClicksAsync()).Count.ShouldBe(1, "a page that asks is no click");
    }

    [Fact]
    public async Task A_change_is_answered_at_once_and_a_deleted_link_no_more()
    {
        await using var site = await LinkSite.StartAsync();
        var id = (await site.LinkAsync(new { url = "https://example.com/1", slug = "a" })).GetProperty("id").GetInt64();
        (await site.CallAsync(HttpMethod.Patch, $"/api/v1/links/{id}", new { url = "https://example.com/2", slug = "b", status = 301, cacheSeconds = 60 })).Status.ShouldBe(200);
        (await site.FollowAsync("/a")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var answer = await site.GetAsync("/b");
        (answer.StatusCode, LinkSite.LocationOf(answer), answer.Headers.CacheControl!.ToString()).ShouldBe((HttpStatusCode.MovedPermanently, "https://example.com/2", "public, max-age=60"));
        await site.Host.RestartAsync();
        (await site.FollowAsync("/b")).Location.ShouldBe("https://example.com/2");
        (await site.CallAsync(HttpMethod.Delete, $"/api/v1/links/{id}")).Status.ShouldBe(204);
        (await site.FollowAsync("/b")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Fetchers_get_the_card_and_people_the_redirect()
    {
        await using var site = await LinkSite.StartAsync();
        await site.LinkAsync(new { url = "https://example.com/", slug = "a", preview = new { title = "Le <titre>", description = "Une phrase", image = "https://example.com/i.png", channels = new { telegram = new { title = "Pour Telegram" } } } });
        (await site.FollowAsync("/a")).Location.ShouldBe("https://example.com/");
        using var card = await site.GetAsync("/a", agent: WhatsApp);
        var html = await card.Content.ReadAsStringAsync();
        html.ShouldContain("<meta property=\"og:title\" content=\"Le &lt;titre&gt;\">");
        html.ShouldContain("<meta property=\"og:image\" content=\"https://example.com/i.png\">");
        using var telegram = await site.GetAsync("/a", agent: "TelegramBot (like TwitterBot)");
        (await telegram.Content.ReadAsStringAsync()).ShouldContain("Pour Telegram");
    }

    [Fact]
    public async Task A_plus_tells_where_it_leads_and_counts_nothing()
    {
        await using var site = await LinkSite.StartAsync();
        await site.LinkAsync(new { url = "https://example.com/there", slug = "a", domain = "go.example.org" });
        using var page = await site.GetAsync("/a+", "go.example.org", also: request => request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue("fr")));
        var html = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
        html.ShouldContain("Où mène ce lien");
        html.ShouldContain("https://example.com/there");
        page.Headers.GetValues("X-Robots-Tag").Single().ShouldBe("noindex");
        using var sheet = await site.GetAsync("/app/report.css", "go.example.org");
        sheet.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await site.FollowAsync("/app", "go.example.org")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await site.ClicksAsync()).ShouldBeEmpty();
    }

    private static async Task<(HttpStatusCode Status, string? Location)> TryAsync(LinkSite site, string password)
    {
        using var answer = await site.GetAsync("/a", also: request =>
        {
            request.Method = HttpMethod.Post;
            request.Content = new FormUrlEncodedContent([KeyValuePair.Create("password", password)]);
        });
        return (answer.StatusCode, LinkSite.LocationOf(answer));
    }
}
