using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Murmure.Browser.Tests.Tracker;

/// <summary>The share buttons on a page of their own, in a real browser.</summary>
public sealed class ShareButtonsTests(Browser browser)
{
    private const string Every = "<murmure-share channels=\"system copy whatsapp telegram messenger bluesky email sms\"></murmure-share>";

    /// <summary>With a folder here, the buttons are pictured for somebody to look at.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("MURMURE_PICTURES");

    // What another window would be opened with; the dialogues themselves are other people's pages.
    private const string Windows = "window.opened = []; window.open = (...asked) => { opened.push(asked.join(' ')); };";

    private static async Task<Visitor> OpenAsync(
        Browser browser, TestSite site, string path = "/x", string body = Every, string attributes = "data-profile=\"uk-stats\"", string file = "m.js", string script = "", string share = "")
    {
        site.Put("/x", $"<title>À la une</title>{site.Script(attributes, file)}{site.Script(share, "share.js")}", body);
        var visitor = await Visitor.OpenAsync(browser, Windows + script);
        await visitor.GotoAsync(site.At(path));
        await visitor.Page.Locator("murmure-share button").First.WaitForAsync();
        return visitor;
    }

    private static ILocator Button(Visitor visitor, string slug) => visitor.Page.Locator($"murmure-share button[part~={slug}]");

    private static async Task<string> OpenedAsync(Visitor visitor, string slug)
    {
        await Button(visitor, slug).ClickAsync();
        var opened = (await visitor.AskAsync("() => opened.at(-1)")).Split(' ');
        opened[1..].ShouldBe(["_blank", "noopener"]);
        return opened[0];
    }

    [Theory]
    [InlineData("/x", "w1", 1)]
    [InlineData("/x?mm=t2&a=1#part", "w3", 3)]
    [InlineData("/x?mm=t6", "w6", 6)]
    public async Task A_channels_button_opens_its_dialogue_with_the_next_generation_and_tells_so_once(string path, string tag, int generation)
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await OpenAsync(browser, site, path, file: "m-extra.js");

        var opened = await OpenedAsync(visitor, "whatsapp");

