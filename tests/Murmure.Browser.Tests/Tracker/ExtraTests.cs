namespace Murmure.Browser.Tests.Tracker;

/// <summary>What only <c>m-extra.js</c> does.</summary>
public sealed class ExtraTests(Browser browser)
{
    private const string Article = """
        <title>Un concert au port - Le Journal</title>
        <script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"Le Journal"},
        {"@type":"NewsArticle","headline":"Un concert au port","articleSection":["Culture"],"author":[{"@type":"Person","name":"Anne Lefèvre"}],
        "datePublished":"2026-11-02T08:30:00+01:00","isAccessibleForFree":false}]}</script>
        """;

    private static string Script(TestSite site, string attributes = "data-profile=\"uk-stats\"") => site.Script(attributes, "m-extra.js");

    [Fact]
    public async Task A_page_view_says_what_the_article_says_of_itself()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", Article + Script(site));
        await using var visitor = await Visitor.OpenAsync(browser);

        await visitor.GotoAsync(site.At("/x"));

        (await site.BeaconsAsync(1, visitor.Page)).ShouldHaveSingleItem()["m"].ShouldBe(
            """{"t":"Un concert au port","s":"Culture","a":"Anne Lefèvre","d":"2026-11-02T08:30:00+01:00","p":"paid"}""");
    }

    [Fact]
    public async Task Open_Graph_serves_where_there_is_no_linked_data_and_broken_data_harms_nothing()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", """
            <title>T</title><script type="application/ld+json">{ broken</script>
            <meta property="og:title" content="Titre"><meta property="article:section" content="Sport">
            <meta name="author" content="Anne"><meta property="article:published_time" content="2026-11-02">
            <meta property="article:content_tier" content="free">
            """ + Script(site));
        await using var visitor = await Visitor.OpenAsync(browser);

        await visitor.GotoAsync(site.At("/x"));

        (await site.BeaconsAsync(1, visitor.Page)).ShouldHaveSingleItem()["m"].ShouldBe("""{"t":"Titre","s":"Sport","a":"Anne","d":"2026-11-02","p":"free"}""");
    }

    [Fact]
    public async Task Without_consent_only_title_and_section_are_told()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", Article + Script(site, ""));
        await using var visitor = await Visitor.OpenAsync(browser);

        await visitor.GotoAsync(site.At("/x"));

        (await site.BeaconsAsync(1, visitor.Page)).ShouldHaveSingleItem()["m"].ShouldBe("""{"t":"Un concert au port","s":"Culture"}""");
    }

    [Fact]
    public async Task In_an_application_the_view_waits_for_the_title_that_comes_after_the_address()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", Article + Script(site));
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/x"));

        await visitor.DoAsync("() => { history.pushState(null, '', '/y'); setTimeout(() => { document.title = 'Y'; }, 50); }");

        // What is written in the document about the article before is not said of this one.
        (await site.BeaconsAsync(2, visitor.Page))[1]["m"].ShouldBe("""{"t":"Y"}""");
    }

    [Fact]
    public async Task Who_goes_on_before_the_title_came_is_counted_all_the_same()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", Script(site));
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/x"));

        await visitor.DoAsync("() => { history.pushState(null, '', '/y'); history.pushState(null, '', '/z'); murmure('Subscribe'); }");

        (await site.BeaconsAsync(4, visitor.Page)).Select(sent => $"{sent.Name} {sent["u"]}").ShouldBe([
            $"pageview {site.At("/x")}", $"pageview {site.At("/y")}", $"pageview {site.At("/z")}", $"Subscribe {site.At("/z")}"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("<a href=\"https://other.example/path?token=1#x\">x</a>", "outbound", """{"to":"https://other.example/path"}""")]
    [InlineData("<a href=\"/files/report.pdf?x=1\"><b>x</b></a>", "download", """{"file":"/files/report.pdf"}""")]
    [InlineData("<a href=\"/export\" download>x</a>", "download", """{"file":"/export"}""")]
    [InlineData("<a href=\"https://wa.me/?text=https%3A%2F%2Fnews.example%2Fx\">x</a>", "share", """{"via":"whatsapp"}""")]
    [InlineData("<a href=\"mailto:?body=https%3A%2F%2Fnews.example%2Fx\">x</a>", "share", """{"via":"email"}""")]
    [InlineData("<svg><a href=\"https://other.example/\"><text>x</text></a></svg>", null, null)]
    [InlineData("<a href=\"/y\">x</a>", null, null)]
    [InlineData("<a href=\"mailto:redaction@news.example\">x</a>", null, null)]
    [InlineData("<a name=\"x\">x</a>", null, null)]
    public async Task Following_a_link_is_told_when_it_leads_away_downloads_or_shares(string link, string? name, string? properties)
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", Script(site), link);
        await using var visitor = await Visitor.OpenAsync(browser, "addEventListener('click', e => e.preventDefault());");
        await visitor.GotoAsync(site.At("/x"));

        await visitor.DoAsync("() => (document.querySelector('b, a')).dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, composed: true }))");

        var sent = await site.BeaconsAsync(name is null ? 1 : 2, visitor.Page);
        if (name is null)
            return;
        sent[1].Name.ShouldBe(name);
        sent[1]["p"].ShouldBe(properties);
    }

    [Fact]
    public async Task Forms_copies_and_shares_are_told_and_never_their_content()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/x", Script(site), $"""
            <form id="newsletter" onsubmit="event.preventDefault()"><input name="id" value="secret"><input name="name"><button>go</button></form>
            <p id="text">a secret sentence</p><p id="link">{site.At("/x")}</p>
            """);
        await using var visitor = await Visitor.OpenAsync(browser, "navigator.share = data => Promise.resolve();");
        await visitor.GotoAsync(site.At("/x"));
        await visitor.Page.ClickAsync("button");
        await visitor.DoAsync("""
            async () => {
              for (const id of ['text', 'link']) {
                getSelection().selectAllChildren(document.getElementById(id));
                document.dispatchEvent(new ClipboardEvent('copy', { bubbles: true }));
              }
              getSelection().removeAllRanges();
              document.dispatchEvent(new ClipboardEvent('copy', { bubbles: true }));
              await navigator.share({ url: 'https://news.example/secret' });
            }
            """);

        (await site.BeaconsAsync(5, visitor.Page)).Skip(1).Select(sent => sent.Name + sent["p"]).ShouldBe([
            """form{"name":"newsletter"}""", """copy{"what":"text"}""", """copy{"what":"link"}""", """share{"via":"system"}"""], ignoreOrder: true);
    }

    [Fact]
    public async Task A_page_that_is_not_there_is_told_with_the_page_that_led_to_it()
    {
        await using var site = await TestSite.StartAsync();
        site.Put("/from", "", $"<a href=\"{site.At("/gone?x=1")}\">x</a>");
        site.Put("404", Script(site));
        await using var visitor = await Visitor.OpenAsync(browser);
        await visitor.GotoAsync(site.At("/from?q=1"));

        await visitor.Page.ClickAsync("a");

        var sent = await site.BeaconsAsync(2);
        sent.Select(one => one.Name).ShouldBe(["pageview", "404"], ignoreOrder: true);
        sent.Single(one => one.Name == "404")["p"].ShouldBe($$"""{"from":"{{site.At("/from")}}"}""");
    }
}
