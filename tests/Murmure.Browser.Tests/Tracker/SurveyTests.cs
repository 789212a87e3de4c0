using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Murmure.Storage.Events;

namespace Murmure.Browser.Tests.Tracker;

/// <summary>The one question, in a real browser.</summary>
public sealed class SurveyTests(Browser browser)
{
    /// <summary>With a folder here, the question is pictured for somebody to look at.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("MURMURE_PICTURES");

    // The wait of five seconds is the page's own; nobody here waits for it.
    private const string AtOnce = "const native = setTimeout; window.setTimeout = (act, wait) => native(act, wait == 5000 ? 0 : wait);";

    private const string Everybody = """{"direct":1000,"tagged":1000,"public":1000,"languages":["en","fr"],"not":["/checkout*"]}""";

    private static async Task<Visitor> OpenAsync(
        Browser browser, TestSite site, string path = "/x", string asked = Everybody, string language = "en", string attributes = "data-profile=\"uk-stats\"", string body = "<p>Un article</p>", string script = "")
    {
        site.Put("/x", $"<script>document.documentElement.lang = '{language}'</script><title>À la une</title><meta name=\"viewport\" content=\"width=device-width\">{site.Script(attributes)}{site.Script("", "survey.js")}", body);
        site.Put("/checkout", $"<script>document.documentElement.lang = 'en'</script>{site.Script(attributes)}{site.Script("", "survey.js")}");
        var visitor = await Visitor.OpenAsync(browser, AtOnce + script);
        await visitor.Window.RouteAsync("**/e/survey?*", route => route.FulfillAsync(new() { Body = asked, Headers = new Dictionary<string, string> { ["Access-Control-Allow-Origin"] = "*" } }));
        await visitor.GotoAsync(site.At(path));
        return visitor;
    }

    private static ILocator Question(Visitor visitor) => visitor.Page.Locator("murmure-survey section");

    private static async Task IsNotThereAsync(Visitor visitor)
    {
        // What the page would do after its wait it has done by then.
        await visitor.Page.EvaluateAsync("async () => { for (let i = 0; i < 5; i++) await new Promise(done => setTimeout(done, 20)); }");
        (await Question(visitor).CountAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("en", "How did you get to this page?", "Someone sent it to me (message, e-mail)", "Thank you.")]
    [InlineData("fr", "Comment êtes-vous arrivé sur cette page ?", "On me l’a envoyée (message, e-mail)", "Merci.")]
    public async Task It_asks_in_the_page_s_language_tells_that_it_asked_and_what_was_said(string language, string question, string answer, string thanks)
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await OpenAsync(browser, site, language: language);
        (await Question(visitor).GetAttributeAsync("aria-label")).ShouldBe(question);
        (await site.BeaconsAsync(2, visitor.Page))[1].ToString().ShouldBe($"{{n:answer p:{{said:invited}} s:news.localhost u:{site.At("/x")}}}");
        if (Pictures is { Length: > 0 })
            await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"survey-{language}.png") });
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = answer, Exact = true }).ClickAsync();
        await visitor.Page.GetByText(thanks).WaitForAsync();
        (await site.BeaconsAsync(3, visitor.Page))[2].ToString().ShouldBe($"{{n:answer p:{{said:private}} s:news.localhost u:{site.At("/x")}}}");
        (await visitor.AskAsync("() => JSON.stringify([document.cookie, localStorage.length, sessionStorage.length])")).ShouldBe("[\"\",0,0]");
    }

    [Fact]
    public async Task Every_answer_is_a_button_that_the_keyboard_reaches_and_escape_closes_it()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await OpenAsync(browser, site, body: "<main><h1>Un article</h1></main>");
        await Question(visitor).WaitForAsync();
        (await visitor.Page.Locator("murmure-survey li button").CountAsync()).ShouldBe(SurveyNames.Answers.Count);
        (await visitor.AskAsync("() => document.activeElement.tagName")).ShouldBe("BODY", "it takes nobody's place");
        (await visitor.Page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => violation.Id).ShouldBeEmpty();
        await visitor.Page.Keyboard.PressAsync("Tab");
        (await visitor.AskAsync("() => document.activeElement.tagName")).ShouldBe("MURMURE-SURVEY");
        await visitor.Page.Keyboard.PressAsync("Escape");
        (await Question(visitor).CountAsync()).ShouldBe(0);
        (await visitor.AskAsync("() => document.body.style.paddingBottom")).ShouldBe("");
    }

    [Fact]
    public async Task The_page_s_end_is_above_it()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await OpenAsync(browser, site, body: "<div style=\"height:3000px\"></div><p id=\"end\">Fin</p>");
        await Question(visitor).WaitForAsync();
        await visitor.DoAsync("scrollTo(0, document.body.scrollHeight)");
        (await visitor.Page.EvaluateAsync<bool>("() => end.getBoundingClientRect().bottom <= document.querySelector('murmure-survey').shadowRoot.querySelector('section').getBoundingClientRect().top")).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_does_not_want_to_be_asked_again_is_not()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await OpenAsync(browser, site);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Don’t ask again" }).ClickAsync();
        (await Question(visitor).CountAsync()).ShouldBe(0);
        await visitor.GotoAsync(site.At("/x?again"));
        await IsNotThereAsync(visitor);
    }

    [Theory]
    [InlineData("/x", "data-profile=\"eu-consent\"", "")]
    [InlineData("/x", "data-profile=\"fr-exempt\"", "")]
    [InlineData("/x", "data-profile=\"uk-stats\"", "Object.defineProperty(navigator, 'globalPrivacyControl', { value: true });")]
    [InlineData("/x", "data-profile=\"uk-stats\"", "localStorage['murmure-optout'] = 1;")]
    [InlineData("/checkout", "data-profile=\"uk-stats\"", "")]
    public async Task Nobody_is_asked_who_may_not_be_counted_or_where_somebody_pays(string path, string attributes, string script)
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await OpenAsync(browser, site, path, attributes: attributes, script: script);
        await IsNotThereAsync(visitor);
        site.SoFar().ShouldNotContain(beacon => beacon.Name == "answer");
    }

    [Theory]
    [InlineData("""{"direct":0,"tagged":1000,"public":1000,"languages":["en"],"not":[]}""", "/x", false)]
    [InlineData("""{"direct":1000,"tagged":0,"public":0,"languages":["fr"],"not":[]}""", "/x", false)]
    [InlineData("""{"direct":0,"tagged":1000,"public":0,"languages":["en"],"not":[]}""", "/x?mm=w2", true)]
    [InlineData("""{"direct":0,"tagged":0,"public":1000,"languages":["en"],"not":[]}""", "/x?utm_source=lettre", true)]
    public async Task Only_visits_that_are_drawn_are_asked_about(string asked, string path, bool shown)
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await OpenAsync(browser, site, path, asked);
        if (shown)
            await Question(visitor).WaitForAsync();
        else
            await IsNotThereAsync(visitor);
    }

    [Fact]
    public async Task Consent_given_in_time_lets_it_ask_and_a_page_can_give_it_a_place()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await OpenAsync(
            browser, site, attributes: "data-profile=\"eu-consent\"", script: "window.murmure = (...call) => murmure.q.push(call); murmure.q = [['consent', 'granted']];", body: "<murmure-survey></murmure-survey><p>Suite</p>");
        await Question(visitor).WaitForAsync();
        (await visitor.AskAsync("() => getComputedStyle(document.querySelector('murmure-survey')).position")).ShouldBe("static");
    }
}