        var rest = path.Replace("mm=t2&", "", StringComparison.Ordinal).Replace("?mm=t6", "", StringComparison.Ordinal);
        var address = rest.Contains('?', StringComparison.Ordinal) ? rest.Replace("#", $"&mm={tag}#", StringComparison.Ordinal) : $"{rest}?mm={tag}";
        opened.ShouldBe($"https://wa.me/?text={Uri.EscapeDataString("À la une")}%20{Uri.EscapeDataString(site.At(address))}");
        var told = (await site.BeaconsAsync(2, visitor.Page)).Single(one => one.Name == "share");
        told.ToString().ShouldBe($"{{n:share p:{{generation:{generation} via:whatsapp}} s:news.localhost u:{site.At(path.Split('#')[0])}}}");
    }

    [Fact]
    public async Task Copying_says_so_to_everybody_and_tells_that_it_happened()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await OpenAsync(browser, site, "/x?mm=w1", file: "m-extra.js");
        await visitor.Window.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);

        await Button(visitor, "copy").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Page.Locator("murmure-share [role=status]").Filter(new() { HasText = "Link copied." }).WaitForAsync();

        (await visitor.AskAsync("() => navigator.clipboard.readText()")).ShouldBe(site.At("/x?mm=c2"));
        (await site.BeaconsAsync(2, visitor.Page)).Single(one => one.Name == "copy").ToString()
            .ShouldBe($"{{n:copy p:{{generation:2 what:link}} s:news.localhost u:{site.At("/x?mm=w1")}}}");
    }

    [Fact]
    public async Task The_systems_dialogue_is_told_of_once_and_not_at_all_when_somebody_changes_their_mind()
    {
        const string Dialogue = "window.handed = []; navigator.share = given => { handed.push(given.url); return window.refused ? Promise.reject(new DOMException('', 'AbortError')) : Promise.resolve(); };";
        await using var site = await TestSite.StartAsync();
        await using var visitor = await OpenAsync(browser, site, file: "m-extra.js", script: Dialogue);

        await visitor.DoAsync("() => { window.refused = true; }");
        await Button(visitor, "system").ClickAsync();
        await visitor.DoAsync("() => { window.refused = false; }");
        await Button(visitor, "system").ClickAsync();

        (await site.BeaconsAsync(2, visitor.Page)).Single(one => one.Name == "share").ToString()
            .ShouldBe($"{{n:share p:{{generation:1 via:system}} s:news.localhost u:{site.At("/x")}}}");
        (await visitor.AskAsync("() => handed.join()")).ShouldBe($"{site.At("/x?mm=c1")},{site.At("/x?mm=c1")}");
    }

    [Theory]
    [InlineData("data-profile=\"fr-exempt\"", "", "<murmure-share></murmure-share>")]
    [InlineData("data-profile=\"uk-stats\"", "localStorage['murmure-optout'] = 1;", "<murmure-share></murmure-share>")]
    [InlineData("data-profile=\"uk-stats\"", "", "<murmure-share tags=\"none\"></murmure-share>")]
    public async Task Without_tags_the_plain_address_goes_out(string attributes, string script, string body)
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await OpenAsync(browser, site, body: body, attributes: attributes, script: script);
        (await OpenedAsync(visitor, "whatsapp")).ShouldEndWith("%20" + Uri.EscapeDataString(site.At("/x")));
        site.SoFar().Where(one => one.Name == "share" && one.ToString().Contains("generation", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cohort_is_the_same_for_all_that_one_view_of_the_page_shares()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await OpenAsync(browser, site, body: "<murmure-share tags=\"cohort\" url=\"https://news.example/y?b\"></murmure-share>");
        string TagOf(string opened) => Uri.UnescapeDataString(opened).Split("&mm=")[1][..5];
        var first = TagOf(await OpenedAsync(visitor, "whatsapp"));
        first.ShouldMatch("^w1-[acefhkmr][2-9]$");
        TagOf(await OpenedAsync(visitor, "telegram"))[1..].ShouldBe(first[1..]);
    }

    [Fact]
    public async Task A_campaigns_token_goes_out_and_is_told_and_each_share_has_another()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await OpenAsync(browser, site, body: "<murmure-share tags=\"campaign\"></murmure-share>");
        var first = Uri.UnescapeDataString(await OpenedAsync(visitor, "whatsapp")).Split("?mm=")[1];
        var second = Uri.UnescapeDataString(await OpenedAsync(visitor, "whatsapp")).Split("?mm=")[1];
        second.ShouldNotBe(first);
        (await site.BeaconsAsync(3, visitor.Page)).Where(one => one.Name == "share").Select(one => one["p"]).ShouldBe(
            [$"{{\"via\":\"whatsapp\",\"generation\":1,\"token\":\"{first}\"}}", $"{{\"via\":\"whatsapp\",\"generation\":1,\"token\":\"{second}\"}}"], ignoreOrder: true);
    }

    [Fact]
    public async Task Counts_that_the_site_tells_stand_on_the_buttons_and_in_their_names()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await Visitor.OpenAsync(browser);
        site.Put("/x", site.Script("data-profile=\"uk-stats\" data-site=\"www.example.org\"") + site.Script("", "share.js"), "<murmure-share counts></murmure-share>");
        string? asked = null;
        await visitor.Window.RouteAsync("**/e/shares?*", route =>
        {
            asked = route.Request.Url;
            return route.FulfillAsync(new() { Body = "{\"whatsapp\":20,\"line\":10}", Headers = new Dictionary<string, string> { ["Access-Control-Allow-Origin"] = "*" } });
        });
        await visitor.GotoAsync(site.At("/x?mm=w1"));
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Share via WhatsApp (20)", Exact = true }).WaitForAsync();
        (await visitor.Page.Locator("murmure-share [part=count]").AllInnerTextsAsync()).ShouldBe(["20"]);
        asked.ShouldEndWith("/e/shares?s=www.example.org&u=" + Uri.EscapeDataString(site.At("/x")));
    }

    [Fact]
    public async Task A_short_link_goes_out_as_the_channels_own_address_of_it()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await OpenAsync(browser, site, body: "<murmure-share link=\"https://go.example/a\" text=\"Read\" channels=\"telegram\"></murmure-share>");
        (await OpenedAsync(visitor, "telegram")).ShouldBe("https://t.me/share/url?url=https%3A%2F%2Fgo.example%2Fa~t&text=Read");
    }

    [Theory]
    [InlineData("/x*", "/x?mm=c1", "/x?mm=c1")]
    [InlineData("/articles/*", "/x", "/x")]
    public async Task The_address_bar_has_a_tag_on_listed_paths_only_and_a_reload_does_not_raise_it(string listed, string first, string again)
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await OpenAsync(browser, site, share: $"data-address=\"{listed}\"");
        await visitor.Page.WaitForURLAsync(site.At(first));
        (await site.BeaconsAsync(1, visitor.Page)).ShouldHaveSingleItem()["u"].ShouldBe(site.At("/x"));
        await visitor.Page.ReloadAsync();
        await visitor.Page.WaitForURLAsync(site.At(again));
        (await site.BeaconsAsync(2, visitor.Page))[1]["t"].ShouldBe("reload");
    }

    [Fact]
    public async Task Nothing_is_stored_and_nobody_else_is_asked_for_anything()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/empty", "");
        await using var visitor = await Visitor.OpenAsync(browser);
        var asked = new List<string>();
        visitor.Page.Request += (_, request) => asked.Add(new Uri(request.Url).Host);
        site.Put("/x", $"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src http://stats.localhost:*; connect-src 'self' http://stats.localhost:*\">{site.Script()}{site.Script("", "share.js")}", Every);
        var complaints = new List<string>();
        visitor.Page.Console += (_, message) => complaints.Add(message.Text);

        await visitor.GotoAsync(site.At("/x"));
        await Button(visitor, "copy").WaitForAsync();
        await visitor.GotoAsync(site.At("/empty"));

        (await visitor.AskAsync("async () => JSON.stringify([document.cookie, localStorage.length, sessionStorage.length, (await indexedDB.databases()).length])")).ShouldBe("[\"\",0,0,0]");
        asked.Distinct().Order(StringComparer.Ordinal).ShouldBe(["news.localhost", "stats.localhost"]);
        complaints.Where(text => text.Contains("Content Security Policy", StringComparison.Ordinal)).ShouldBeEmpty("it needs no 'unsafe-inline'");
    }

    [Theory]
    [InlineData("en", 1280, ColorScheme.Light)]
    [InlineData("fr", 1280, ColorScheme.Dark)]
    [InlineData("en", 390, ColorScheme.Dark)]
    [InlineData("fr", 390, ColorScheme.Light)]
    public async Task They_can_be_read_named_and_reached_in_both_languages_light_and_dark(string language, int width, ColorScheme scheme)
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", $"<title>À la une</title><meta name=\"viewport\" content=\"width=device-width\"><style>:root{{color-scheme:light dark;font:100%/1.5 system-ui}}</style>{site.Script()}{site.Script("", "share.js")}",
            $"<main lang=\"{language}\"><h1>À la une</h1>{Every}</main>");
        await using var window = await browser.OpenAsync(new() { ViewportSize = new() { Width = width, Height = 420 }, ColorScheme = scheme, HasTouch = width < 500, IsMobile = width < 500 });
        var page = await window.NewPageAsync();
        await page.GotoAsync(site.At("/x"));
        var group = page.GetByRole(AriaRole.Group, new() { Name = language == "fr" ? "Partager cette page" : "Share this page" });
        await group.WaitForAsync();

        var names = await group.GetByRole(AriaRole.Button).EvaluateAllAsync<string[]>("all => all.map(one => one.getAttribute('aria-label') || one.textContent)");
        names.ShouldContain(language == "fr" ? "Copier le lien" : "Copy link");
        names.ShouldContain(language == "fr" ? "Partager via WhatsApp" : "Share via WhatsApp");
        names.Contains(language == "fr" ? "Partager via Messenger" : "Share via Messenger").ShouldBe(width < 500, "its address opens in an app only");
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0);
        (await group.GetByRole(AriaRole.Button).EvaluateAllAsync<double>("all => Math.min(...all.map(one => one.getBoundingClientRect().height))")).ShouldBeGreaterThanOrEqualTo(44);
        (await page.RunAxe()).Violations.Where(found => found.Impact is "serious" or "critical" && found.Id != "html-has-lang").Select(found => $"{found.Id}: {string.Join(" | ", found.Nodes.Select(node => node.Html))}").ShouldBeEmpty();
        for (var step = 0; step < names.Length; step++)
        {
            await page.Keyboard.PressAsync("Tab");
            (await page.EvaluateAsync<string>("(() => { const one = document.querySelector('murmure-share').shadowRoot.activeElement; return one.getAttribute('aria-label') || one.textContent; })()")).ShouldBe(names[step]);
        }
        if (Pictures is { Length: > 0 })
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"share-{language}-{width}-{scheme}.png") });
    }
}
