namespace Murmure.Browser.Tests.Tracker;

public sealed class ConsentTests(Browser browser)
{
    private const string Stub = "<script>window.murmure=window.murmure||function(){(murmure.q=murmure.q||[]).push(arguments)};</script>";
    private const string Gpc = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });";

    // Everything there is to tell, and what is left of it where nothing but the measurement of audience is allowed.
    private static string Full(TestSite site) => $"h:3 m:{{t:T}} n:pageview r:{site.Elsewhere("/from")} s:news.localhost t:navigate u:{site.At("/x?utm_source=y")}";

    private static string Limited(TestSite site) => $"m:{{t:T}} n:pageview r:{site.Elsewhere("/").TrimEnd('/')} s:news.localhost u:{site.At("/x")}";

    private static async Task ArriveAsync(TestSite site, Visitor visitor, string head)
    {
        site.Put("/from", "<meta name=\"referrer\" content=\"unsafe-url\">", $"<a href=\"{site.At("/x?utm_source=y")}\">x</a>");
        site.Put("/x", "<title>T</title>" + head);
        await visitor.GotoAsync(site.Elsewhere("/from"));
        await visitor.Page.ClickAsync("a");
        await visitor.Page.WaitForLoadStateAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("data-profile=\"eu-consent\"")]
    [InlineData("data-profile=\"no such profile\"")]
    public async Task Before_anybody_was_asked_only_the_exempt_part_is_told(string attributes)
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await Visitor.OpenAsync(browser, "window.TelegramWebviewProxy = {};");

        await ArriveAsync(site, visitor, site.Script(attributes));
        await visitor.DoAsync("() => murmure('Subscribe', { plan: 'year' }, { revenue: { amount: 1, currency: 'EUR' } })");

        (await site.BeaconsAsync(1, visitor.Page)).ShouldHaveSingleItem().ToString().ShouldBe($"{{{Limited(site)}}}");
    }

    [Fact]
    public async Task Consent_completes_the_page_view_under_its_first_id_once()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await Visitor.OpenAsync(browser);
        await ArriveAsync(site, visitor, site.Script(""));
        await site.BeaconsAsync(1, visitor.Page);

        await visitor.DoAsync("() => { murmure('consent', 'granted'); murmure('consent', 'granted'); }");
        await site.BeaconsAsync(2, visitor.Page);
        await visitor.DoAsync("() => murmure('Subscribe')");

        var sent = await site.BeaconsAsync(3, visitor.Page);
        sent[0].ToString().ShouldBe($"{{{Limited(site)}}}");
        sent[1].ToString().ShouldBe($"{{c:granted g:1 {Full(site)}}}");
        sent[1].Id.ShouldBe(sent[0].Id);
        sent[2].ToString().ShouldBe($"{{c:granted n:Subscribe s:news.localhost u:{site.At("/x?utm_source=y")}}}");
    }

    [Fact]
    public async Task Consent_known_before_the_script_came_makes_one_full_page_view()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await Visitor.OpenAsync(browser);

        await ArriveAsync(site, visitor, Stub + "<script>murmure('Early'); murmure('consent', 'denied'); murmure('consent', 'granted')</script>" + site.Script(""));

        (await site.BeaconsAsync(2, visitor.Page)).Select(sent => sent.ToString()).ShouldBe([
            $"{{c:granted {Full(site)}}}", $"{{c:granted n:Early s:news.localhost u:{site.At("/x?utm_source=y")}}}"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_refusal_is_told_and_keeps_everything_else_back()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await Visitor.OpenAsync(browser);
        await ArriveAsync(site, visitor, Stub + "<script>murmure('consent', 'denied')</script>" + site.Script(""));

        await visitor.DoAsync("() => murmure('Subscribe')");

        (await site.BeaconsAsync(1, visitor.Page)).ShouldHaveSingleItem().ToString().ShouldBe($"{{c:denied {Limited(site)}}}");
    }

    [Fact]
    public async Task Consent_withdrawn_holds_from_the_next_page_on()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await Visitor.OpenAsync(browser);
        await ArriveAsync(site, visitor, Stub + "<script>murmure('consent', 'granted')</script>" + site.Script(""));

        await visitor.DoAsync("() => { murmure('consent', 'denied'); murmure('Subscribe'); history.pushState(null, '', '/y?q=1'); }");

        var sent = await site.BeaconsAsync(2, visitor.Page);
        sent[1].ToString().ShouldBe($"{{c:denied n:pageview r:{site.At("")} s:news.localhost u:{site.At("/y")}}}");
    }

    [Fact]
    public async Task A_word_that_is_no_grant_is_a_refusal()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await Visitor.OpenAsync(browser);

        await ArriveAsync(site, visitor, Stub + "<script>murmure('consent', true)</script>" + site.Script(""));

        (await site.BeaconsAsync(1, visitor.Page)).ShouldHaveSingleItem()["c"].ShouldBe("denied");
    }

    [Theory]
    [InlineData("data-profile=\"fr-exempt\"", "")]
    [InlineData("", Gpc)]
    [InlineData("data-profile=\"uk-stats\"", Gpc)]
    public async Task Under_the_exemption_and_with_global_privacy_control_consent_makes_it_no_more(string attributes, string script)
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await Visitor.OpenAsync(browser, script);
        await ArriveAsync(site, visitor, Stub + "<script>murmure('consent', 'granted')</script>" + site.Script(attributes));

        await visitor.DoAsync("() => { murmure('consent', 'granted'); murmure('Subscribe'); }");

        (await site.BeaconsAsync(1, visitor.Page)).ShouldHaveSingleItem().ToString().ShouldBe($"{{{Limited(site)}}}");
    }

    [Fact]
    public async Task A_site_may_set_global_privacy_control_aside()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await Visitor.OpenAsync(browser, Gpc);

        await ArriveAsync(site, visitor, site.Script("data-profile=\"uk-stats\" data-gpc=\"ignore\""));

        (await site.BeaconsAsync(1, visitor.Page)).ShouldHaveSingleItem().ToString().ShouldBe($"{{{Full(site)}}}");
    }

    [Fact]
    public async Task Where_information_is_enough_a_refusal_still_limits()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await Visitor.OpenAsync(browser);

        await ArriveAsync(site, visitor, Stub + "<script>murmure('consent', 'denied')</script>" + site.Script());

        (await site.BeaconsAsync(1, visitor.Page)).ShouldHaveSingleItem().ToString().ShouldBe($"{{c:denied {Limited(site)}}}");
    }

    [Fact]
    public async Task An_objection_silences_the_script_here_and_on_every_later_page_until_it_is_taken_back()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await Visitor.OpenAsync(browser);
        await ArriveAsync(site, visitor, site.Script());
        await site.BeaconsAsync(1, visitor.Page);

        await visitor.DoAsync("() => { murmure('optout'); murmure('Subscribe'); history.pushState(null, '', '/y'); }");
        (await visitor.AskAsync("() => JSON.stringify(localStorage)")).ShouldBe("{\"murmure-optout\":\"1\"}");
        await visitor.GotoAsync(site.At("/x"));
        await visitor.DoAsync("() => murmure('Subscribe')");
        await site.BeaconsAsync(1, visitor.Page);

        await visitor.DoAsync("() => { murmure('optin'); murmure('optin'); }");
        var sent = await site.BeaconsAsync(2, visitor.Page);
        sent[1]["u"].ShouldBe(site.At("/x"));
        sent[1]["g"].ShouldBeNull();
        (await visitor.AskAsync("() => JSON.stringify(localStorage)")).ShouldBe("{}");
    }

    [Fact]
    public async Task An_objection_made_before_the_script_came_leaves_nothing_to_tell()
    {
        await using var site = await TestSite.StartAsync();
        await using var visitor = await Visitor.OpenAsync(browser);

        await ArriveAsync(site, visitor, Stub + "<script>murmure('optout'); murmure('consent', 'granted')</script>" + site.Script());

        await site.BeaconsAsync(0, visitor.Page);
    }
}
